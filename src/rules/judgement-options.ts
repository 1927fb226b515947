import { existsSync } from 'node:fs';
import { readLock } from './access-lock';
import { BASELINE_FILE, readBaseline } from './baseline';
import { GateOptions } from './gate-options';
import { JudgementOptions } from './judgement';

/**
 * Where the baseline is: named, or by its usual name where nothing blocks that was there already.
 */
export function baselineFileOf({ baseline, enforcement }: GateOptions): string | undefined {
  return baseline ?? (enforcement === 'report' ? BASELINE_FILE : undefined);
}

/** Is the app only reported on, because nobody has written a baseline yet? */
export function isFirstReport(options: GateOptions): boolean {
  return options.enforcement === 'report' && !existsSync(baselineFileOf(options)!);
}

/**
 * What a judgement needs to know, with the files read that the options name.
 *
 * @throws BadConfiguration when one cannot be read
 */
export function judgementOptions(options: GateOptions): JudgementOptions {
  const { enforcement, acceptedOpacity, organization, baseline, accessLock, ...rest } = options;
  const file = isFirstReport(options) ? undefined : baselineFileOf(options);
  return {
    ...rest,
    ...accessLock !== undefined && { accessLock: readLock(accessLock) },
    ...file !== undefined && { baseline: readBaseline(file) },
  };
}
