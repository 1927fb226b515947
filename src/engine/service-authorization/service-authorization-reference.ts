import { ConditionKeyDefinition } from './condition-key-definition';
import { foldAscii } from './private/ascii';
import { ConditionKeys } from './private/condition-keys';
import { LineArchive } from './private/line-archive';
import { editDistance, reach } from './private/nearest';
import { PackedService, ServicesHeader } from './private/packed';
import { Service } from './private/service';
import { ServiceAction } from './service-action';
import { ServiceResourceType } from './service-resource-type';

const archive = new LineArchive<ServicesHeader, PackedService>('service-authorization.ndjson.br');
const parsedServices = new Map<string, Service>();
let parsedGlobalKeys: ConditionKeys | undefined;

/**
 * The dictionary of AWS permissions: every service with its actions, resource types and condition keys.
 *
 * Prefixes, names and keys are found in any case (ASCII letters only) and returned as AWS spells them. What AWS does not list is
 * `undefined` or an empty list, never an error, and never a proof that it does not exist: new actions appear every week.
 * Answers are the caller's own copies. The data is part of the package; the first question reads it, in a few milliseconds.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export class ServiceAuthorizationReference {
  /** The version of the package that the data was taken from. */
  public static dataVersion(): string {
    return archive.header.version;
  }

  /** When that package last took its data from AWS: an ISO 8601 date and time. */
  public static dataDate(): string {
    return archive.header.updatedAt;
  }

  /** The prefixes of all services, sorted: `a2c`, `a4b`, `access-analyzer`, ... */
  public static services(): string[] {
    return [...archive.header.names];
  }

  /**
   * Whether AWS lists a service with this prefix.
   *
   * @param prefix for example `s3`
   */
  public static hasService(prefix: string): boolean {
    return archive.has(foldAscii(prefix));
  }

  /**
   * The name of a service, for example `Amazon S3`.
   *
   * @param prefix for example `s3`
   */
  public static serviceName(prefix: string): string | undefined {
    return service(prefix)?.name;
  }

  /**
   * Whether resource control policies limit the resources of a service. False for a service that AWS does not list.
   *
   * @param prefix for example `s3`
   * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services
   */
  public static supportsResourceControlPolicies(prefix: string): boolean {
    return service(prefix)?.supportsResourceControlPolicies ?? false;
  }

  /**
   * All actions of a service, sorted by name.
   *
   * @param prefix for example `s3`
   */
  public static actionsOf(prefix: string): ServiceAction[] {
    return service(prefix)?.actions() ?? [];
  }

  /**
   * The action of a full name. Wildcards are not expanded: `s3:*` is no action.
   *
   * @param name for example `s3:GetObject`
   */
  public static action(name: string): ServiceAction | undefined {
    const { prefix, rest } = split(name);
    return service(prefix)?.action(rest);
  }

  /**
   * The real action that a misspelt one most likely means: of the same service, or of the service with the nearest prefix when AWS
   * lists no such service. `undefined` when nothing is near.
   *
   * @param name for example `s3:GetObjet`, which means `s3:GetObject`
   */
  public static nearestAction(name: string): string | undefined {
    const { prefix, rest } = split(foldAscii(name));
    let nearest: string | undefined;
    let shortest = Infinity;
    for (const { candidate, distance } of servicesNear(prefix)) {
      for (const actionName of service(candidate)!.actionNames()) {
        const limit = Math.min(reach(actionName), shortest - distance - 1);
        const total = distance + editDistance(rest, foldAscii(actionName), limit);
        if (total < shortest) {
          nearest = `${candidate}:${actionName}`;
          shortest = total;
        }
      }
    }
    return nearest;
  }

  /**
   * All resource types of a service, sorted by name.
   *
   * @param prefix for example `s3`
   */
  public static resourceTypesOf(prefix: string): ServiceResourceType[] {
    return service(prefix)?.resourceTypes() ?? [];
  }

  /**
   * A resource type of a service.
   *
   * @param prefix for example `s3`
   * @param name for example `object`
   */
  public static resourceType(prefix: string, name: string): ServiceResourceType | undefined {
    return service(prefix)?.resourceType(name);
  }

  /**
   * The condition keys that a service documents, sorted: its own, and the global ones that it names. `globalConditionKeys` work too.
   *
   * @param prefix for example `s3`
   */
  public static conditionKeysOf(prefix: string): ConditionKeyDefinition[] {
    return service(prefix)?.conditionKeys.list() ?? [];
  }

  /**
   * The condition keys that every service can find in a request, sorted: those that begin with `aws:`, and a few of single services
   * that describe the caller's session, such as `lambda:SourceFunctionArn`.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
   */
  public static globalConditionKeys(): ConditionKeyDefinition[] {
    return globalKeys().list();
  }

  /**
   * The definition of a condition key in a request to a service: one of the service's own keys, or a global one. Placeholders match
   * any text: `aws:ResourceTag/team` is found as `aws:ResourceTag/${TagKey}`.
   *
   * @param prefix the service that the request goes to; with one that AWS does not list, only global keys are found
   * @param key for example `s3:prefix`
   */
  public static conditionKey(prefix: string, key: string): ConditionKeyDefinition | undefined {
    return service(prefix)?.conditionKeys.find(key) ?? globalKeys().find(key);
  }

  private constructor() {}
}

function service(prefix: string): Service | undefined {
  const name = foldAscii(prefix);
  const known = parsedServices.get(name);
  if (known) return known;

  const packed = archive.line(name);
  if (!packed) return undefined;
  const parsed = new Service(name, packed);
  parsedServices.set(name, parsed);
  return parsed;
}

function globalKeys(): ConditionKeys {
  parsedGlobalKeys ??= new ConditionKeys(archive.header.globalConditionKeys);
  return parsedGlobalKeys;
}

function servicesNear(prefix: string): { candidate: string; distance: number }[] {
  if (archive.has(prefix)) return [{ candidate: prefix, distance: 0 }];
  return archive.header.names
    .map(candidate => ({ candidate, distance: editDistance(prefix, candidate, reach(candidate)) }))
    .filter(({ distance }) => distance < Infinity);
}

/** A name without a colon has no prefix. */
function split(name: string): { prefix: string; rest: string } {
  const colon = name.indexOf(':');
  return { prefix: name.slice(0, Math.max(colon, 0)), rest: name.slice(colon + 1) };
}
