import { Upstream, UpstreamPackage } from './upstream';

/** The licences of the packages, as their authors ask for. */
export function notice({ iamData, managedPolicies }: Upstream): string {
  return [
    'The files in this folder hold facts taken from these packages, without their descriptions.\n',
    ...[iamData.package, managedPolicies.package].map(section),
    [RULE, ...POLICY_TEMPLATES, ''].join('\n'),
  ].join('\n');
}

const RULE = '-'.repeat(80);

/** What is kept by hand, of facts that somebody else publishes. */
const POLICY_TEMPLATES = [
  'The names, parameters, actions and resources of the policy templates of AWS SAM',
  'are facts that AWS publishes in its repository, under the Apache License,',
  'Version 2.0:',
  'https://github.com/aws/serverless-application-model.git',
];

function section({ name, version, repository, licence }: UpstreamPackage): string {
  return [
    RULE,
    `${name} ${version}`,
    repository.replace('git+', ''),
    '',
    licence.trim(),
    '',
  ].join('\n');
}
