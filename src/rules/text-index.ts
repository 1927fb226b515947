import { remembered } from './remembered';
import { OpenText, OpenValue, Text } from '../engine/policy/text';
import { TextKey, textKey } from '../engine/policy/text-key';

/**
 * Values under texts, found by texts that are surely the same, whatever is open in them.
 */
export class TextIndex<T> {
  private readonly byKey = new Map<TextKey, T[]>();

  public add(text: Text, value: T): void {
    remembered(this.byKey, textKey(spelledOut(text)), () => []).push(value);
  }

  /** Each once. */
  public equalTo(text: Text): T[] {
    return [...new Set(this.byKey.get(textKey(spelledOut(text))))];
  }
}

/** The same text, in which no value is open that is known after all. */
function spelledOut(text: Text): Text {
  return text instanceof OpenText ? OpenText.of(...text.parts.map(part => part instanceof OpenValue ? knownAfterAll(part) : part)) : text;
}

/** The only word of its shape, or what is chosen in every case. */
function knownAfterAll(value: OpenValue): Text | OpenValue {
  const words = value.choices?.map(spelledOut) ?? value.shape?.words ?? [];
  return new Set(words.map(textKey)).size === 1 ? words[0] : value;
}
