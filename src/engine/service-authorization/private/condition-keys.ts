import { foldAscii } from './ascii';
import { PackedConditionKey } from './packed';
import { ConditionKeyDefinition } from '../condition-key-definition';
import { ConditionKeyType } from '../condition-key-type';

/** AWS writes placeholders in three ways: `${TagKey}`, `<key>` and a last part that says `tag-key`. */
const PLACEHOLDER = /\$\{[^}]*\}|<[^>]*>|(?<=\/)tag-key$/;

interface Template {
  readonly packed: PackedConditionKey;

  /** The fixed texts before, between and after the placeholders. */
  readonly fixed: string[];
}

/** A list of condition keys that can be searched by a key as it is used: with its placeholders filled in. */
export class ConditionKeys {
  private readonly byKey: Map<string, PackedConditionKey>;
  private readonly templates: Template[];

  constructor(private readonly packed: PackedConditionKey[]) {
    this.byKey = new Map(packed.map(entry => [foldAscii(entry[0]), entry]));
    this.templates = packed
      .map(entry => ({ packed: entry, fixed: fixedTexts(foldAscii(entry[0])) }))
      .filter(({ fixed }) => fixed.length > 1)
      .sort((a, b) => b.fixed.join('').length - a.fixed.join('').length);
  }

  public list(): ConditionKeyDefinition[] {
    return this.packed.map(definition);
  }

  /** The definition of a key: an exact name first, then the template that fixes most of it. */
  public find(key: string): ConditionKeyDefinition | undefined {
    const folded = foldAscii(key);
    const found = this.byKey.get(folded) ?? this.templates.find(({ fixed }) => fills(folded, fixed))?.packed;
    return found && definition(found);
  }
}

function definition([key, type]: PackedConditionKey): ConditionKeyDefinition {
  return { key, type: type as ConditionKeyType, multivalued: type.startsWith('ArrayOf') };
}

/** A few keys, such as `glacier:ResourceTag/`, leave their last placeholder out. */
function fixedTexts(key: string): string[] {
  return key.endsWith('/') ? [key, ''] : key.split(PLACEHOLDER);
}

/** Whether the text is the fixed texts in their order, with at least one character in each gap. */
function fills(text: string, [first, ...others]: string[]): boolean {
  const last = others[others.length - 1];
  if (!text.startsWith(first) || !text.endsWith(last)) return false;

  let end = first.length;
  for (const fixed of others.slice(0, -1)) {
    const start = text.indexOf(fixed, end + 1);
    if (start < 0) return false;
    end = start + fixed.length;
  }
  return text.length - last.length > end;
}
