import { adminAccess } from './admin-access';
import { CoveredResources } from './covered-resources';
import { Permission } from './permissions';
import { PublicTrust, publicTrust } from './public-trust';
import { remembered } from './remembered';
import { RuleOptions } from './rule-options';
import { SharedTrust } from './shared-trust';
import { Subject, subjectsOf } from './subjects';
import { WideStatements } from './wide-statements';
import { AppReading } from '../cloudformation/app-reading';
import { PseudoParameters } from '../cloudformation/pseudo-parameters';
import { PolicyReading, PrincipalReading, ResourceReference, TemplateReading } from '../cloudformation/template-reading';
import { PatternElement } from '../engine/policy/pattern-element';

type CoveredBy = Map<PatternElement | undefined, CoveredResources>;

/**
 * An app that the rules are asked about. What several of them need is worked out once.
 */
export class ReviewedApp {
  private everybody: Subject[] | undefined;
  private readonly administrators = new Map<Subject, Permission | undefined>();
  private allWide: WideStatements | undefined;
  private allTrusts: SharedTrust[] | undefined;
  private readonly publicTrusts = new Map<SharedTrust, PublicTrust | undefined>();
  private readonly covered = { wholly: new Map<PseudoParameters, CoveredBy>(), partly: new Map<PseudoParameters, CoveredBy>() };
  private readonly byId: Map<string, TemplateReading>;

  constructor(public readonly reading: AppReading, public readonly options: RuleOptions = {}) {
    this.byId = new Map(reading.stacks.map(stack => [stack.stack.id, stack]));
  }

  public get stacks(): TemplateReading[] {
    return this.reading.stacks;
  }

  /** Groups, roles, users, and policies that are attached to none of them; groups first. */
  public get subjects(): Subject[] {
    return this.everybody ??= subjectsOf(this.stacks);
  }

  /** By what the subject is an administrator; undefined when it is none. */
  public administration(subject: Subject): Permission | undefined {
    if (!this.administrators.has(subject)) { this.administrators.set(subject, adminAccess(subject.permissions, subject.reading)); }
    return this.administrators.get(subject);
  }

  /**
   * The resources that a `Resource` covers, and nobody has named.
   *
   * @param isWholly no part of their names is written in a policy
   */
  public coveredResources(resource: PatternElement | undefined, home: PseudoParameters, isWholly: boolean): CoveredResources {
    const here = remembered(isWholly ? this.covered.wholly : this.covered.partly, home, (): CoveredBy => new Map());
    return remembered(here, resource, () => new CoveredResources(resource, home, isWholly));
  }

  /** Allow statements that may cover a resource which nobody has named. */
  public get wide(): WideStatements {
    return this.allWide ??= new WideStatements(this.subjects);
  }

  /** What says who may assume the roles. */
  public get trusts(): SharedTrust[] {
    return this.allTrusts ??= this.stacks.flatMap(stack => SharedTrust.in(stack));
  }

  /** How somebody who has nothing to do with the account gets the role; undefined when nobody does. */
  public publicTrust(trust: SharedTrust): PublicTrust | undefined {
    if (!this.publicTrusts.has(trust)) { this.publicTrusts.set(trust, publicTrust(trust)); }
    return this.publicTrusts.get(trust);
  }

  /** The accounts that the app is deployed to, as far as they are known. */
  public get accounts(): string[] {
    return [...new Set(this.stacks.map(({ pseudo: { account } }) => account).filter(account => typeof account === 'string'))];
  }

  public get principals(): PrincipalReading[] {
    return this.stacks.flatMap(({ principals }) => principals);
  }

  /** Every policy of the app, of whatever kind. */
  public get policies(): PolicyReading[] {
    return this.stacks.flatMap(({ principals, loose, resourcePolicies, limits }) => [
      ...principals.flatMap(({ trust, policies, boundary, groups }) => [trust, boundary, ...policies, ...groups.flatMap(group => group.policies)]),
      ...[...loose, ...resourcePolicies, ...limits].map(({ policy }) => policy),
    ]).filter(policy => policy !== undefined);
  }

  public stackOf({ stack }: ResourceReference): TemplateReading {
    return this.byId.get(stack)!;
  }
}

/** The place of a finding that is about this resource. */
export function about({ stack, logicalId }: ResourceReference): { readonly stack?: string; readonly logicalId: string } {
  return { ...stack !== '' && { stack }, logicalId };
}
