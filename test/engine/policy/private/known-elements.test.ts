import { OpenNode } from '../../../../src/engine/policy/open-node';
import { PolicyDocument } from '../../../../src/engine/policy/policy-document';
import { PolicyParser } from '../../../../src/engine/policy/policy-parser';
import { PolicyType } from '../../../../src/engine/policy/policy-type';
import { OpenText, OpenValue } from '../../../../src/engine/policy/text';

type Json = Record<string, unknown>;

const READS: Json = { Effect: 'Allow', Action: ['s3:Get*'], Resource: 'arn:aws:s3:::b/*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } };

/** Policies that know each other's elements. @param meant what stands in the place of what is written */
function policies(meant: (written: unknown, trail: (string | number)[]) => unknown = written => written) {
  const parser = new PolicyParser(PolicyType.IDENTITY, meant);
  return (statement: Json, version = '2012-10-17'): PolicyDocument => parser.later({ Version: version, Statement: statement });
}

test('what is written the same in two policies is one element', () => {
  const policy = policies();
  const { statements: [one] } = policy({ ...READS, Sid: 'A' });
  const { statements: [other] } = policy({ ...READS, Sid: 'B', Effect: 'Deny' });

  expect([one.action === other.action, one.resource === other.resource, one.condition === other.condition]).toEqual([true, true, true]);
  expect([one.sid, one.effect, other.sid, other.effect]).toEqual(['A', 'Allow', 'B', 'Deny']);
});

test('what is read as something else is not', () => {
  const policy = policies();
  const { statements: [one] } = policy({ Effect: 'Allow', Action: '*', Resource: '*' });
  const { statements: [complement] } = policy({ Effect: 'Allow', NotAction: '*', NotResource: '*' });
  const { statements: [old] } = policy({ ...READS, Resource: 'arn:aws:s3:::${aws:username}' }, '2008-10-17');
  const { statements: [today] } = policy({ ...READS, Resource: 'arn:aws:s3:::${aws:username}' });

  expect([one.action.negated, one.resource!.negated, complement.action.negated, complement.resource!.negated]).toEqual([false, false, true, true]);
  expect(one.action.patterns[0].options).not.toEqual(one.resource!.patterns[0].options);
  expect([old, today].map(({ resource }) => resource!.patterns[0].variableKeys)).toEqual([[], ['aws:username']]);
});

test('what has a problem is found each time', () => {
  const policy = policies();
  const wrong = { Effect: 'Allow', Action: 's3', Resource: '*' };

  const problem = { code: 'invalidAction', path: '$.Statement.Action' };

  expect([policy(wrong).problems, policy(wrong).problems]).toMatchObject([[problem], [problem]]);
});

test('what nobody knows is another value each time that it is made, and is told by where it stands', () => {
  const policy = policies((written, trail) => written === 'arn:x' ? OpenText.of('arn:', OpenValue.unknown(`it at ${trail.join('.')}`)) : written);
  const [one, other] = [{ ...READS, Resource: 'arn:x' }, { ...READS, Effect: 'Deny', Resource: 'arn:x' }].map(statement => policy(statement).statements[0].resource!);

  expect([one, other].map(({ openNames }) => openNames)).toEqual([['it at Statement.Resource'], ['it at Statement.Resource']]);
  expect(one.openValues[0].symbol).not.toBe(other.openValues[0].symbol);
});

test('a value of the template is the same wherever it stands', () => {
  const bucket = OpenText.of('arn:aws:s3:::', OpenValue.unknown('bucket'));
  const policy = policies(written => written === 'arn:x' ? bucket : written);
  const [one, other] = [{ ...READS, Resource: 'arn:x' }, { ...READS, Effect: 'Deny', Resource: 'arn:x' }].map(statement => policy(statement).statements[0].resource!);

  expect(one).toBe(other);
});

test('what is written the same because all objects are is not', () => {
  const policy = policies();
  const toJSON = Object.getOwnPropertyDescriptor({ toJSON: () => 'same' }, 'toJSON')!;
  const actions = [Object.prototype, Array.prototype].map(kind => {
    Object.defineProperty(kind, 'toJSON', { ...toJSON, enumerable: false });
    try {
      return [['s3:GetObject'], ['iam:*']].map(Action => policy({ ...READS, Action }).statements[0].action.patterns.map(({ source }) => source));
    } finally {
      Reflect.deleteProperty(kind, 'toJSON');
    }
  });

  expect(actions).toEqual([[['s3:GetObject'], ['iam:*']], [['s3:GetObject'], ['iam:*']]]);
});

test('what may be any structure is another value each time: nobody knows what a macro makes', () => {
  const policy = policies(written => written === 'arn:x' ? OpenNode.unknown('`Fn::Transform`') : written);
  const [one, other] = [{ ...READS, Resource: 'arn:x' }, { ...READS, Effect: 'Deny', Resource: 'arn:x' }].map(statement => policy(statement).statements[0].resource!);

  expect([one, other].map(({ openNames }) => openNames)).toEqual([['`Fn::Transform`'], ['`Fn::Transform`']]);
  expect(one.openValues[0].symbol).not.toBe(other.openValues[0].symbol);
});
