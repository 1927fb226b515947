import { ANY, ANY_RUN, codePoints } from '../text';
import { ClosedParts } from './parts';

/** Longer searches than this (text times literal) are left to the automaton, which never looks back. */
const LONGEST_SEARCH = 1_000_000;

/** Half of a surrogate pair: no string comparison may find it inside a whole one. */
const HALF_PAIR = /[\ud800-\udfff]/u;

/**
 * A closed pattern over known text: literals, `?` (`ANY`) and `*` (`ANY_RUN`).
 *
 * Time is linear in the text. Literals between stars are searched for from left to right; a pattern with `?`, or a long search, is
 * given to a bit-parallel automaton that takes one step per code point and 31 pattern positions.
 */
export class Glob {
  private readonly hasStar: boolean;
  /** What the text begins and ends with, and what must stand between, in this order. */
  private readonly prefix: string;
  private readonly suffix: string;
  private readonly between: string[];
  private readonly longest: number;
  private automaton: Automaton | undefined;

  constructor(private readonly parts: ClosedParts) {
    const literals = parts.filter(part => typeof part === 'string');
    const [first] = parts;
    const last = parts[parts.length - 1];
    this.hasStar = parts.includes(ANY_RUN);
    this.prefix = typeof first === 'string' ? first : '';
    this.suffix = this.hasStar && typeof last === 'string' ? last : '';
    this.between = literals.slice(this.prefix === '' ? 0 : 1, this.suffix === '' ? undefined : -1);
    const needsAutomaton = parts.includes(ANY) || literals.some(literal => HALF_PAIR.test(literal));
    this.longest = needsAutomaton ? Infinity : this.between.reduce((longest, literal) => Math.max(longest, literal.length), 0);
  }

  public matches(text: string): boolean {
    if (this.longest !== Infinity && !text.startsWith(this.prefix)) { return false; }
    if (this.longest === 0) {
      return this.hasStar ? text.length >= this.prefix.length + this.suffix.length && text.endsWith(this.suffix) : text.length === this.prefix.length;
    }
    return this.longest * text.length <= LONGEST_SEARCH ? this.finds(text) : (this.automaton ??= new Automaton(this.parts)).accepts(text);
  }

  private finds(text: string): boolean {
    const end = text.length - this.suffix.length;
    let from = this.prefix.length;
    if (end < from || !text.endsWith(this.suffix)) { return false; }
    for (const literal of this.between) {
      const found = text.indexOf(literal, from);
      if (found < 0) { return false; }
      from = found + literal.length;
    }
    return from <= end;
  }
}

const BITS = 31;

/**
 * State `i` is active when the text so far matches the first `i` positions of the pattern. A star is no position of its own: it
 * lets the state before it loop.
 */
class Automaton {
  private readonly words: number;
  private readonly loops: Int32Array;
  private readonly anywhere: Int32Array;
  private readonly positions = new Map<number, Int32Array>();
  private readonly last: number;

  constructor(parts: ClosedParts) {
    const tokens = parts.flatMap(part => typeof part === 'string' ? codePoints(part) : [part]);
    this.last = tokens.filter(token => token !== ANY_RUN).length;
    this.words = Math.floor(this.last / BITS) + 1;
    this.loops = new Int32Array(this.words);
    this.anywhere = new Int32Array(this.words);
    let state = 0;
    for (const token of tokens) {
      if (token === ANY_RUN) {
        this.set(this.loops, state);
      } else {
        this.set(token === ANY ? this.anywhere : this.positionsOf(token), state);
        state++;
      }
    }
    for (const positions of this.positions.values()) {
      positions.forEach((word, i) => { positions[i] = word | this.anywhere[i]; });
    }
  }

  public accepts(text: string): boolean {
    const active = new Int32Array(this.words);
    active[0] = 1;
    for (let i = 0; i < text.length; i++) {
      const point = text.codePointAt(i)!;
      if (point > 0xffff) { i++; }
      const positions = this.positions.get(point) ?? this.anywhere;
      let carry = 0;
      for (let w = 0; w < this.words; w++) {
        const moved = active[w] & positions[w];
        active[w] = (moved << 1 & 0x7fffffff) | carry | (active[w] & this.loops[w]);
        carry = moved >>> (BITS - 1);
      }
    }
    return (active[Math.floor(this.last / BITS)] >>> (this.last % BITS) & 1) === 1;
  }

  private positionsOf(point: number): Int32Array {
    let positions = this.positions.get(point);
    if (positions === undefined) {
      positions = new Int32Array(this.words);
      this.positions.set(point, positions);
    }
    return positions;
  }

  private set(words: Int32Array, state: number): void {
    words[Math.floor(state / BITS)] |= 1 << state % BITS;
  }
}
