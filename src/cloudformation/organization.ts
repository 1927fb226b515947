import { dirname, resolve } from 'node:path';
import { isObject, Json, JsonObject } from './json';
import { OutsideDefect, readOutsideFile } from './outside-file';
import { sha256 } from './private/sha256';
import { UnreadPlace } from './private/unread-place';
import { OrganizationPolicyReading } from './template-reading';
import { readJson } from '../engine/policy/json-text';
import { PolicyDocument } from '../engine/policy/policy-document';
import { memberPath, quoted } from '../engine/policy/policy-problem';
import { POLICY_QUOTAS, PolicyType } from '../engine/policy/policy-type';

/** A root, an organizational unit or an account, with what is attached to it. */
export interface OrganizationNode {
  readonly id: string;
  /** All that are attached; undefined where nobody says. */
  readonly serviceControlPolicies?: OrganizationPolicyReading[];
  readonly resourceControlPolicies?: OrganizationPolicyReading[];
  readonly children: OrganizationNode[];
}

/** An organization as a file describes it. */
export interface Organization {
  /** Its principals are not limited by service control policies, nor its resources by resource control policies. */
  readonly managementAccountId: string;
  readonly root: OrganizationNode;
}

/** What was read of the description of an organization: there is one exactly when nothing is unread. */
export interface OrganizationReading {
  readonly organization?: Organization;
  readonly unread: UnreadPlace[];
}

/** Organizational units go five levels deep. */
const MOST_LEVELS = 64;

const ID_FORMS = {
  root: { form: /^r-[0-9a-z]{4,32}$/, example: 'r-ab12' },
  organizationalUnits: { form: /^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/, example: 'ou-ab12-cdef3456' },
  accounts: { form: /^\d{12}$/, example: '111122223333' },
};

type NodeKind = keyof typeof ID_FORMS;

const SERVICE_CONTROL = { property: 'serviceControlPolicies', type: PolicyType.SERVICE_CONTROL, quota: POLICY_QUOTAS.serviceControlPolicy } as const;
const RESOURCE_CONTROL = { property: 'resourceControlPolicies', type: PolicyType.RESOURCE_CONTROL, quota: POLICY_QUOTAS.resourceControlPolicy } as const;

/** Policies of AWS that allow everything: one is attached wherever nobody detached it, the other cannot be detached. */
export const FULL_AWS_ACCESS = published('FullAWSAccess', SERVICE_CONTROL.type, 'service_control_policy/p-FullAWSAccess', { Effect: 'Allow', Action: '*', Resource: '*' });
export const RCP_FULL_AWS_ACCESS = published(
  'RCPFullAWSAccess', RESOURCE_CONTROL.type, 'resource_control_policy/p-RCPFullAWSAccess', { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
);

/**
 * Reads the description of an organization: a JSON file with `managementAccountId` and a `root`, in which each root, organizational unit and
 * account has an `id` and the policies that are attached to it, as files beside the description:
 *
 * ```json
 * {
 *   "managementAccountId": "111122223333",
 *   "root": {
 *     "id": "r-ab12",
 *     "serviceControlPolicies": ["FullAWSAccess", "scp/no-leaving.json"],
 *     "resourceControlPolicies": ["rcp/only-us.json"],
 *     "organizationalUnits": [{ "id": "ou-ab12-cdef3456", "accounts": [{ "id": "444455556666" }] }]
 *   }
 * }
 * ```
 *
 * Never throws: what cannot be read is in `unread`.
 */
export function readOrganization(file: string): OrganizationReading {
  const reader = new OrganizationReader(file);
  const organization = reader.read();
  return reader.unread.length === 0 ? { organization, unread: [] } : { unread: reader.unread };
}

/** From the root to the account; undefined where the account is not in the organization. */
export function pathTo({ root }: Organization, account: string): OrganizationNode[] | undefined {
  return pathBelow(root, account);
}

function pathBelow(node: OrganizationNode, account: string): OrganizationNode[] | undefined {
  if (node.id === account) { return [node]; }
  for (const child of node.children) {
    const path = pathBelow(child, account);
    if (path !== undefined) { return [node, ...path]; }
  }
  return undefined;
}

class OrganizationReader {
  public readonly unread: UnreadPlace[] = [];
  private readonly ids = new Set<string>();

  constructor(private readonly file: string) {}

  public read(): Organization | undefined {
    try {
      const { value, problems } = readJson(readOutsideFile(this.file, this.file).text, MOST_LEVELS);
      for (const { path, message } of problems) { this.refuse(path, message); }
      return problems.length > 0 ? undefined : this.organization(value);
    } catch (error) {
      this.fail('$', error);
      return undefined;
    }
  }

  private organization(value: Json): Organization {
    const { managementAccountId, root } = this.members(value, '$', ['managementAccountId', 'root']);
    return { managementAccountId: this.id(managementAccountId, '$.managementAccountId', 'accounts'), root: this.node(root, '$.root', 'root') };
  }

  private node(value: Json, path: string, kind: NodeKind): OrganizationNode {
    const own = ['id', 'name', SERVICE_CONTROL.property, RESOURCE_CONTROL.property];
    const node = this.members(value, path, kind === 'accounts' ? own : [...own, 'organizationalUnits', 'accounts']);
    const id = this.id(node.id, `${path}.id`, kind);
    if (this.ids.has(id)) { this.refuse(`${path}.id`, 'stands twice; everything is in one place of an organization'); }
    this.ids.add(id);
    const children = (['organizationalUnits', 'accounts'] as const).flatMap(name =>
      this.list(node[name] ?? [], `${path}.${name}`).map((child, i) => this.node(child, `${path}.${name}[${i}]`, name)));
    return {
      id,
      serviceControlPolicies: this.policies(node, path, SERVICE_CONTROL),
      resourceControlPolicies: this.policies(node, path, RESOURCE_CONTROL),
      children,
    };
  }

  /** INVARIANT: a level that lacks what surely is attached to it would deny what nothing denies. */
  private policies(node: JsonObject, path: string, { property, type, quota }: typeof SERVICE_CONTROL | typeof RESOURCE_CONTROL): OrganizationPolicyReading[] | undefined {
    if (!Object.hasOwn(node, property)) { return undefined; }
    const place = memberPath(path, property);
    const given = this.list(node[property], place).flatMap((one, i) => this.policy(one, `${place}[${i}]`, type, quota) ?? []);
    if (type === PolicyType.RESOURCE_CONTROL) { return [RCP_FULL_AWS_ACCESS, ...given.filter(one => one !== RCP_FULL_AWS_ACCESS)]; }
    if (!given.some(({ document }) => document.statements.some(({ effect }) => effect === 'Allow'))) {
      this.refuse(place, 'allows nothing at all: list every policy that is attached here, `FullAWSAccess` too, or leave the list out');
    }
    return given;
  }

  private policy(name: Json, path: string, type: PolicyType, quota: number): OrganizationPolicyReading | undefined {
    if (typeof name !== 'string') { return this.refuse(path, 'is not the name of a file'); }
    const known = type === PolicyType.SERVICE_CONTROL ? FULL_AWS_ACCESS : RCP_FULL_AWS_ACCESS;
    if (quoted(name) === known.name) { return known; }
    try {
      const { text, ...outside } = readOutsideFile(resolve(dirname(this.file), name), name);
      const document = PolicyDocument.parse(text, { type, quota });
      for (const problem of document.problems) { this.refuse(path, `${quoted(name)} at ${problem.path} ${problem.message} (${problem.code})`); }
      return { name: quoted(name), document, outside };
    } catch (error) {
      return this.fail(path, error, name);
    }
  }

  private id(value: Json, path: string, kind: NodeKind): string {
    const { form, example } = ID_FORMS[kind];
    if (typeof value === 'string' && form.test(value)) { return value; }
    this.refuse(path, `is no id such as ${quoted(example)}`);
    return '';
  }

  /** An object with these members and no others: what is misspelt would be left out. */
  private members(value: Json, path: string, names: string[]): JsonObject {
    if (!isObject(value)) {
      this.refuse(path, 'is not an object');
      return {};
    }
    for (const name of Object.keys(value).filter(key => !names.includes(key))) {
      this.refuse(memberPath(path, name), `is not known here; known are ${names.map(known => quoted(known)).join(', ')}`);
    }
    return value;
  }

  private list(value: Json, path: string): Json[] {
    if (Array.isArray(value)) { return value; }
    this.refuse(path, 'is not a list');
    return [];
  }

  private refuse(path: string, message: string): undefined {
    this.unread.push({ path: `${this.file} ${path}`, message });
  }

  private fail(path: string, error: unknown, name?: string): undefined {
    const about = name === undefined ? '' : `${quoted(name)} `;
    return this.refuse(path, error instanceof OutsideDefect ? about + error.message : `${about}cannot be read: ${quoted(String(error))}; report this as a defect`);
  }
}

function published(name: string, type: PolicyType, id: string, statement: object): OrganizationPolicyReading {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  return { name: quoted(name), document: PolicyDocument.parse(text, { type }), outside: { source: `arn:aws:organizations::aws:policy/${id}`, sha256: sha256(text) } };
}
