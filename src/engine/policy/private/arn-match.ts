import { ANY, ANY_RUN, codePoints, OpenText, OpenValue, Text, TEXT_RUN } from '../text';
import { and, MAYBE, NO, Truth, truth } from '../truth';
import { Glob } from './glob';
import { openMatch } from './open-match';
import { arnFields, ClosedParts, isWholeArn, OpenParts } from './parts';

/**
 * Compares as the ARN operators do: field by field, wildcards never cross a colon of the first five fields.
 *
 * CONTESTED: AWS does not say what happens to a text that is no whole ARN; if the two match as strings, the comparison is contested.
 */
export class ArnGlob {
  private readonly fields: Glob[];
  private readonly whole: Glob;

  constructor(parts: ClosedParts) {
    this.fields = arnFields(parts).map(field => new Glob(field));
    this.whole = new Glob(parts);
  }

  public matches(text: string, contested: Truth): Truth {
    const values = arnFields([text]);
    if (isWholeArn(this.fields) && isWholeArn(values)) {
      return truth(this.fields.every((field, i) => field.matches(String(values[i][0] ?? ''))));
    }
    return this.whole.matches(text) ? contested : NO;
  }
}

export function openArnMatch(pattern: OpenParts, text: Text, contested: Truth): Truth {
  const value: OpenParts = text instanceof OpenText ? text.parts : [text];
  const asString = openMatch(pattern, value);
  const fields = arnFields(pattern);
  const values = arnFields(value);
  if (asString === NO) { return NO; }
  if ([...pattern, ...value].some(part => part instanceof OpenValue && mayHoldColon(part))) { return MAYBE; }
  return isWholeArn(fields) && isWholeArn(values) ? and(...fields.map((field, i) => openMatch(field, values[i]))) : and(asString, contested);
}

function mayHoldColon(value: OpenValue): boolean {
  return !value.shape?.alternatives.every(word => word.every(token => !COLON_TOKENS.has(token)));
}

const COLON_TOKENS = new Set([ANY, ANY_RUN, TEXT_RUN, ...codePoints(':')]);
