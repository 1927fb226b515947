import { Pattern } from '../engine/policy/pattern';
import { OpenText, OpenValue, Text } from '../engine/policy/text';
import { TextKey, textKey } from '../engine/policy/text-key';
import { YES } from '../engine/policy/truth';

interface Entry<T> {
  readonly text: Pattern;
  readonly value: T;
}

/**
 * Values under texts, found by texts that are surely the same, whatever is open in them.
 */
export class TextIndex<T> {
  private readonly entries: Entry<T>[] = [];
  private readonly byKey = new Map<TextKey, T[]>();
  /** Under texts that can be the same as one of other pieces. */
  private readonly others: Entry<T>[] = [];

  public add(text: Text, value: T): void {
    const entry = { text: Pattern.compile(text), value };
    this.entries.push(entry);
    if (mayBeOtherwise(text)) { this.others.push(entry); }
    const key = textKey(text);
    const known = this.byKey.get(key);
    if (known === undefined) { this.byKey.set(key, [value]); } else { known.push(value); }
  }

  /** Each once. */
  public equalTo(text: Text): T[] {
    const asked = mayBeOtherwise(text) ? this.entries : this.others;
    const same = this.byKey.get(textKey(text)) ?? [];
    return [...new Set([...same, ...asked.filter(entry => entry.text.matches(text) === YES).map(({ value }) => value)])];
  }
}

/** Can it be written with other pieces? */
function mayBeOtherwise(text: Text): boolean {
  return text instanceof OpenText && text.openValues.some(isKnownAfterAll);
}

/** May the value be known: as the only word of its shape, or as what is chosen in every case? */
function isKnownAfterAll({ shape, choices }: OpenValue): boolean {
  return choices !== undefined || shape?.alternatives.length === 1 && shape.words !== undefined;
}
