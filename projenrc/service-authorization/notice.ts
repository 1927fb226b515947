import { Upstream, UpstreamPackage } from './upstream';

/** The licences of the packages, as their authors ask for. */
export function notice({ iamData, managedPolicies }: Upstream): string {
  return [
    'The files in this folder hold facts taken from these packages, without their descriptions.\n',
    ...[iamData.package, managedPolicies.package].map(section),
  ].join('\n');
}

function section({ name, version, repository, licence }: UpstreamPackage): string {
  return [
    '-'.repeat(80),
    `${name} ${version}`,
    repository.replace('git+', ''),
    '',
    licence.trim(),
    '',
  ].join('\n');
}
