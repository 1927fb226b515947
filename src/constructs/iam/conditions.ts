import { Duration, Token, Tokenization } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IpBlock } from '../../engine/policy/ip-block';
import { quoted } from '../../engine/policy/policy-problem';
import { foldAscii } from '../../engine/policy/text';
import { both, ConditionBlock, ContradictionError } from '../private/condition-block';

/** What is asked of one key. A request meets either the operator or its inverse, whether the key is there or not. */
interface Test {
  readonly operator: string;
  readonly inverse: string;
  readonly key: string;
  readonly values: string[];
  /** What says the inverse, where that is another value. @default - the same values */
  readonly inverseValues?: string[];
  /** The one action that sends the key. @default - there is no such action */
  readonly action?: string;
}

/**
 * What has to be true of a request, for statements and grants: conditions of the policy language, typed, and written rightly in an Allow and in a Deny.
 *
 * `and` asks for both. `or` gives way to the other one. Where a request does not carry the key that is asked for, the condition is not met: an Allow
 * does not allow it, and a Deny of everything else denies it.
 *
 * Calls that a service makes on behalf of somebody are judged like any other. They come from the network of the service: whoever limits
 * networks adds `.or(Conditions.viaAwsService())` where such calls are meant. So are calls through a VPC endpoint: they carry no `aws:SourceIp`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export class Conditions {
  /**
   * The session has shown a second factor. Long-term access keys never have: they get a session by `sts:GetSessionToken`.
   *
   * In a Deny this is `BoolIfExists`: a request with long-term keys does not carry the key.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
   */
  public static mfaPresent(): Conditions {
    return is('aws:MultiFactorAuthPresent');
  }

  /**
   * The session has shown a second factor, and not longer ago than this.
   *
   * @param age in whole seconds, up to the 36 hours that a session lasts
   * @throws Error when it is out of this range
   */
  public static mfaWithin(age: Duration): Conditions {
    const seconds = age.toSeconds({ integral: false });
    if (!Token.isUnresolved(seconds) && !(Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_SESSION)) {
      throw new Error(`a second factor is asked for within \`${seconds}\` seconds; write a whole number from 1 to ${LONGEST_SESSION}, the 36 hours that a session lasts`);
    }
    return of({ operator: 'NumericLessThanEquals', inverse: 'NumericGreaterThanIfExists', key: 'aws:MultiFactorAuthAge', values: [Tokenization.stringifyNumber(seconds)] });
  }

  /**
   * The request comes from one of these public addresses. What comes through a VPC endpoint does not: add `.or(Conditions.sourceVpc(...))` for it.
   *
   * @param blocks addresses or CIDR blocks, IPv4 or IPv6
   * @throws Error when a block is none, is private or is everything
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip
   */
  public static sourceIp(...blocks: string[]): Conditions {
    for (const block of known(blocks)) {
      const parsed = blockOf(block);
      if (PRIVATE.some(one => one.contains(parsed))) {
        throw new Error(`${quoted(block)} is private, and \`aws:SourceIp\` holds public addresses; write \`Conditions.vpcSourceIp\`, together with the VPC`);
      }
    }
    return of({ ...ADDRESS, key: 'aws:SourceIp', values: some(SHAPES.address, blocks) });
  }

  /**
   * The request comes from one of these addresses of a VPC, through a VPC endpoint. Addresses of different VPCs may be the same:
   * together with `sourceVpc` it says whose.
   *
   * @param blocks addresses or CIDR blocks
   * @throws Error when a block is none
   */
  public static vpcSourceIp(...blocks: string[]): Conditions {
    known(blocks).forEach(blockOf);
    return of({ ...ADDRESS, key: 'aws:VpcSourceIp', values: some(SHAPES.address, blocks) });
  }

  /**
   * The request comes through a VPC endpoint of one of these VPCs.
   *
   * @param vpcIds `vpc-0123456789abcdef0`
   */
  public static sourceVpc(...vpcIds: string[]): Conditions {
    return equals('aws:SourceVpc', vpcIds, SHAPES.vpc);
  }

  /**
   * The request comes through one of these VPC endpoints.
   *
   * @param vpcEndpointIds `vpce-0123456789abcdef0`
   */
  public static sourceVpcEndpoint(...vpcEndpointIds: string[]): Conditions {
    return equals('aws:SourceVpce', vpcEndpointIds, SHAPES.vpcEndpoint);
  }

  /**
   * The request is sent by TLS. Every request says whether it is.
   */
  public static secureTransport(): Conditions {
    return of({ operator: 'Bool', inverse: 'Bool', key: 'aws:SecureTransport', values: ['true'], inverseValues: ['false'] });
  }

  /**
   * The request is sent to one of these regions. Global services are called in one of them: IAM in `us-east-1`, or the like of another partition.
   *
   * @param regions `eu-central-1`
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requestedregion
   */
  public static requestedRegion(...regions: string[]): Conditions {
    return equals('aws:RequestedRegion', regions, SHAPES.region);
  }

  /**
   * It is this time, or later.
   */
  public static notBefore(time: Date): Conditions {
    return of({ operator: 'DateGreaterThanEquals', inverse: 'DateLessThanIfExists', key: 'aws:CurrentTime', values: [instant(time)] });
  }

  /**
   * It is earlier than this time.
   */
  public static before(time: Date): Conditions {
    return of({ operator: 'DateLessThan', inverse: 'DateGreaterThanEqualsIfExists', key: 'aws:CurrentTime', values: [instant(time)] });
  }

  /**
   * It is a time from the first, and before the second. The policy language knows no hours of the day.
   *
   * @throws Error when there is no such time
   */
  public static between(from: Date, until: Date): Conditions {
    if (!(from < until)) { throw new Error(`nothing is between \`${instant(from)}\` and \`${instant(until)}\`; write the earlier time first`); }
    return Conditions.notBefore(from).and(Conditions.before(until));
  }

  /**
   * Who asks is a principal of an account of one of these organizations. A service that asks for itself is not: in the policy of a resource that services
   * use too, add `.or(Conditions.awsService())`.
   *
   * @param organizationIds `o-a1b2c3d4e5`
   */
  public static principalOrganization(...organizationIds: string[]): Conditions {
    return equals('aws:PrincipalOrgID', organizationIds, SHAPES.organization);
  }

  /**
   * The resource belongs to an account of one of these organizations.
   *
   * @param organizationIds `o-a1b2c3d4e5`
   */
  public static resourceOrganization(...organizationIds: string[]): Conditions {
    return equals('aws:ResourceOrgID', organizationIds, SHAPES.organization);
  }

  /**
   * Who asks has a tag with one of these values.
   *
   * @param key without wildcards; AWS compares keys of tags without case here
   */
  public static principalTag(key: string, ...values: string[]): Conditions {
    return equals(`aws:PrincipalTag/${writtenTagKey(key)}`, values, SHAPES.tagValue);
  }

  /**
   * The resource has a tag with one of these values. `${aws:PrincipalTag/team}` is that of who asks.
   */
  public static resourceTag(key: string, ...values: string[]): Conditions {
    return equals(`aws:ResourceTag/${writtenTagKey(key)}`, values, SHAPES.tagValue);
  }

  /**
   * The request sets a tag to one of these values.
   */
  public static requestTag(key: string, ...values: string[]): Conditions {
    return equals(`aws:RequestTag/${writtenTagKey(key)}`, values, SHAPES.tagValue);
  }

  /**
   * The request names no tags but these. One that names none meets it too.
   */
  public static onlyTagKeys(...keys: string[]): Conditions {
    return of({ operator: 'ForAllValues:StringEquals', inverse: 'ForAnyValue:StringNotEquals', key: 'aws:TagKeys', values: some(SHAPES.tagKey, keys) });
  }

  /**
   * The role is passed to one of these services. Only `iam:PassRole` says to whom: it needs a statement of its own.
   *
   * @param services `ecs-tasks.amazonaws.com`
   */
  public static passedToService(...services: string[]): Conditions {
    return equals('iam:PassedToService', services, SHAPES.service, 'iam:PassRole');
  }

  /**
   * Who assumes the role knows this. It is no secret: it tells for which customer somebody asks.
   *
   * @param externalIds 2 to 1,224 letters, digits and `+=,.@:/-`
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
   */
  public static externalId(...externalIds: string[]): Conditions {
    return equals('sts:ExternalId', externalIds, SHAPES.externalId);
  }

  /**
   * A service asks on behalf of a resource of one of these accounts: for policies that trust a service.
   *
   * @param accounts of 12 digits
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
   */
  public static sourceAccount(...accounts: string[]): Conditions {
    return equals('aws:SourceAccount', accounts, SHAPES.account);
  }

  /**
   * A service asks on behalf of one of these resources: for policies that trust a service.
   *
   * @param arns may have `*` and `?` in their parts
   */
  public static sourceArn(...arns: string[]): Conditions {
    return of({ operator: 'ArnLike', inverse: 'ArnNotLike', key: 'aws:SourceArn', values: some(SHAPES.arn, arns) });
  }

  /**
   * A service makes the call on behalf of who asks, who has called that service.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
   */
  public static viaAwsService(): Conditions {
    return is('aws:ViaAWSService');
  }

  /**
   * The last service that makes the call on behalf of who asks is one of these.
   *
   * @param services `cloudformation.amazonaws.com`
   */
  public static calledViaLast(...services: string[]): Conditions {
    return equals('aws:CalledViaLast', services, SHAPES.service);
  }

  /**
   * A service asks for itself: for policies of resources.
   */
  public static awsService(): Conditions {
    return is('aws:PrincipalIsAWSService');
  }

  /** @internal */
  public static _of(clauses: Test[][]): Conditions {
    return new Conditions(clauses);
  }

  /** All are met: each by one of its tests. */
  private readonly clauses: Test[][];

  private constructor(clauses: Test[][]) {
    this.clauses = clauses;
    this.allowing(); // throws where no request meets it
  }

  /**
   * Both are met.
   *
   * @throws Error when no request meets both, or one condition cannot say both
   */
  public and(...others: Conditions[]): Conditions {
    const clauses = [this, ...others].flatMap(one => one.clauses);
    return new Conditions([...new Map(clauses.map(clause => [JSON.stringify(clause), clause])).values()]);
  }

  /**
   * One of them is met, or more.
   */
  public or(...others: Conditions[]): Conditions {
    return new Conditions(others.reduce<Test[][]>((clauses, other) => clauses.flatMap(one => other.clauses.map(two => [...one, ...two])), this.clauses));
  }

  /**
   * The `Condition` of a statement that allows: for `conditions` of a statement or of a principal.
   *
   * @throws Error when there are alternatives
   */
  public toConditionJson(): { [operator: string]: any } {
    const [block, ...more] = this.allowing();
    if (more.length > 0) { throw new Error('one statement cannot say `or`; write the statements with `allow`, or a grant for each alternative'); }
    return block;
  }

  /**
   * Allows something to requests that meet it: a statement for each alternative.
   *
   * @param statement with conditions of its own, or without
   * @throws Error when the statement denies, or no request can meet it
   */
  public allow(statement: iam.PolicyStatementProps): iam.PolicyStatement[] {
    if (statement.effect === iam.Effect.DENY) { throw new Error('`allow` makes no statement that denies; write `denyUnless`'); }
    return this.allowing().map((block, i) => this.statement(statement, block, i));
  }

  /**
   * Denies something to requests that do not meet it: a statement for each condition that must be met.
   *
   * @param statement with conditions of its own, or without
   * @throws Error when the statement allows, or its own conditions and these cannot be said by one
   */
  public denyUnless(statement: iam.PolicyStatementProps): iam.PolicyStatement[] {
    if (statement.effect === iam.Effect.ALLOW) { throw new Error('`denyUnless` makes no statement that allows; write `allow`'); }
    return this.clauses.map((tests, i) => this.statement({ ...statement, effect: iam.Effect.DENY }, all(tests.map(({ inverse, key, values, inverseValues = values }) => ({
      [inverse]: { [key]: inverseValues },
    }))), i));
  }

  /**
   * Adds it to a statement that allows; its own conditions stay.
   *
   * @throws Error when the statement denies, when there are alternatives, or when one condition cannot say what both ask for
   */
  public applyTo(statement: iam.PolicyStatement): void {
    if (statement.effect === iam.Effect.DENY) { throw new Error('a condition makes a statement that denies weaker; write the statements with `denyUnless`'); }
    this.check([...statement.actions, ...statement.notActions.map(action => `all but ${action}`)]);
    for (const [operator, keys] of Object.entries(both(statement.conditions, this.toConditionJson()))) { statement.addCondition(operator, keys); }
  }

  /**
   * Adds it to every statement of a grant. What the construct grants beside it, on the key that encrypts it, is not part of the grant.
   *
   * @returns the grant
   * @throws Error as `applyTo` does, or when nothing was granted
   */
  public applyToGrant(grant: iam.Grant): iam.Grant {
    const statements = new Set([...grant.principalStatements, ...grant.resourceStatements]);
    if (statements.size === 0) { throw new Error('nothing was granted that a condition could limit: the grantee takes no policies, or is imported'); }
    for (const statement of statements) { this.applyTo(statement); }
    return grant;
  }

  /** Conditions of statements that allow: of each clause one test is met. */
  private allowing(): ConditionBlock[] {
    const choices = this.clauses.reduce<Test[][]>((chosen, tests) => chosen.flatMap(one => tests.map(test => [...one, test])), [[]]);
    const blocks: ConditionBlock[] = [];
    let contradiction: unknown;
    for (const tests of choices) {
      try {
        blocks.push(all(tests.map(({ operator, key, values }) => ({ [operator]: { [key]: values } }))));
      } catch (error) {
        if (!(error instanceof ContradictionError)) { throw error; }
        contradiction = error;
      }
    }
    if (blocks.length === 0) { throw contradiction; }
    return [...new Map(blocks.map(block => [JSON.stringify(block), block])).values()];
  }

  private statement({ sid, conditions = {}, ...props }: iam.PolicyStatementProps, block: ConditionBlock, place: number): iam.PolicyStatement {
    this.check([...props.actions ?? [], ...(props.notActions ?? []).map(action => `all but ${action}`)]);
    return new iam.PolicyStatement({ ...props, ...sid !== undefined && { sid: place === 0 ? sid : `${sid}${place + 1}` }, conditions: both(conditions as ConditionBlock, block) });
  }

  /** A key that the action does not send is never there. */
  private check(actions: string[]): void {
    for (const { key, action } of this.clauses.flat()) {
      const others = action === undefined ? [] : known(actions).filter(one => foldAscii(one) !== foldAscii(action));
      if (others.length > 0) { throw new Error(`only \`${action}\` says \`${key}\`; give ${quoted(others.join(', '))} a statement without it`); }
    }
  }
}

const LONGEST_SESSION = 36 * 60 * 60;

/** What a value of a condition looks like. */
interface Shape {
  readonly noun: string;
  readonly pattern: RegExp;
  readonly example: string;
}

const SHAPES = {
  vpc: { noun: 'id of a VPC', pattern: /^vpc-[0-9a-f]{8,17}$/, example: 'vpc-0123456789abcdef0' },
  vpcEndpoint: { noun: 'id of a VPC endpoint', pattern: /^vpce-[0-9a-f]{8,17}$/, example: 'vpce-0123456789abcdef0' },
  region: { noun: 'region', pattern: /^[a-z]{2,4}(-[a-z]+)+-\d+$/, example: 'eu-central-1' },
  organization: { noun: 'id of an organization', pattern: /^o-[a-z0-9]{10,32}$/, example: 'o-a1b2c3d4e5' },
  tagKey: { noun: 'key of a tag', pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u, example: 'team' },
  tagValue: { noun: 'value of a tag', pattern: /^[^*?]*$/s, example: 'blue' },
  service: { noun: 'service principal', pattern: /^[a-z0-9-]+(\.[a-z0-9-]+){2,}$/, example: 'ecs-tasks.amazonaws.com' },
  externalId: { noun: 'external id', pattern: /^[\w+=,.@:/-]{2,1224}$/, example: 'customer-42' },
  account: { noun: 'id of an account', pattern: /^\d{12}$/, example: '111122223333' },
  arn: { noun: 'ARN', pattern: /^arn:[^:]+(:[^:]*){3}:.+$/s, example: 'arn:aws:s3:::amzn-s3-demo-bucket' },
  address: { noun: 'address', pattern: /./, example: '203.0.113.0/24' },
} satisfies Record<string, Shape>;

const ADDRESS = { operator: 'IpAddress', inverse: 'NotIpAddress' };
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16', '127.0.0.0/8', 'fc00::/7', 'fe80::/10'].map(block => IpBlock.parse(block)!);

function of(test: Test): Conditions {
  return Conditions._of([[test]]);
}

/** A key that is true or false, and not in every request. */
function is(key: string): Conditions {
  return of({ operator: 'Bool', inverse: 'BoolIfExists', key, values: ['true'], inverseValues: ['false'] });
}

function equals(key: string, values: string[], shape: Shape, action?: string): Conditions {
  return of({ operator: 'StringEquals', inverse: 'StringNotEquals', key, values: some(shape, values), action });
}

function all(blocks: ConditionBlock[]): ConditionBlock {
  return blocks.reduce(both, {});
}

/** At least one, and each in this shape. */
function some({ noun, pattern, example }: Shape, values: string[]): string[] {
  if (values.length === 0) { throw new Error(`no ${noun} is named, and nothing would meet the condition; write one, such as \`${example}\``); }
  for (const value of known(values)) {
    if (!pattern.test(value)) { throw new Error(`${quoted(value)} is no ${noun}; write one such as \`${example}\``); }
  }
  return values;
}

function known(values: string[]): string[] {
  return values.filter(value => !Token.isUnresolved(value));
}

function blockOf(block: string): IpBlock {
  const parsed = IpBlock.parse(block);
  if (parsed === undefined) { throw new Error(`${quoted(block)} is no address; write one such as \`203.0.113.7\`, or a block such as \`203.0.113.0/24\``); }
  if (parsed.prefix === 0) { throw new Error(`${quoted(block)} is every address, and limits nothing; leave the condition out, or name the network`); }
  return parsed;
}

/** Part of the name of a key. */
function writtenTagKey(key: string): string {
  if (Token.isUnresolved(key)) { throw new Error('the key of a tag is known at deployment only, and CloudFormation resolves no keys of conditions; write it out'); }
  return some(SHAPES.tagKey, [key])[0];
}

function instant(time: Date): string {
  if (Number.isNaN(time.getTime())) { throw new Error('the time is none; write one such as `new Date(\'2026-01-01T00:00:00Z\')`'); }
  return time.toISOString().replace('.000Z', 'Z');
}
