import { foldAscii } from '../../policy/text';
import { ConditionKeyDefinition } from '../../service-authorization/condition-key-definition';
import { ServiceAction } from '../../service-authorization/service-action';
import { ServiceAuthorizationReference as Reference } from '../../service-authorization/service-authorization-reference';

/** Keys of identity providers are documented by the service that reads them. */
const READS_PROVIDERS = 'sts';

const GLOBAL = 'aws';

let documenting: Map<string, string[]> | undefined;

/** `s3` of `s3:prefix`, in lower case. */
export function prefixOf(key: string): string {
  return foldAscii(key.slice(0, Math.max(key.indexOf(':'), 0)));
}

/** A key as AWS documents it anywhere. */
export function definitionOf(key: string): ConditionKeyDefinition | undefined {
  const prefix = prefixOf(key);
  const own = Reference.conditionKey(prefix, key) ?? Reference.conditionKey(READS_PROVIDERS, key);
  if (own !== undefined || prefix === GLOBAL) { return own; }
  return servicesDocumenting(prefix).map(service => Reference.conditionKey(service, key)).find(one => one !== undefined);
}

/** A key that a request to any service may carry. */
export function isGlobal(key: string): boolean {
  return prefixOf(key) === GLOBAL || Reference.conditionKey('', key) !== undefined;
}

/** Whose keys a prefix stands before. */
export type KeyOwner = 'aws' | 'service' | 'provider' | 'nobody';

export function ownerOf(key: string): KeyOwner {
  const prefix = prefixOf(key);
  if (prefix === GLOBAL) { return 'aws'; }
  if (Reference.hasService(prefix)) { return 'service'; }
  // The URL of an OpenID Connect provider: AWS lists the claims of some of them only.
  if (prefix.includes('.')) { return 'provider'; }
  return servicesDocumenting(prefix).length > 0 ? 'service' : 'nobody';
}

/** A tag key without its tag: `aws:ResourceTag`, `aws:ResourceTag/`. */
export function lacksTag(key: string): boolean {
  const base = key.endsWith('/') ? key.slice(0, -1) : key;
  return definitionOf(base) === undefined && definitionOf(`${base}/x`) !== undefined;
}

const keysByAction = new Map<string, ReadonlySet<string>>();

/** Does AWS list the key for this action, on any resource? */
export function supportsKey(action: ServiceAction, key: string): boolean {
  let keys = keysByAction.get(action.name);
  if (keys === undefined) {
    keys = new Set([...action.conditionKeys, ...action.resourceTypes.flatMap(({ name, conditionKeys }) =>
      [...conditionKeys, ...Reference.resourceType(action.service, name)?.conditionKeys ?? []])]);
    keysByAction.set(action.name, keys);
  }
  const definition = Reference.conditionKey(action.service, key);
  return definition !== undefined && keys.has(definition.key);
}

/** The services that document keys with a prefix that is not their own: all services are read, once. */
function servicesDocumenting(prefix: string): string[] {
  if (documenting === undefined) {
    documenting = new Map();
    for (const service of Reference.services()) {
      const prefixes = new Set(Reference.conditionKeysOf(service).map(({ key }) => prefixOf(key)));
      for (const one of prefixes) { documenting.set(one, [...documenting.get(one) ?? [], service]); }
    }
  }
  return documenting.get(prefix) ?? [];
}
