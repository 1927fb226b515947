import { OpenText, OpenValue, Text } from '../engine/policy/text';

/** What open values of AWS look like in messages. */
const EXAMPLES: Record<string, string> = {
  'AWS::AccountId': '111122223333',
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** A text as it may look once it is deployed. */
export function exampleOf(text: Text): string {
  return text instanceof OpenText ? text.parts.map(part => part instanceof OpenValue ? exampleOfValue(part) : part).join('') : text;
}

function exampleOfValue(value: OpenValue): string {
  if (value.isInvented) { return value.name; }
  const [, logicalId] = /^`([A-Za-z0-9]+)\.[A-Za-z]+`$/.exec(value.name) ?? [];
  return EXAMPLES[value.name] ?? logicalId ?? `<${value.name}>`;
}

