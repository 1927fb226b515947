import { readApp } from '../../src/cloudformation/app-reader';
import { AppReading } from '../../src/cloudformation/app-reading';
import { Report } from '../../src/reports/report';
import { accessSummary } from '../../src/rules/access-summary';
import { Judgement, judgementOf, Waiver } from '../../src/rules/judgement';
import { Profile } from '../../src/rules/profile';
import { allow, document, group, managedPolicy, policy, role, TRUST_OF_LAMBDA, user } from '../rules/templates';

export const FILE = 'Prod.template.json';

/** Grants too much in several ways, an escalation over two roles among them. */
export const TEMPLATE = {
  Parameters: { Table: { Type: 'String' } },
  Resources: {
    Admin: role([document(allow('*'))]),
    Starter: role([document(
      allow(['lambda:CreateFunction', 'lambda:InvokeFunction'], 'arn:aws:lambda:eu-west-1:111122223333:function:*'),
      { Sid: 'Pass', ...allow('iam:PassRole', { 'Fn::GetAtt': ['Deployer', 'Arn'] }) },
    )]),
    Deployer: role([document(allow('iam:PutRolePolicy', '*', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }))]),
    Reader: role([document(allow(['s3:GetObject', 's3:ListBucket'], ['arn:aws:s3:::amzn-s3-demo-bucket', 'arn:aws:s3:::amzn-s3-demo-bucket/*']), allow('dynamodb:GetItem', { Ref: 'Table' }))]),
    Open: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }) } },
    Developers: group([document(allow('sqs:SendMessage', 'arn:aws:sqs:eu-west-1:111122223333:orders'))]),
    Alice: user([], { Groups: [{ Ref: 'Developers' }] }),
    Shared: managedPolicy(document(allow('s3:*')), { Roles: [{ Ref: 'Reader' }] }),
    Separate: policy(document(allow('kms:Decrypt')), { Users: [{ Ref: 'Alice' }] }),
    Bucket: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'amzn-s3-demo-bucket', PolicyDocument: document({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::amzn-s3-demo-bucket/*' }) } },
    Trusting: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TRUST_OF_LAMBDA } },
  },
};

export function readingOf(template: object): AppReading {
  const stack = { id: 'Prod', constructPath: 'Prod', stackName: 'Prod', account: '111122223333', region: 'eu-west-1', file: FILE, text: JSON.stringify(template), nested: [], parameters: {} };
  return readApp([stack]);
}

/** What programs and people are told of a template. */
export function reportOf(template: object, more: Partial<Judgement> = {}): Report {
  const reading = readingOf(template);
  return {
    judgement: { ...judgementOf(reading, { profile: Profile.STRICT, today: '2026-10-01' }), ...more },
    judged: 'cdk.out',
    access: () => accessSummary(reading),
    templateText: file => file === FILE ? JSON.stringify(template, undefined, 2) : undefined,
  };
}

const HASH = 'a'.repeat(64);

/** Everything that a judgement may hold, of the first findings: one each is waived, acknowledged and in the baseline. */
export function everythingOf(template: object, text = 'reviewed by the platform team'): Report {
  const { judgement: { findings: [waived, acknowledged, baselined, ...findings] } } = reportOf(template);
  return reportOf(template, {
    findings,
    waived: [{ finding: waived, waiver: { stack: 'Prod', constructPath: 'Prod', rule: waived.rule, fingerprint: waived.fingerprint, reason: text, owner: text, ticket: text, expires: '2027-03-31' } as Waiver }],
    acknowledged: [{ finding: acknowledged, acknowledgedAt: text, id: `cdk-iam-guardrails::${acknowledged.rule}`, reason: text }],
    baselined: [baselined],
    warnings: [`the waiver of \`${waived.rule}\` lapses on 2027-03-31`],
    declarations: [{ constructPath: text, kind: 'public', text: 'a website' }],
    accepted: [{ stack: 'Prod', constructPath: text, logicalId: 'Machine', path: 'Properties', message: 'makes what is not in the template', reason: text, opaque: true }],
    restrictions: [{ kind: 'serviceControl' as never, name: '`FullAWSAccess`', source: 'organization.json', sha256: HASH }],
    dataDate: '2026-09-26',
  });
}
