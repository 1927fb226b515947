import { foldAscii } from '../../policy/text';
import { WordPattern } from '../private/word-pattern';
import { FindingType, ValidatePolicyType } from '../validation-types';
import { Cover, coverOf, hasWildcard } from './actions';
import { Check, checksOf, Rule } from './check';
import { StatementView } from './policy-view';
import { readArn } from './resource-arn';
import { globOf } from './text-pattern';

/** An action on roles, and how AWS names the findings about it. */
interface RoleAction {
  readonly name: string;
  readonly prefix: string;
  readonly type: FindingType;
  /** A condition on it that names services is limit enough, for these resources. */
  readonly serviceKey: string;
  readonly does: string;
}

const PASS_ROLE: RoleAction = {
  name: 'iam:PassRole', prefix: 'PASS_ROLE', type: FindingType.SECURITY_WARNING, serviceKey: 'iam:PassedToService', does: 'passing any role to any service',
};

const CREATE_ROLE: RoleAction = {
  name: 'iam:CreateServiceLinkedRole', prefix: 'CREATE_SLR', type: FindingType.WARNING, serviceKey: 'iam:AWSServiceName', does: 'creating service-linked roles of any service',
};

/** How far the resources of a statement go: all roles, or all but some. */
type Reach = 'all' | 'complement';

/** What the codes end with. */
const SHAPES: { suffix: string; cover: Cover; reach: Reach }[] = [
  { suffix: 'WITH_NOT_RESOURCE', cover: 'name', reach: 'complement' },
  { suffix: 'WITH_STAR_IN_ACTION_AND_NOT_RESOURCE', cover: 'wildcard', reach: 'complement' },
  { suffix: 'WITH_NOT_ACTION_AND_NOT_RESOURCE', cover: 'complement', reach: 'complement' },
  { suffix: 'WITH_STAR_IN_RESOURCE', cover: 'name', reach: 'all' },
  { suffix: 'WITH_STAR_IN_ACTION_AND_RESOURCE', cover: 'wildcard', reach: 'all' },
  { suffix: 'WITH_STAR_IN_RESOURCE_AND_NOT_ACTION', cover: 'complement', reach: 'all' },
];

const ANY_ROLE = WordPattern.glob('role/*');

function rulesFor({ name, prefix, type, serviceKey, does }: RoleAction): Rule<StatementView>[] {
  return SHAPES.map(({ suffix, cover, reach }) => ({
    code: `${prefix}_${suffix}`,
    type,
    find(statement) {
      const { allows, action, resource } = statement;
      if (!allows || resource === undefined || reachOf(statement) !== reach || coverOf(action, foldAscii(name)) !== cover) { return undefined; }
      if (reach === 'all' && statement.conditionsOn(foldAscii(serviceKey)).some(one => one.requiresValue && one.isKnown && !one.values.some(({ text }) => hasWildcard(text)))) {
        return undefined;
      }
      return { details: `allows \`${name}\`, ${does}; name the roles in \`Resource\`, or the services in a condition on \`${serviceKey}\``, places: [action!.at, resource.at] };
    },
  }));
}

/** @returns undefined when the resources are limited to some roles: by a part of their names, for example */
function reachOf({ resource }: StatementView): Reach | undefined {
  if (resource!.negated) { return 'complement'; }
  const isAll = resource!.members.some(({ text }) => text === '*' || globOf(readArn(text)?.resource ?? '').includes(ANY_ROLE));
  return isAll ? 'all' : undefined;
}

/** Statements that let their principals lend rights they do not have. */
export const ROLE_CHECKS: Check[] = checksOf<StatementView>(
  policy => policy.type === ValidatePolicyType.IDENTITY_POLICY ? policy.statements : [],
  [...rulesFor(PASS_ROLE), ...rulesFor(CREATE_ROLE)],
);
