import { quoted } from '../../policy/policy-problem';
import { accountOf } from '../account';
import { ContextEntry, InvalidInput, SimulatedRequest, SimulatedResource } from '../simulation-types';

/**
 * What is wrong with a request, apart from its caller. It may come from JavaScript, so nothing is taken for granted.
 */
export function requestErrors(request: SimulatedRequest): InvalidInput[] {
  const { actionNames, resourceArns, resources, callerArn, resourceOwner, contextEntries } = request;
  return [
    ...listErrors('actionNames', actionNames, actionErrors),
    ...resourceArns === undefined || resources !== undefined ? [] : listErrors('resourceArns', resourceArns, textErrors),
    ...resources === undefined ? [] : listErrors('resources', resources, resourceErrors),
    ...callerArn === undefined ? [] : textErrors('callerArn', callerArn),
    ...ownerErrors('resourceOwner', resourceOwner),
    ...contextErrors('contextEntries', contextEntries),
  ];
}

function invalid(input: string, message: string): InvalidInput[] {
  return [{ input, message, problems: [] }];
}

function listErrors<T>(input: string, list: T[], memberErrors: (input: string, member: T) => InvalidInput[]): InvalidInput[] {
  if (!Array.isArray(list)) { return invalid(input, 'is no list'); }
  return list.length === 0 ? invalid(input, 'is empty') : list.flatMap((member, i) => memberErrors(`${input}[${i}]`, member));
}

function textErrors(input: string, text: string): InvalidInput[] {
  return typeof text === 'string' ? [] : invalid(input, 'is no text');
}

function actionErrors(input: string, name: string): InvalidInput[] {
  if (typeof name !== 'string') { return textErrors(input, name); }
  return /^[A-Za-z0-9-]+:[A-Za-z0-9._-]+$/.test(name) ? [] : invalid(input, `${quoted(name)} is no action; write \`service:name\``);
}

function resourceErrors(input: string, resource: SimulatedResource): InvalidInput[] {
  if (typeof resource !== 'object' || resource === null) { return invalid(input, 'is no resource'); }
  return [
    ...textErrors(`${input}.resourceArn`, resource.resourceArn),
    ...ownerErrors(`${input}.resourceOwner`, resource.resourceOwner),
    ...contextErrors(`${input}.contextEntries`, resource.contextEntries),
  ];
}

function ownerErrors(input: string, owner: string | undefined): InvalidInput[] {
  if (owner === undefined) { return []; }
  if (typeof owner !== 'string') { return textErrors(input, owner); }
  return accountOf(owner) !== undefined ? [] : invalid(input, `${quoted(owner)} is neither an account id of 12 digits nor an ARN with one`);
}

function contextErrors(input: string, entries: ContextEntry[] | undefined): InvalidInput[] {
  if (entries === undefined || Array.isArray(entries) && entries.length === 0) { return []; }
  return listErrors(input, entries, (at, entry) => {
    if (typeof entry?.contextKeyName !== 'string') { return invalid(at, 'names no context key'); }
    const { contextKeyValues = [] } = entry;
    return !Array.isArray(contextKeyValues) ? invalid(`${at}.contextKeyValues`, 'is no list')
      : contextKeyValues.flatMap((value, i) => textErrors(`${at}.contextKeyValues[${i}]`, value));
  });
}
