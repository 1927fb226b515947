import { Caller } from '../engine/evaluation/caller';
import { Pattern } from '../engine/policy/pattern';
import { PolicyVariable, splitVariables } from '../engine/policy/policy-variable';
import { OpenText, OpenValue, Text } from '../engine/policy/text';

/** A text that the pattern covers, as the caller may ask for it: policy variables filled in, and its wildcards replaced. */
export function concrete({ source, variableKeys }: Pick<Pattern, 'source' | 'variableKeys'>, caller: Caller, wildcard: () => Text | OpenValue): Text {
  const parts = source instanceof OpenText ? source.parts : [source];
  return OpenText.of(...parts.flatMap((part): (Text | OpenValue)[] => {
    if (typeof part !== 'string') { return [part]; }
    return (variableKeys.length === 0 ? [part] : splitVariables(part)).flatMap(piece => {
      if (piece instanceof PolicyVariable) { return [caller.derivedKeys.get(piece.key)?.[0] ?? piece.fallback ?? OpenValue.unknown(`context key \`${piece.key}\``)]; }
      return typeof piece === 'string' ? piece.split(/([*?])/).map((text, i) => (i % 2 === 0 ? text : wildcard())) : [piece.literal];
    });
  }));
}
