import { ALLOW_ALL } from './allow-all';
import { ask } from './ask';
import { Finding } from './finding';
import { about } from './reviewed-app';
import { Rule } from './rule';
import { TextIndex } from './text-index';
import { resourceControlOf } from '../cloudformation/organization-policies';
import { ResourceReading, TemplateReading } from '../cloudformation/template-reading';
import { Caller, parseCaller } from '../engine/evaluation/caller';
import { PolicyDocument } from '../engine/policy/policy-document';
import { OpenText, OpenValue, Shape } from '../engine/policy/text';

/**
 * Services that answer without TLS, and what is asked of them: what a resource keeps or passes on. A suffix of its ARN says where.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html
 */
const WITHOUT_TLS: Record<string, { readonly action: string; readonly suffix?: string }[]> = {
  'AWS::S3::Bucket': [{ action: 's3:GetObject', suffix: '/key' }, { action: 's3:PutObject', suffix: '/key' }, { action: 's3:ListBucket' }],
  'AWS::SQS::Queue': [{ action: 'sqs:SendMessage' }, { action: 'sqs:ReceiveMessage' }],
  'AWS::SNS::Topic': [{ action: 'sns:Publish' }],
};

/**
 * Does the resource answer requests without TLS? Whoever is allowed to use it may send them, unless they are denied.
 */
export const NoPlainHttp: Rule = {
  name: 'NoPlainHttp',
  question: 'Does the resource answer requests without TLS?',
  why: 'What is sent without TLS can be read and changed by everybody on the way.',
  check: ({ stacks }) => {
    const policies = new TextIndex<PolicyDocument>();
    for (const { policy, protects } of stacks.flatMap(({ resourcePolicies }) => resourcePolicies)) {
      if (policy.kind === 'resource') { protects.forEach(arn => policies.add(arn, policy.document)); }
    }
    return stacks.flatMap(reading => reading.resources
      .filter(({ resource }) => Object.hasOwn(WITHOUT_TLS, resource.type))
      .flatMap(one => findingOf(one, policies.equalTo(one.arn), reading)));
  },
};

const NOTHING = PolicyDocument.parse({ Version: '2012-10-17', Statement: [] });

function findingOf({ resource, arn }: ResourceReading, policies: PolicyDocument[], reading: TemplateReading): Finding[] {
  const applicable = { identity: [ALLOW_ALL], resource: NOTHING.joined(policies), resourceControl: resourceControlOf(reading) };
  const caller = somebody(reading);
  for (const { action, suffix = '' } of WITHOUT_TLS[resource.type]) {
    const probe = { caller, action, resource: OpenText.of(arn, suffix), resourceAccount: reading.pseudo.account, context: { 'aws:SecureTransport': ['false'] } };
    const possibility = ask(probe, applicable);
    if (possibility !== undefined) {
      return [{
        rule: 'NoPlainHttp',
        ...about(resource),
        message: `answers \`${action}\` without TLS`,
        fix: 'deny everybody every action where `aws:SecureTransport` is `false`, as `enforceSSL: true` of the CDK does',
        witness: { ...possibility.witness, when: [{ key: 'aws:SecureTransport', values: ['false'] }] },
        dependsOn: possibility.dependsOn,
      }];
    }
  }
  return [];
}

/** A role of the account, which is allowed everything. */
function somebody({ pseudo: { partition, account } }: TemplateReading): Caller {
  return parseCaller(OpenText.of('arn:', partition, ':iam::', account, ':role/', OpenValue.invented('example', Shape.chosenName())))!;
}
