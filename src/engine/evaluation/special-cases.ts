import { AuthorizationRequest } from './authorization-request';
import { CallerKind } from './caller';
import { OpenText, splitText, Text } from '../policy/text';
import { NO, Truth, YES } from '../policy/truth';

type Question = Pick<AuthorizationRequest, 'action' | 'service' | 'resource'>;

/** An action with an outcome that no policy changes. */
export interface FixedOutcome {
  readonly action: string;
  /** Callers that are always allowed. */
  readonly allowed: CallerKind[];
  /** Callers that are never allowed. */
  readonly refused: CallerKind[];
  /** The AWS page that says so. */
  readonly source: string;
}

const EVERYONE: CallerKind[] = ['user', 'roleSession', 'federatedUser', 'root', 'service', 'federated', 'anonymous'];
const LONG_TERM: CallerKind[] = ['user', 'root'];

export const FIXED_OUTCOMES: FixedOutcome[] = [
  {
    action: 'sts:getcalleridentity',
    allowed: EVERYONE,
    refused: [],
    source: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html',
  },
  {
    action: 'sts:getsessiontoken',
    allowed: LONG_TERM,
    refused: EVERYONE.filter(kind => !LONG_TERM.includes(kind)),
    source: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html',
  },
  {
    action: 'sts:getfederationtoken',
    allowed: [],
    refused: EVERYONE.filter(kind => !LONG_TERM.includes(kind)),
    source: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html',
  },
  {
    action: 'sts:assumerole',
    allowed: [],
    refused: ['root'],
    source: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html',
  },
];

/** A kind of resource that nobody reaches without its own policy, not even in its own account. */
export interface OwnTrust {
  readonly service: string;
  /** Undefined for all actions of the service. */
  readonly actions?: string[];
  /** How the last field of its ARN begins. */
  readonly resource: string;
  /** A statement of its policy without `Resource` applies to nothing. */
  readonly statementsNeedResource: boolean;
  readonly source: string;
}

export const OWN_TRUST: OwnTrust[] = [
  {
    service: 'sts',
    resource: 'role/',
    statementsNeedResource: false,
    actions: ['sts:assumerole', 'sts:assumerolewithsaml', 'sts:assumerolewithwebidentity', 'sts:tagsession', 'sts:setsourceidentity', 'sts:setcontext'],
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html',
  },
  {
    service: 'kms',
    resource: 'key/',
    statementsNeedResource: true,
    source: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html',
  },
];

/** Requests that resource control policies do not reach. */
export interface BeyondResourceControl {
  readonly actions: string[];
  /** How the last field of the ARN begins; undefined for every resource. */
  readonly resource?: string;
}

/** @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html */
export const BEYOND_RESOURCE_CONTROL: BeyondResourceControl[] = [
  { actions: ['kms:retiregrant'] },
  { actions: ['sts:assumerole'], resource: 'role/aws-service-role/' },
];

/** Actions that the root user of the resource's account may do whatever the resource's policy says. */
export const ROOT_PASSES_RESOURCE_POLICY = {
  actions: ['s3:getbucketpolicy', 's3:putbucketpolicy', 's3:deletebucketpolicy'],
  source: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html',
};

export function fixedOutcome({ action, caller }: AuthorizationRequest): 'allowed' | 'refused' | undefined {
  const row = FIXED_OUTCOMES.find(one => one.action === action);
  if (row?.allowed.includes(caller.kind)) { return 'allowed'; }
  return row?.refused.includes(caller.kind) ? 'refused' : undefined;
}

export function ownTrust({ action, service, resource }: Question): OwnTrust | undefined {
  return OWN_TRUST.find(row => row.service === service && (row.actions?.includes(action) ?? true) && begins(resource, row.resource));
}

/** Does a statement of the resource's policy that has no `Resource` apply to this request? */
export function appliesWithoutResource(question: Question): Truth {
  return ownTrust(question)?.statementsNeedResource ? NO : YES;
}

export function isBeyondResourceControl({ action, resource }: Question): boolean {
  return BEYOND_RESOURCE_CONTROL.some(row => row.actions.includes(action) && (row.resource === undefined || begins(resource, row.resource)));
}

export function rootPassesResourcePolicy({ action, caller }: AuthorizationRequest): boolean {
  return caller.kind === 'root' && ROOT_PASSES_RESOURCE_POLICY.actions.includes(action);
}

/** A role that a service made for itself: organizations do not limit it. */
export function isServiceLinkedRole({ caller }: AuthorizationRequest): boolean {
  return caller.kind === 'roleSession' && begins(caller.derivedKeys.get('aws:principalarn')![0], 'role/aws-service-role/');
}

/** Does the last field of an ARN begin like this? */
function begins(arn: Text, start: string): boolean {
  const last = splitText(arn, ':', 6)[5] ?? '';
  const known = last instanceof OpenText ? last.parts[0] : last;
  return typeof known === 'string' && known.startsWith(start);
}
