import { ArnIndex } from './arn-index';
import { ask } from './ask';
import { actionsOf, EscalationPath, escalationPaths } from './escalation-paths';
import {
  contextOf, EscalationTarget, freshTargets, isPrincipalTarget, managedPolicies, mannersOf, namedTargets, ownTargets,
} from './escalation-targets';
import { NamedSubjects } from './named-subjects';
import { PathActions, Prospects } from './path-actions';
import { Permission } from './permissions';
import { ReviewedApp } from './reviewed-app';
import { isMadeForServices, isSelfContained } from './service-role-policies';
import { Subject } from './subjects';
import { withoutTags } from './unbounded-access';
import { PolicyReading, WorkloadReading } from '../cloudformation/template-reading';
import { parseCaller } from '../engine/evaluation/caller';
import { PrincipalElement } from '../engine/policy/principal-element';
import { OpenText, Text } from '../engine/policy/text';
import { textKey } from '../engine/policy/text-key';
import { AccessLevel } from '../engine/service-authorization/access-level';
import { ServiceAuthorizationReference } from '../engine/service-authorization/service-authorization-reference';

/** A way to more that a subject has. */
export interface Opening {
  readonly path: EscalationPath;
  /** Its permissions, in the order of the path. */
  readonly permissions: Permission[];
  /** Whose permissions are gained, of the app; undefined where that is an administrator, or somebody whom nobody has named. */
  readonly to?: Subject;
}

/** A step on the way to an end. */
export interface Step extends Opening { readonly from: Subject }

/** Whom the permissions of a path are asked of, by an entry of `on`. */
type Binding = Record<string, EscalationTarget[]>;

/**
 * Who of an app can become whom. Its ends are administrators, and those whom nobody has named: they may be anybody. From there it is walked
 * back to everybody who gets to them, so that a role that leads nowhere is never asked about.
 */
export class EscalationGraph {
  private readonly pathActions = new PathActions();
  private readonly prospects = new Map<Subject, Prospects>();
  private readonly openings = new Map<Subject, Opening[]>();
  private readonly named: NamedSubjects;
  private readonly runBy = new Map<Subject, WorkloadReading[]>();
  private readonly naming = new ArnIndex<Subject>();
  private readonly receivers = new Map<PolicyReading, Map<string, boolean>>();

  constructor(private readonly app: ReviewedApp) {
    this.named = new NamedSubjects(app.subjects);
    for (const subject of app.subjects) {
      this.prospects.set(subject, this.pathActions.prospectsOf(subject.permissions.policies.flatMap(({ document }) => document.statements)));
    }
    const strong: Subject[] = [];
    const ends: Subject[] = [];
    for (const subject of app.subjects) {
      const administration = app.administration(subject);
      if (administration !== undefined) { ends.push(subject); }
      if (administration?.dependsOn.length === 0) { continue; }
      this.openAlone(subject);
      this.index(subject);
      if (administration === undefined && this.openingsOf(subject).length > 0) { strong.push(subject); }
    }
    if (ends.length + strong.length === 0) { return; }
    for (const workload of app.stacks.flatMap(({ workloads }) => workloads)) {
      for (const role of new Set(workload.roles.flatMap(name => this.named.mayBe(name)))) { this.runBy.set(role, [...this.runBy.get(role) ?? [], workload]); }
    }
    this.walkBack([...ends, ...strong]);
  }

  /** The shortest way first. */
  public openingsOf(subject: Subject): Opening[] {
    return this.openings.get(subject) ?? [];
  }

  /** The steps from a subject by one of its openings to the end. */
  public stepsFrom(subject: Subject, opening: Opening): Step[] {
    const steps: Step[] = [{ from: subject, ...opening }];
    for (let at = opening.to; at !== undefined && this.app.administration(at) === undefined; at = steps[steps.length - 1].to) {
      steps.push({ from: at, ...this.openingsOf(at)[0] });
    }
    return steps;
  }

  /** Ways that lead out of the app: to an administrator, or to somebody whom nobody has named. */
  private openAlone(subject: Subject): void {
    for (const path of this.pathsOf(subject)) {
      const gained = gainedBy(path);
      const bindings = gained === undefined ? this.bindingsOf(path, subject) : this.freshBindings(gained, subject);
      this.open(subject, path, bindings);
    }
  }

  /** What a service runs or passes a role to in its own work is nobody's way to anything. */
  private pathsOf(subject: Subject): EscalationPath[] {
    const { paths } = this.prospectsOf(subject);
    return paths.length > 0 && isSelfContained(subject) ? paths.filter(({ passedTo, runs }) => passedTo === undefined && runs === undefined) : paths;
  }

  private freshBindings(gained: string, subject: Subject): Binding[] {
    if (gained === 'group' && subject.permissions.caller.kind !== 'user') { return []; }
    const targets = freshTargets(gained, subject.reading);
    return [{ [gained]: isPrincipalTarget(gained) ? targets : targets.map(target => this.withoutTags(gained, target, subject)) }];
  }

  /** What nobody has named has no tags either, unless the subject can tag it. */
  private withoutTags(on: string, target: EscalationTarget, subject: Subject): EscalationTarget {
    const context: Record<string, Text[]> = Object.assign({}, ...subject.permissions.policies.flatMap(({ document }) => document.statements.map(withoutTags)));
    if (Object.keys(context).length === 0) { return target; }
    const [service] = on.split(':');
    const tagging = ServiceAuthorizationReference.actionsOf(service).filter(({ accessLevels }) => accessLevels.includes(AccessLevel.TAGGING));
    const isTagger = tagging.some(({ name }) => subject.permissions.ask({ action: name, resource: target.arn, context }) !== undefined);
    return isTagger ? target : { ...target, context };
  }

  /** A policy of a role and the role are chosen together; all else is chosen alone. */
  private bindingsOf(path: EscalationPath, { reading }: Subject): Binding[] {
    if (!path.permissions.some(({ on }) => on.includes('policyOfRole'))) { return [{}]; }
    const roles = this.app.subjects.filter(({ kind, principal }) => kind === 'role' && principal !== undefined);
    return [
      { roleWithPolicy: freshTargets('roleWithPolicy', reading), policyOfRole: freshTargets('policyOfRole', reading) },
      ...roles.map(role => ({ roleWithPolicy: [targetOf(role)], policyOfRole: managedPolicies(role.permissions.policies) })),
    ];
  }

  private open(subject: Subject, path: EscalationPath, bindings: Binding[], to?: Subject): boolean {
    for (const binding of bindings) {
      const permissions = this.permissionsFor(path, subject, binding);
      if (permissions === undefined || to === undefined && path.runs !== undefined && isServiceWork(permissions, subject)) { continue; }
      const opening: Opening = { path, permissions, to };
      const known = this.openings.get(subject);
      if (known === undefined) { this.openings.set(subject, [opening]); } else { known.push(opening); }
      return true;
    }
    return false;
  }

  /** All permissions of a path, where there are targets and a manner in which they are allowed. */
  private permissionsFor(path: EscalationPath, subject: Subject, binding: Binding): Permission[] | undefined {
    const groups = new Map<string, EscalationPath['permissions']>();
    for (const permission of path.permissions) {
      const key = permission.on.join(' ');
      groups.set(key, [...groups.get(key) ?? [], permission]);
    }
    const found = new Map<string, Permission>();
    for (const group of groups.values()) {
      const actions = group.flatMap(one => one.actions);
      const answers = this.firstAllowed(actions, group[0].on.flatMap(on => binding[on] ?? this.targetsOf(on, actions, subject)), path, subject);
      if (answers === undefined) { return undefined; }
      // Of an action that is done on two resources, the first tells most.
      actions.forEach((action, i) => { if (!found.has(action)) { found.set(action, answers[i]); } });
    }
    return path.permissions.flatMap(({ actions }) => actions.map(action => found.get(action)!));
  }

  private firstAllowed(actions: string[], targets: EscalationTarget[], path: EscalationPath, subject: Subject): Permission[] | undefined {
    for (const target of targets) {
      for (const manner of mannersOf(actions, target, subject.reading)) {
        for (const passedTo of path.passedTo === undefined ? [undefined] : servicePrincipals(path.passedTo, subject)) {
          const answers: Permission[] = [];
          for (const action of actions) {
            const answer = subject.permissions.ask({
              action,
              resource: target.arn,
              resourceAccount: target.account,
              context: { ...contextOf(action, manner, passedTo), ...target.context },
              ...action === 'sts:AssumeRole' && { resourcePolicy: target.trust },
            });
            if (answer === undefined) { break; }
            answers.push(answer);
          }
          if (answers.length === actions.length) { return answers; }
        }
      }
    }
    return undefined;
  }

  private targetsOf(on: string, actions: string[], subject: Subject): EscalationTarget[] {
    const own = ownTargets(on, subject);
    if (own !== undefined) { return own; }
    const named = namedTargets(on, this.prospectsOf(subject).statementsFor(actions), subject);
    if (on === 'newRole') { return named; }
    // Of somebody of the app it is known whom it trusts, and whether there is a boundary to remove.
    return named.flatMap((target): EscalationTarget[] => {
      const principals = this.named.of(target.arn);
      return principals.length === 0 ? [target] : principals.map(targetOf).filter(({ boundary }) => on !== 'roleWithBoundary' || boundary !== undefined);
    });
  }

  private prospectsOf(subject: Subject): Prospects {
    return this.prospects.get(subject)!;
  }

  /** Notes whom the statements of a subject name, in paths that it has not been found to have without them. */
  private index(subject: Subject): void {
    const opened = new Set(this.openingsOf(subject).map(({ path }) => path));
    const asked = this.pathsOf(subject)
      .filter(path => gainedBy(path) !== undefined && !opened.has(path))
      .flatMap(path => path.permissions.filter(({ on }) => on.includes(gainedBy(path)!)).flatMap(({ actions }) => actions));
    for (const { resource } of this.prospectsOf(subject).statementsFor(asked)) {
      if (resource === undefined || resource.negated) { this.naming.addAnywhere(subject); continue; }
      for (const pattern of resource.allPatterns) { this.naming.add(pattern, subject); }
    }
  }

  /** From those who are strong to everybody who can become them, the nearest first; each is visited once. */
  private walkBack(strong: Subject[]): void {
    const seen = new Set(strong);
    for (const target of strong) {
      if (target.principal === undefined) { continue; }
      for (const subject of this.mayBecome(target)) {
        if (subject !== target && !isMemberOf(subject, target) && this.becomes(subject, target) && !seen.has(subject)) {
          seen.add(subject);
          strong.push(subject);
        }
      }
    }
  }

  private mayBecome(target: Subject): Set<Subject> {
    const { arn } = target.principal!;
    return new Set([
      ...this.naming.mayCover(arn),
      ...this.trustedBy(target),
      ...this.workloadsOf(target).flatMap(workload => [...this.naming.mayCover(workload.arn)]),
    ]);
  }

  private workloadsOf(role: Subject): WorkloadReading[] {
    return this.runBy.get(role) ?? [];
  }

  /** Finds every path from one to the other. */
  private becomes(subject: Subject, target: Subject): boolean {
    const opened = new Set(this.openingsOf(subject).filter(({ to }) => to === undefined).map(({ path }) => path));
    const paths = new Set([...this.pathsOf(subject), ...target.kind === 'role' ? escalationPaths().filter(isAssumption) : []]);
    return [...paths]
      .filter(path => !opened.has(path))
      .map(path => this.open(subject, path, this.bindingsTo(target, path, subject), target))
      .includes(true);
  }

  /** What the path has to be taken on to become this one. */
  private bindingsTo(target: Subject, path: EscalationPath, { permissions: { caller } }: Subject): Binding[] {
    const gained = gainedBy(path);
    if (path.runs !== undefined) { return this.workloadsOf(target).filter(({ is }) => is.includes(path.runs!)).map(({ arn }) => ({ [path.runs!]: [{ arn }] })); }
    if (gained === undefined || gained !== target.kind || gained === 'group' && caller.kind !== 'user') { return []; }
    const isReceived = path.passedTo === undefined || servicePrincipals(path.passedTo, target).some(service => this.receives(service, target));
    return isReceived ? [{ [gained]: [targetOf(target)] }] : [];
  }

  /** Whom a trust policy itself lets in, whatever they are granted: those whom it names, or everybody who it may be. */
  private *trustedBy({ principal }: Subject): Generator<Subject> {
    for (const { effect, principal: trusted } of principal?.trust?.document.statements ?? []) {
      if (effect === 'Deny' || trusted === undefined) { continue; }
      const names = trustedNames(trusted);
      if (names === undefined) { yield* this.app.subjects; continue; }
      for (const name of names) { yield* this.named.mayBe(name); }
    }
  }

  /** May the service assume the role? What does not say whom it trusts may trust anybody. */
  private receives(service: string, { principal }: Subject): boolean {
    const trust = principal?.trust;
    if (trust === undefined) { return true; }
    const known = this.receivers.get(trust) ?? new Map<string, boolean>();
    this.receivers.set(trust, known);
    const answer = known.get(service) ?? ['sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity'].some(action => ask(
      { caller: parseCaller(service)!, action, resource: principal!.arn, resourceAccount: 'any', context: {} },
      { identity: [], resource: trust.document },
    ) !== undefined);
    known.set(service, answer);
    return answer;
  }
}

/** Is it all what AWS itself grants the roles of a service? Whether anything runs with a stronger role, nobody here knows. */
function isServiceWork(permissions: Permission[], subject: Subject): boolean {
  return permissions.every(({ policies }) => policies.every(policy => isMadeForServices(policy, subject)));
}

/** Whose permissions are gained: an entry of `on`. Undefined where they are widened. */
function gainedBy({ permissions, runs }: EscalationPath): string | undefined {
  return runs ?? permissions.flatMap(({ on }) => on).find(isPrincipalTarget);
}

/** Needs the role's own trust, and maybe nothing else. */
function isAssumption(path: EscalationPath): boolean {
  return gainedBy(path) === 'role' && actionsOf(path).every(action => action === 'sts:AssumeRole');
}

function targetOf({ principal, reading }: Subject): EscalationTarget {
  const { arn, boundaryArn, trust } = principal!;
  return { arn, account: reading.pseudo.account, boundary: boundaryArn, trust };
}

function isMemberOf({ groups }: Subject, { principal, kind }: Subject): boolean {
  return kind === 'group' && groups.some(arn => textKey(arn) === textKey(principal!.arn));
}

const ROOT = /^\d{12}$|:root$/;

/** Whom the element names; undefined where that may be everybody. An account that it names leaves it to the policies of its principals. */
function trustedNames(element: PrincipalElement): Text[] | undefined {
  const entries = element.allEntries.filter(({ type }) => type === 'AWS');
  if (element.negated || entries.some(({ everyone }) => everyone)) { return undefined; }
  const names = entries.map(({ pattern: { source } }) => source).filter(source => !ROOT.test(endOf(source)));
  const isName = (source: Text) => /^arn:.*:(user|role)\//s.test(String(source)) && !(source instanceof OpenText && source.openValues.some(({ shape }) => shape === undefined));
  return names.every(isName) ? names : undefined;
}

function endOf(source: Text): string {
  const last = source instanceof OpenText ? source.parts[source.parts.length - 1] : source;
  return typeof last === 'string' ? last : '';
}

/** How a service is called where the subject is. */
function servicePrincipals(service: string, { reading: { pseudo: { partition } } }: Subject): string[] {
  return partition === 'aws' ? [service] : [service, `${service}.cn`];
}
