import { Access, AccessCheckPolicyType, AccessWitness, CheckAccessResult, CheckResult, PrincipalAccess, PrincipalLayers, ReasonSummary } from './check-types';
import { EffectiveAccess } from './effective-access';
import { validatePolicy } from './policy-validation';
import { AccessQuestion, AccessSearch, asksForCaller, FoundAccess, NotConfirmed, statementsBeyond } from './private/access-search';
import { accessFormulas, contextFormula, witnessOf } from './private/accesses';
import { Budget, BudgetSpent } from './private/budget';
import { CallerClass } from './private/caller-class';
import { callerClasses } from './private/caller-classes';
import { some } from './private/formula';
import { accountOutside, namedClasses, outsiderClasses, outsideOf, strangeness, strangeSource, ZoneOfTrust } from './private/outsiders';
import { Asking } from './request-question';
import { ValidatePolicyFinding, ValidatePolicyType } from './validation-types';
import { ApplicablePolicies } from '../evaluation/applicable-policies';
import { Caller, parseCaller } from '../evaluation/caller';
import { PolicyDocument } from '../policy/policy-document';
import { quoted } from '../policy/policy-problem';
import { PolicyType } from '../policy/policy-type';
import { Statement } from '../policy/statement';

/** Steps for the answer to one question, and as many more for each statement. A step is about a microsecond. */
const MOST_STEPS = 400_000;
const MOST_STEPS_PER_STATEMENT = 100;

const TYPES: Record<AccessCheckPolicyType, PolicyType> = {
  [AccessCheckPolicyType.IDENTITY_POLICY]: PolicyType.IDENTITY,
  [AccessCheckPolicyType.RESOURCE_POLICY]: PolicyType.RESOURCE,
};

const SOME_USER = CallerClass.anybody(parseCaller('arn:aws:iam::111122223333:user/alice')!);

/**
 * Answers questions about every request at once, as the custom policy checks of IAM Access Analyzer do, offline. Every FAIL carries a
 * request that shows it, replayed by the evaluation.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-custom-policy-checks.html
 */
export class PolicyAnalyzer {
  /**
   * Does the new policy allow any request that the existing one does not?
   *
   * @param existingPolicyDocument JSON text, or the value that it stands for
   * @param newPolicyDocument the same
   * @throws Error when a policy cannot be parsed; the message names it and every problem
   * @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CheckNoNewAccess.html
   */
  public static checkNoNewAccess(existingPolicyDocument: any, newPolicyDocument: any, policyType: AccessCheckPolicyType): CheckAccessResult {
    const existing = parsed('existingPolicyDocument', existingPolicyDocument, TYPES[policyType]);
    const updated = parsed('newPolicyDocument', newPolicyDocument, TYPES[policyType]);
    return noNewAccess(existing, updated, policyType);
  }

  /**
   * Does the policy grant any of these accesses?
   *
   * @param policyDocument JSON text, or the value that it stands for
   * @param accesses each is actions, resources, or both: then a request must be for one of each
   * @throws Error when the policy cannot be parsed, or an access names nothing
   * @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CheckAccessNotGranted.html
   */
  public static checkAccessNotGranted(policyDocument: any, accesses: Access[], policyType: AccessCheckPolicyType): CheckAccessResult {
    const policy = parsed('policyDocument', policyDocument, TYPES[policyType]);
    const question = { allowedBy: policy, within: some(accessFormulas(accesses)), classes: () => classesFor(policyType, [policy]) };
    return answer(question, {
      [CheckResult.PASS]: 'the policy grants none of the accesses',
      [CheckResult.FAIL]: 'the policy grants one or more of the accesses',
    }, ({ action, resource }) => `grants ${quoted(action)} on ${quoted(resource)}`);
  }

  /**
   * Can anybody outside the zone of trust reach the resource? Strangers have no organization, network, account or resource that the policy
   * names; a range of addresses wider than /8 (IPv6: /32) is everybody's. Grants to AWS services are not public.
   *
   * @param policyDocument JSON text, or the value that it stands for
   * @param resourceType for example `AWS::S3::Bucket`; for the trust policy of a role `AWS::IAM::AssumeRolePolicyDocument`
   * @throws Error when the policy cannot be parsed, or AWS does not check policies of the resource type
   * @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CheckNoPublicAccess.html
   */
  public static checkNoPublicAccess(policyDocument: any, resourceType: string): CheckAccessResult {
    if (!PUBLIC_ACCESS_RESOURCE_TYPES.includes(resourceType)) {
      throw new Error(`${quoted(resourceType)} is none of the resource types whose policies are checked: ${PUBLIC_ACCESS_RESOURCE_TYPES.join(', ')}`);
    }
    const policy = parsed('policyDocument', policyDocument, resourceType === 'AWS::IAM::AssumeRolePolicyDocument' ? PolicyType.TRUST : PolicyType.RESOURCE);
    return noPublicAccess(policy);
  }

  /**
   * Everything that a principal may do under all its layers at once: identity policies, boundary, session, SCPs and RCPs at every level,
   * the policy of a resource.
   *
   * @throws Error when a policy or the principal cannot be read
   */
  public static effectiveAccess(principal: PrincipalLayers): EffectiveAccess {
    const caller = parseCaller(principal.callerArn);
    if (caller === undefined) { throw new Error(`${quoted(principal.callerArn)} is no principal: write the ARN of a user, role, role session or root user`); }
    const list = (name: string, policies: any[] | undefined, type: PolicyType) => policies?.map((policy, i) => parsed(`${name}[${i}]`, policy, type));
    const levels = (name: string, all: any[] | undefined, type: PolicyType) => all?.map((level, i) => list(`${name}[${i}]`, Array.isArray(level) ? level : [level], type)!);
    const policies: ApplicablePolicies = {
      identity: list('policyInputList', principal.policyInputList, PolicyType.IDENTITY) ?? [],
      permissionsBoundary: list('permissionsBoundaryPolicyInputList', principal.permissionsBoundaryPolicyInputList, PolicyType.PERMISSIONS_BOUNDARY),
      session: list('sessionPolicyInputList', principal.sessionPolicyInputList, PolicyType.SESSION),
      resource: principal.resourcePolicy === undefined ? undefined : parsed('resourcePolicy', principal.resourcePolicy, PolicyType.RESOURCE),
      serviceControl: levels('serviceControlPolicyInputList', principal.serviceControlPolicyInputList, PolicyType.SERVICE_CONTROL),
      resourceControl: levels('resourceControlPolicyInputList', principal.resourceControlPolicyInputList, PolicyType.RESOURCE_CONTROL),
      vpcEndpoint: list('vpcEndpointPolicyInputList', principal.vpcEndpointPolicyInputList, PolicyType.VPC_ENDPOINT),
    };
    return EffectiveAccess._of(caller, policies, principal.resourceOwner ?? (typeof caller.account === 'string' ? caller.account : '123456789012'));
  }

  /**
   * Who of these principals may do an action on a resource?
   *
   * @param action wildcards are accepted: then any of the actions
   * @param resource wildcards are accepted
   * @returns an answer for each principal that may, or of which it could not be decided
   * @throws Error when a policy or a principal cannot be read
   */
  public static whoCan(action: string, resource: string, principals: PrincipalLayers[]): PrincipalAccess[] {
    const asked = [{ actions: [action], resources: [resource] }];
    return principals
      .map(principal => ({ principal: principal.callerArn, access: PolicyAnalyzer.effectiveAccess(principal).checkAccessNotGranted(asked) }))
      .filter(({ access }) => access.result !== CheckResult.PASS);
  }

  /**
   * What IAM Access Analyzer's ValidatePolicy says about a policy, sorted by place. Never throws, whatever the policy holds.
   *
   * @param policyDocument JSON text, or the value that it stands for
   * @param policyType what it is attached to
   * @param resourceType of a resource policy, for example `AWS::S3::Bucket` or `AWS::IAM::AssumeRolePolicyDocument`
   * @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicy.html
   */
  public static validatePolicy(policyDocument: any, policyType: ValidatePolicyType, resourceType?: string): ValidatePolicyFinding[] {
    return validatePolicy(policyDocument, policyType, resourceType);
  }

  private constructor() {}
}

/** The types whose policies are checked for public access. */
const PUBLIC_ACCESS_RESOURCE_TYPES = [
  'AWS::ApiGateway::RestApi', 'AWS::Backup::BackupVault', 'AWS::CloudTrail::Dashboard', 'AWS::CloudTrail::EventDataStore', 'AWS::CodeArtifact::Domain',
  'AWS::DynamoDB::Stream', 'AWS::DynamoDB::Table', 'AWS::EFS::FileSystem', 'AWS::IAM::AssumeRolePolicyDocument', 'AWS::KMS::Key', 'AWS::Kinesis::Stream',
  'AWS::Kinesis::StreamConsumer', 'AWS::Lambda::Function', 'AWS::OpenSearchService::Domain', 'AWS::S3::AccessPoint', 'AWS::S3::Bucket', 'AWS::S3::Glacier',
  'AWS::S3Express::AccessPoint', 'AWS::S3Express::DirectoryBucket', 'AWS::S3Outposts::AccessPoint', 'AWS::S3Outposts::Bucket', 'AWS::S3Tables::Table',
  'AWS::S3Tables::TableBucket', 'AWS::SNS::Topic', 'AWS::SQS::Queue', 'AWS::SecretsManager::Secret',
];

/** The same of policies that are parsed already. */
export function noNewAccess(existing: PolicyDocument, updated: PolicyDocument, policyType: AccessCheckPolicyType): CheckAccessResult {
  const question = { allowedBy: updated, notAllowedBy: existing, classes: () => classesFor(policyType, [updated, existing]) };
  return answer(question, {
    [CheckResult.PASS]: 'the new policy allows nothing that the existing policy does not allow',
    [CheckResult.FAIL]: 'the new policy allows requests that the existing policy does not allow',
  }, ({ action, resource }) => `allows ${quoted(action)} on ${quoted(resource)}, which the existing policy does not`, statementsBeyond(updated, existing));
}

/** The same of a policy that is parsed already, of whatever resource. */
export function noPublicAccess(policy: PolicyDocument): CheckAccessResult {
  const account = accountOutside(policy);
  return answer({ allowedBy: policy, within: strangeness(policy, account), classes: () => outsiderClasses(account) }, {
    [CheckResult.PASS]: 'the policy gives nobody outside the zone of trust access',
    [CheckResult.FAIL]: 'the policy gives public access',
  }, ({ principal, action, resource }) => `allows ${quoted(action)} on ${quoted(resource)} to strangers, for example ${quoted(principal)}`);
}

export type { ZoneOfTrust } from './private/outsiders';

/** Does the policy let anybody in who is outside the zone of trust? Services and identity providers are in no account, and not asked about. */
export function noAccessFromOutside(policy: PolicyDocument, zone: ZoneOfTrust): CheckAccessResult {
  return answer({ allowedBy: policy, within: outsideOf(policy, zone), classes: () => namedClasses(policy, zone) }, {
    [CheckResult.PASS]: 'the policy gives nobody outside the zone of trust access',
    [CheckResult.FAIL]: 'the policy gives access outside the zone of trust',
  }, ({ principal, action, resource }) => `allows ${quoted(action)} on ${quoted(resource)} to ${quoted(principal)}, which is outside the zone of trust`);
}

/** Does the policy let a service act for a stranger, where the service says for whom it acts? */
export function noAccessForStrangers(policy: PolicyDocument, service: Caller): CheckAccessResult {
  return answer({ allowedBy: policy, within: strangeSource(accountOutside(policy)), classes: () => [CallerClass.of(service)] }, {
    [CheckResult.PASS]: 'the service may not act for strangers',
    [CheckResult.FAIL]: 'the service may act for strangers',
  }, ({ principal, action, resource }) => `allows ${quoted(principal)} ${quoted(action)} on ${quoted(resource)}, for whomever it acts`);
}

/**
 * Does a Deny statement deny anything?
 *
 * @param asking by default anybody, with whatever keys
 */
export function anythingDenied(policy: PolicyDocument, by: Statement, policyType: AccessCheckPolicyType, asking?: Asking): CheckAccessResult {
  const allowedBy = policy.allowingWhatIsDenied(by);
  const classes = () => asking === undefined ? classesFor(policyType, [allowedBy]) : [CallerClass.of(asking.caller)];
  return answer({ allowedBy, within: asking && contextFormula(asking.context), classes }, {
    [CheckResult.PASS]: 'the statement denies nothing',
    [CheckResult.FAIL]: 'the statement denies something',
  }, ({ action, resource }) => `denies ${quoted(action)} on ${quoted(resource)}`);
}

function classesFor(policyType: AccessCheckPolicyType, documents: PolicyDocument[]): CallerClass[] {
  if (policyType === AccessCheckPolicyType.RESOURCE_POLICY) { return callerClasses(documents); }
  return documents.some(asksForCaller) ? CallerClass.everyone() : [SOME_USER];
}

function parsed(name: string, policy: any, type: PolicyType): PolicyDocument {
  const document = PolicyDocument.parse(policy, { type });
  if (document.problems.length > 0) {
    throw new Error(`${name} cannot be read: ${document.problems.map(({ path, message }) => `\`${path}\` ${message}`).join('; ')}`);
  }
  return document;
}

type Verdict = Exclude<CheckResult, CheckResult.UNDECIDED>;

/** @param statements those that may allow what is asked for. @default - every Allow */
function answer(
  question: AccessQuestion, messages: Record<Verdict, string>, describe: (witness: AccessWitness) => string,
  statements = question.allowedBy.statements.filter(({ effect }) => effect === 'Allow'),
): CheckAccessResult {
  const { allowedBy, notAllowedBy } = question;
  const count = allowedBy.statements.length + (notAllowedBy?.statements.length ?? 0);
  const search = new AccessSearch(question, new Budget(MOST_STEPS + MOST_STEPS_PER_STATEMENT * count));
  const undecided = new Set<string>();
  const first = search.likely(statements) ?? granted(statements, search, undecided).next().value;
  if (first !== undefined) {
    let reasons: ReasonSummary[] | undefined;
    return {
      result: CheckResult.FAIL,
      message: messages.FAIL,
      // One shows it; the others are made for those who read them.
      get reasons() { return reasons ??= [...granted(statements, search, undecided, first)].map(found => reasonOf(found, describe)); },
      undecided: [],
    };
  }
  if (undecided.size > 0) {
    return { result: CheckResult.UNDECIDED, message: `not decided: too hard was ${[...undecided].join('; ')}`, reasons: [], undecided: [...undecided] };
  }
  return { result: CheckResult.PASS, message: messages.PASS, reasons: [], undecided: [] };
}

/** A request for each statement that grants something, as far as the steps reach. */
function* granted(statements: Statement[], search: AccessSearch, undecided: Set<string>, known?: FoundAccess): Generator<FoundAccess, undefined> {
  for (const statement of statements) {
    try {
      const access = statement === known?.statement ? known : search.find(statement);
      if (access !== undefined) { yield access; }
    } catch (error) {
      if (!(error instanceof BudgetSpent || error instanceof NotConfirmed)) { throw error; }
      undecided.add(error instanceof BudgetSpent ? error.dimension : error.message);
    }
  }
  return undefined;
}

function reasonOf({ statement, request }: FoundAccess, describe: (witness: AccessWitness) => string): ReasonSummary {
  const witness = witnessOf(request);
  return { description: describe(witness), statementIndex: statement.index, statementId: statement.sid, witness, dependsOn: request.dependsOn };
}
