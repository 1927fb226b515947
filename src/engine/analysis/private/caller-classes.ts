import { CallerClass } from './caller-class';
import { parseCaller } from '../../evaluation/caller';
import { PolicyDocument } from '../../policy/policy-document';
import { PrincipalEntry } from '../../policy/principal-element';

/** An account that no policy names. */
export const OUTSIDE_ACCOUNTS = ['999988887777', '888877776666', '777766665555', '666655554444'];

/** Every kind of caller that the principals of policies tell from others. */
export function callerClasses(documents: PolicyDocument[]): CallerClass[] {
  const entries = documents.flatMap(({ statements }) => statements.flatMap(({ principal }) =>
    principal === undefined ? [] : [...principal.entries, ...principal.choices.flatMap(({ alternatives }) => alternatives.flat())]));
  const names = (type: PrincipalEntry['type']) => [...new Set(entries.filter(entry => entry.type === type && !entry.everyone).map(({ pattern }) => String(pattern.source)))];
  const aws = names('AWS');
  const arns = aws.filter(name => name.startsWith('arn:') && !name.endsWith(':root'));
  const accounts = new Set(aws.flatMap(name => /^(?:arn:[^:]*:[^:]*:[^:]*:)?(\d{12})(?::|$)/.exec(name)?.slice(1) ?? []));
  const outside = outsideAccount(accounts);
  const named = [...arns.flatMap(arn => parseCaller(arn) ?? []), ...arns.filter(arn => arn.includes(':role/')).flatMap(sessionOf)];
  const others = [...names('Service'), UNLISTED_SERVICE, ...names('Federated'), UNLISTED_PROVIDER].flatMap(name => parseCaller(name) ?? []);
  return [
    ...named.map(CallerClass.of),
    ...[...accounts, outside].flatMap(account => CallerClass.inAccount(account, arns)),
    CallerClass.ANONYMOUS,
    ...others.map(CallerClass.of),
  ];
}

const UNLISTED_SERVICE = 'example.amazonaws.com';
const UNLISTED_PROVIDER = 'arn:aws:iam::999988887777:oidc-provider/idp.example.com';

export function outsideAccount(named: ReadonlySet<string>): string {
  return OUTSIDE_ACCOUNTS.find(account => !named.has(account)) ?? '555544443333';
}

function sessionOf(roleArn: string) {
  const [, partition, , , account, resource] = roleArn.split(':');
  return parseCaller(`arn:${partition}:sts::${account}:assumed-role/${resource.split('/').pop()}/session`, roleArn) ?? [];
}
