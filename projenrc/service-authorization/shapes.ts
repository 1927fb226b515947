import { Upstream } from './upstream';
import { UpstreamRecord, upstreamRecords } from './upstream-records';

type Check = (value: unknown) => boolean;

interface Shape {
  readonly needs: Record<string, Check>;
  readonly mayHave?: Record<string, Check>;
}

const text: Check = value => typeof value === 'string';
const number: Check = value => typeof value === 'number';
const flag: Check = value => typeof value === 'boolean';
const list: Check = value => Array.isArray(value);
const texts: Check = value => Array.isArray(value) && value.every(text);
const object: Check = value => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields that were looked at. The data takes some of them and leaves the others; a new one needs someone to decide that. */
const SHAPES: Record<UpstreamRecord['kind'], Shape> = {
  'action': {
    needs: { name: text, description: text, accessLevel: text, resourceTypes: list, conditionKeys: texts, dependentActions: texts },
    mayHave: { scenarios: list },
  },
  'action resource type': { needs: { name: text, required: flag, conditionKeys: texts, dependentActions: texts } },
  'resource type': { needs: { key: text, arn: text }, mayHave: { conditionKeys: texts } },
  'condition key': { needs: { key: text, type: text, description: text } },
  'managed policy': {
    needs: { arn: text, latestVersionId: text, versionsCount: number, versions: object, createdDate: text, lastUpdatedDate: text },
  },
  'managed policy version': { needs: { document: object, createdDate: text } },
};

/** What is not shaped as this generator knows it, one sentence each. */
export function shapeProblems(upstream: Upstream): string[] {
  return Array.from(upstreamRecords(upstream)).flatMap(problemsOf);
}

function problemsOf({ kind, where, fields }: UpstreamRecord): string[] {
  if (!object(fields)) return [`the ${kind} \`${where}\` is not an object`];

  const { needs, mayHave = {} } = SHAPES[kind];
  const record = fields as Record<string, unknown>;
  const problem = (words: string, field: string) => `the ${kind} \`${where}\` has ${words} \`${field}\``;
  const missing = Object.keys(needs).filter(field => !Object.hasOwn(record, field));
  const unknown = Object.keys(record).filter(field => !Object.hasOwn(needs, field) && !Object.hasOwn(mayHave, field));
  const broken = Object.entries({ ...needs, ...mayHave }).filter(([field, fits]) => Object.hasOwn(record, field) && !fits(record[field]));
  return [
    ...missing.map(field => problem('no field', field)),
    ...unknown.map(field => problem('an unknown field', field)),
    ...broken.map(([field]) => problem('something unexpected in the field', field)),
  ];
}
