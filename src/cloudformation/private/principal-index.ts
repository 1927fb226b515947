import { ScopedResource, StackScope } from './stack-scope';
import { PrincipalKind, PrincipalReading } from '../template-reading';
import { textKey } from './text-key';
import { Pattern } from '../../engine/policy/pattern';
import { OpenText, Text } from '../../engine/policy/text';
import { NO, YES } from '../../engine/policy/truth';

export interface PrincipalEntry {
  readonly principal: PrincipalReading;
  /** The resource that is the principal. */
  readonly owner: ScopedResource;
}

/** A principal that a name may mean. */
export interface Named extends PrincipalEntry {
  /** Does the name surely mean it? */
  readonly certain: boolean;
}

/**
 * The principals of an app by name, so that finding one does not ask all.
 */
export class PrincipalIndex {
  private readonly byName = new Map<string, PrincipalEntry[]>();
  /** Whose names are open in other ways than that AWS makes them: any name may be theirs. */
  private readonly open: PrincipalEntry[] = [];
  private readonly all: PrincipalEntry[] = [];

  public add(principal: PrincipalReading, owner: ScopedResource): void {
    const entry = { principal, owner };
    const key = textKey(principal.name);
    const list = this.byName.get(key);
    if (list === undefined) { this.byName.set(key, [entry]); } else { list.push(entry); }
    this.all.push(entry);
    if (!isSettled(principal.name)) { this.open.push(entry); }
  }

  /** The principals of the app that a name may mean where it stands in a stack. */
  public named(kind: PrincipalKind, name: Text, from: StackScope): Named[] {
    const candidates = isSettled(name) ? new Set([...this.byName.get(textKey(name)) ?? [], ...this.open]) : this.all;
    return [...candidates].filter(({ principal }) => principal.kind === kind).flatMap(({ principal, owner }): Named[] => {
      const match = Pattern.compile(principal.name).matches(name);
      if (match === NO || !mayShareAccount(owner.scope, from)) { return []; }
      return [{ principal, owner, certain: match === YES && !areApart(owner.scope, from) && (name instanceof OpenText || sharesAccount(owner.scope, from)) }];
    });
  }
}

/** Is the text known, or one value that AWS makes and nobody writes? */
function isSettled(text: Text): boolean {
  return typeof text === 'string' || text.parts.length === 1 && text.openValues.every(({ shape, choices }) => shape !== undefined && choices === undefined && shape.isFresh);
}

function mayShareAccount({ root: { account } }: StackScope, { root: { account: other } }: StackScope): boolean {
  return account === undefined || other === undefined || account === other;
}

/** Is one in a template that is deployed to accounts that nobody knows? */
function areApart(one: StackScope, other: StackScope): boolean {
  return one.root !== other.root && (isElsewhere(one) || isElsewhere(other));
}

function isElsewhere({ embeddedIn, madeBy }: StackScope): boolean {
  return embeddedIn !== undefined || madeBy !== undefined && isElsewhere(madeBy.scope);
}

/** A name that is written out means the same only where the accounts are surely the same; a reference is never to another account. */
function sharesAccount({ root }: StackScope, { root: other }: StackScope): boolean {
  return root === other || root.account !== undefined && root.account === other.account;
}
