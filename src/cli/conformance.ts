import { BadInput, readText } from './input';
import { ConformanceCase, readConformanceCases, replayConformanceCase } from '../engine/evaluation/conformance-case';
import { quoted } from '../engine/policy/policy-problem';

interface Tally { agreed: number; disagreed: number }

/**
 * Replays files of the conformance suite, this project's or others'. Prints each disagreement; contested cases are counted apart.
 *
 * @returns the exit code: 0 when the engine agrees with every case that is not contested, 1 otherwise
 */
export function conformance(files: string[], print: (line: string) => void): number {
  const plain: Tally = { agreed: 0, disagreed: 0 };
  const contested: Tally = { agreed: 0, disagreed: 0 };
  for (const [file, cases] of files.map(name => [name, casesIn(name)] as const)) {
    for (const one of cases) {
      const tally = one.confidence === 'contested' ? contested : plain;
      const decided = decide(one, file);
      if (decided === one.expected) {
        tally.agreed++;
      } else {
        tally.disagreed++;
        const contestedMark = one.confidence === 'contested' ? ' (contested)' : '';
        print(`${file}: ${quoted(one.id)}${contestedMark}: expected ${one.expected}, decided ${decided}: ${quoted(one.description)}, see ${quoted(one.source)}`);
      }
    }
  }
  if (contested.agreed + contested.disagreed > 0) { print(`contested: ${tallyText(contested)}`); }
  print(tallyText(plain));
  return plain.disagreed === 0 ? 0 : 1;
}

function casesIn(file: string): ConformanceCase[] {
  const text = readText(file);
  try {
    return readConformanceCases(text);
  } catch (error) {
    throw new BadInput(`${file}: ${(error as Error).message}`);
  }
}

function decide(one: ConformanceCase, file: string): string {
  try {
    return replayConformanceCase(one);
  } catch (error) {
    throw new BadInput(`${file}: case ${quoted(one.id)}: ${(error as Error).message}`);
  }
}

function tallyText({ agreed, disagreed }: Tally): string {
  return `${agreed} agreed, ${disagreed} disagreed`;
}
