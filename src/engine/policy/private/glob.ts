import { ANY, ANY_RUN, codePoints } from '../text';
import { ClosedParts } from './parts';

/**
 * A closed pattern over known text: literals, `?` (`ANY`) and `*` (`ANY_RUN`).
 *
 * Time is linear in the text: common forms are compared as strings, the others by a bit-parallel automaton that takes one
 * step per code point and 31 pattern positions (Shift-And with self-loops).
 */
export class Glob {
  public readonly matches: (text: string) => boolean;

  constructor(parts: ClosedParts) {
    const [first, second, third] = parts;
    if (parts.length === 0) {
      this.matches = text => text === '';
    } else if (parts.length === 1 && typeof first === 'string') {
      this.matches = text => text === first;
    } else if (parts.length === 1 && first === ANY_RUN) {
      this.matches = () => true;
    } else if (parts.length === 2 && typeof first === 'string' && second === ANY_RUN) {
      this.matches = text => text.startsWith(first);
    } else if (parts.length === 2 && first === ANY_RUN && typeof second === 'string') {
      this.matches = text => text.endsWith(second);
    } else if (parts.length === 3 && typeof first === 'string' && second === ANY_RUN && typeof third === 'string') {
      const least = first.length + third.length;
      this.matches = text => text.length >= least && text.startsWith(first) && text.endsWith(third);
    } else {
      let automaton: Automaton | undefined;
      this.matches = text => (automaton ??= new Automaton(parts)).accepts(text);
    }
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
