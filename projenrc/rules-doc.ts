import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { controlsOf } from '../src/rules/compliance-controls';
import { NoStaleWaiver } from '../src/rules/lifted-findings';
import { Rule } from '../src/rules/rule';
import { RULES } from '../src/rules/rule-set';
import { RULE_TABLE } from '../src/rules/rule-table';

const DOCS = join(__dirname, '..', 'docs');

/** The nearest that a rule blocks and the nearest that it lets pass, as resources of a template. */
type Nearest = Record<string, { readonly blocks: object; readonly passes: object }>;

const nearest: Nearest = JSON.parse(readFileSync(join(DOCS, 'rules', 'nearest.json'), 'utf8'));

/** `docs/rules.md`: every rule, as the code and the tests have it. */
export function rulesPage(): string {
  return [
    '# Rules',
    '',
    'Made from the code by `npx projen docs:rules`. The examples are tests: `test/rules/nearest.test.ts`.',
    '',
    ...RULES.flatMap(sectionOf),
    ...headOf(NoStaleWaiver),
    'It is asked last, of what the others found: `docs/decisions/0006-waivers-name-what-was-seen.md`.',
    '',
  ].join('\n');
}

function sectionOf(rule: Rule): string[] {
  const { blocks, passes } = nearest[rule.name];
  return [...headOf(rule), 'The nearest that it blocks:', '', ...block(blocks), '', 'The nearest that it lets pass:', '', ...block(passes), ''];
}

function headOf({ name, question, why }: Pick<Rule, 'name' | 'question' | 'why'>): string[] {
  const { severity, profile } = RULE_TABLE[name];
  const frameworks = new Map<string, string[]>();
  for (const { framework, id } of controlsOf(name)) { frameworks.set(framework, [...frameworks.get(framework) ?? [], id]); }
  return [
    `## ${name}`,
    '',
    `${question} ${why}`,
    '',
    `Findings are \`${severity}\`, in the \`${profile}\` profile${profile === 'baseline' ? ' and the strict one' : ''}.`,
    ...frameworks.size === 0 ? [] : ['', `Looks after: ${[...frameworks].map(([framework, ids]) => `${framework} ${ids.join(', ')}`).join('; ')}.`],
    '',
  ];
}

function block(resources: object): string[] {
  return ['```json', JSON.stringify(resources, undefined, 2), '```'];
}

if (require.main === module) { writeFileSync(join(DOCS, 'rules.md'), rulesPage()); }
