import { counted } from './counted';
import { EscalationGraph, Opening, Step } from './escalation-graph';
import { actionsOf, EscalationCategory, EscalationPath } from './escalation-paths';
import { isPrincipalTarget } from './escalation-targets';
import { EscalationStep, Finding, StatementReference } from './finding';
import { Permission } from './permissions';
import { about, ReviewedApp } from './reviewed-app';
import { Rule } from './rule';
import { findingsBelowAdministrators, Subject } from './subjects';

/** So many other ways are told by name. */
const MOST_OTHER_WAYS = 8;

/**
 * Can the principal get more permissions than it was given, by itself or by becoming somebody else? Whoever is an administrator already has
 * nothing to gain; that is found by `NoAdminAccess`.
 */
export const NoPrivilegeEscalation: Rule = {
  name: 'NoPrivilegeEscalation',
  question: 'Can the principal widen its own permissions?',
  why: 'What such a principal is meant to be limited to is no limit: it gives itself the rest.',
  check: app => {
    const graph = new EscalationGraph(app);
    return findingsBelowAdministrators(app, subject => findingsOf(subject, graph, app));
  },
};

/** One finding for each statement that opens a path: the shortest path is the witness, the others are named. */
function findingsOf(subject: Subject, graph: EscalationGraph, app: ReviewedApp): Finding[] {
  const byStatement = new Map<string, Opening[]>();
  for (const opening of graph.openingsOf(subject)) {
    const key = JSON.stringify(decisive(opening).statements[0]);
    byStatement.set(key, [...byStatement.get(key) ?? [], opening]);
  }
  return [...byStatement.values()].map(([opening, ...others]) => {
    const steps = graph.stepsFrom(subject, opening);
    const permission = decisive(opening);
    return {
      rule: 'NoPrivilegeEscalation',
      ...about(subject.resource),
      message: `${messageOf(steps, subject)}${otherWays(opening, others)}`,
      fix: FIXES[opening.path.category](opening, subject),
      statement: permission.statements[0],
      witness: permission.witness,
      path: steps.map(step => stepOf(step, subject, app)),
      dependsOn: [...new Set([
        ...steps.flatMap(({ permissions }) => permissions.flatMap(one => one.dependsOn)),
        ...administrationOf(steps, app)?.dependsOn ?? [],
      ])].sort(),
    };
  });
}

/** The permission that says what is gained; where nobody else's permissions are, the last. */
function decisive({ path, permissions }: Opening): Permission {
  const actions = path.permissions.flatMap(({ actions: meant, on }) => meant.map(() => on));
  const gaining = actions.findIndex(on => on.some(isPrincipalTarget));
  return permissions[gaining < 0 ? permissions.length - 1 : gaining];
}

function administrationOf(steps: Step[], app: ReviewedApp): Permission | undefined {
  const { to } = steps[steps.length - 1];
  return to && app.administration(to);
}

/** The first step, and the last. */
function messageOf(steps: Step[], subject: Subject): string {
  const [first, ...more] = steps;
  const told = `allows ${toldActions(first.path)}, by which it ${gainOf(first, subject)}`;
  const last = more[more.length - 1];
  if (last === undefined) { return first.to === undefined ? told : `${told}, an administrator`; }
  const end = last.to === undefined ? gainOf(last, subject) : `${gainOf(last, subject)}, an administrator`;
  return `${told}, and in ${steps.length} steps, at last by ${toldActions(last.path)}, ${end}`;
}

function otherWays(opening: Opening, others: Opening[]): string {
  const ways = [...new Set(others.map(({ path }) => toldActions(path)))].filter(way => way !== toldActions(opening.path));
  if (ways.length === 0) { return ''; }
  const more = ways.length > MOST_OTHER_WAYS ? ` and ${ways.length - MOST_OTHER_WAYS} more` : '';
  return `; the same statement opens ${counted(ways.length, 'other way')}: ${ways.slice(0, MOST_OTHER_WAYS).join(', ')}${more}`;
}

function toldActions(path: EscalationPath): string {
  const [first, ...more] = actionsOf(path).map(action => `\`${action}\``);
  return more.length === 0 ? first : `${first} with ${more.join(' and ')}`;
}

/** Somebody whom nobody has named, by what the path leads to. */
const ANYBODY: Record<string, string> = { user: 'any user', group: 'any group' };

function gainOf({ path, to }: Opening, home: Subject): string {
  return path.gain.replace('%', to === undefined ? anybodyBy(path) : `\`${nameOf(to, home)}\``);
}

function anybodyBy({ permissions }: EscalationPath): string {
  return permissions.flatMap(({ on }) => on).map(on => ANYBODY[on]).find(name => name !== undefined) ?? 'any role';
}

function nameOf({ resource }: Subject, { resource: { stack } }: Subject): string {
  return resource.stack === stack ? resource.logicalId : `${resource.stack}/${resource.logicalId}`;
}

function stepOf({ from, to, path, permissions }: Step, home: Subject, { reading: { constructs } }: ReviewedApp): EscalationStep {
  const placeOf = (subject: Subject) => constructs?.pathOf(subject.resource.stack, subject.resource.logicalId) ?? nameOf(subject, home);
  const statements = new Map(permissions.flatMap(one => one.statements).map(one => [JSON.stringify(one), one] as [string, StatementReference]));
  return {
    from: placeOf(from),
    actions: actionsOf(path),
    to: to !== undefined ? placeOf(to) : path.gain.includes('%') ? anybodyBy(path) : 'an administrator',
    statements: [...statements.values()],
  };
}

/** The smallest change that ends it, by what the path does. */
const FIXES: Record<EscalationCategory, (opening: Opening, home: Subject) => string> = {
  'self-escalation': () => 'take the action out, or name in `Resource` what it may be done to, without the principal itself; '
    + 'where principals must be managed, require a boundary with a condition on `iam:PermissionsBoundary`',
  'principal-access': ({ to }, home) => `name in \`Resource\` the users and roles that it must become, ${to === undefined ? 'none that is stronger' : `without \`${nameOf(to, home)}\``}, or take the action out`,
  'existing-passrole': ({ to }, home) => `name in \`Resource\` what it must change or run, ${to === undefined ? 'nothing with a stronger role' : `without what runs as \`${nameOf(to, home)}\``}, or take the action out`,
  'new-passrole': ({ path, to }, home) => `name in the \`Resource\` of \`iam:PassRole\` the roles that it must pass, ${to === undefined ? 'none that is stronger' : `without \`${nameOf(to, home)}\``}, `
    + `or require with a condition on \`iam:PassedToService\` another service than \`${path.passedTo}\``,
};
