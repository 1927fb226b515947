import { htmlReport } from './html-report';
import { jsonReport } from './json-report';
import { markdownReport } from './markdown-report';
import { Report } from './report';
import { sarifReport } from './sarif-report';
import { textReport } from './text-report';

/** The formats of the whole judgement, by the names that the command line knows. */
export const REPORT_FORMATS = {
  text: textReport,
  json: jsonReport,
  sarif: sarifReport,
  markdown: markdownReport,
  html: htmlReport,
} satisfies Record<string, (report: Report) => string>;

export type ReportFormat = keyof typeof REPORT_FORMATS;
