import { ScopedResource, StackScope } from './stack-scope';
import { Pattern } from '../../engine/policy/pattern';
import { codePoints, OpenText, Text } from '../../engine/policy/text';
import { TextKey, textKey } from '../../engine/policy/text-key';
import { NO, Truth, YES } from '../../engine/policy/truth';
import { PrincipalKind, PrincipalReading } from '../template-reading';

const LAST_CODE_POINT = 0x10ffff;

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
  private readonly byName = new Map<TextKey, NamedEntry[]>();
  /** Whose names are open in other ways than that AWS makes them: any name may be theirs. */
  private readonly open: NamedEntry[] = [];
  private readonly all: NamedEntry[] = [];
  private readonly letters = new Map<Text, number[]>();

  public add(principal: PrincipalReading, owner: ScopedResource): void {
    const { name } = principal;
    const entry = { principal, owner, key: textKey(name) };
    const list = this.byName.get(entry.key);
    if (list === undefined) { this.byName.set(entry.key, [entry]); } else { list.push(entry); }
    this.all.push(entry);
    if (!isSettled(name)) { this.open.push(entry); }
  }

  /** The principals of the app that a name may mean where it stands in a stack. */
  public named(kind: PrincipalKind, name: Text, from: StackScope): Named[] {
    const key = textKey(name);
    const same = this.byName.get(key) ?? [];
    const candidates = !isSettled(name) ? this.all : this.open.length === 0 ? same : new Set([...same, ...this.open]);
    const found: Named[] = [];
    for (const entry of candidates) {
      const { principal, owner } = entry;
      if (principal.kind !== kind || !mayShareAccount(owner.scope, from)) { continue; }
      const match = entry.key === key ? YES : this.meaning(entry, name);
      if (match !== NO) { found.push({ principal, owner, certain: match === YES && meansSame(name, owner.scope, from) }); }
    }
    return found;
  }

  /** Most names differ in what is written out of them: few are compared in every way. */
  private meaning(entry: NamedEntry, asked: Text): Truth {
    const [letters, others] = [this.lettersOf(entry.principal.name), this.lettersOf(asked)];
    if (differ(letters, others, i => i) || differ(letters, others, i => -1 - i)) { return NO; }
    entry.pattern ??= Pattern.compile(entry.principal.name);
    return entry.pattern.matches(asked);
  }

  private lettersOf(name: Text): number[] {
    const known = this.letters.get(name) ?? lettersOf(name);
    this.letters.set(name, known);
    return known;
  }
}

interface NamedEntry extends PrincipalEntry {
  readonly key: TextKey;
  /** Once somebody asks. */
  pattern?: Pattern;
}

/** The letters of a text, where each open value is one letter. */
function lettersOf(text: Text): number[] {
  return typeof text === 'string' ? codePoints(text) : text.parts.flatMap(part => typeof part === 'string' ? codePoints(part) : [part.symbol]);
}

/** Seen from one side, do they begin to differ where both are written out, or one is at its end? */
function differ(one: number[], other: number[], place: (i: number) => number): boolean {
  const most = Math.min(one.length, other.length);
  let i = 0;
  while (i < most && one.at(place(i)) === other.at(place(i))) { i++; }
  const [a, b] = [one.at(place(i)), other.at(place(i))];
  return a !== b && !isOpen(a) && !isOpen(b);
}

function isOpen(letter: number | undefined): boolean {
  return letter !== undefined && letter > LAST_CODE_POINT;
}

/** Is the text known, or one value that AWS makes and nobody writes? */
function isSettled(text: Text): boolean {
  if (typeof text === 'string') { return true; }
  const [only, ...others] = text.parts;
  return others.length === 0 && typeof only !== 'string' && only.choices === undefined && only.shape?.isFresh === true;
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
function meansSame(name: Text, one: StackScope, other: StackScope): boolean {
  return !areApart(one, other) && (isReference(name) || one.root === other.root || sharesAccount(one, other) && !holds(name, one.pseudo.region) && isRegionKnown(one, other));
}

/** Is a name in it that AWS makes, so that nobody writes it out? */
export function isReference(text: Text): boolean {
  return text instanceof OpenText && text.parts.some(part => typeof part !== 'string' && part.shape?.isFresh === true);
}

/** Where nobody knows the region of either, one open value stands for both, and what the policy says of it may be about another. */
export function isRegionKnown(...scopes: StackScope[]): boolean {
  return scopes.some(({ root: { region } }) => region !== undefined);
}

function sharesAccount({ root: { account } }: StackScope, { root: { account: other } }: StackScope): boolean {
  return account !== undefined && account === other;
}

/** Is the open value in the text? An account or a region that nobody knows may be another for each stack. */
export function holds(text: Text, open: Text): boolean {
  return text instanceof OpenText && open instanceof OpenText && open.openValues.some(value => text.openValues.includes(value));
}
