import { Budget } from './budget';
import { classOf, COLON, folded, holdsClass, inClass, isLetter, isPlain, isRun, isSymbol, Token } from './tokens';
import { ANY, ANY_RUN, DIGIT, FRESH, OpenValue, PATH, Shape, WORD } from '../../policy/text';

/** A state of the automaton: the positions of the pattern that may come next. */
export interface State {
  readonly id: number;
  readonly bits: bigint;
  /** The positions, and all that they subsume. */
  readonly reach: bigint;
  readonly accepting: boolean;
  /** Whatever follows is accepted. */
  readonly universal: boolean;
  readonly dead: boolean;
  /** Characters and symbols that it tells from others. */
  readonly interesting: Token[];
  /** How many positions are left at least. */
  readonly left: number;
  readonly next: Map<Token, State>;
}

/** What each symbol stands for. */
const VALUES = new Map<Token, OpenValue>();

export function symbolOf(value: OpenValue): Token {
  VALUES.set(value.symbol, value);
  return value.symbol;
}

export function valueOf(symbol: Token): OpenValue {
  return VALUES.get(symbol)!;
}

const IN_ANY_CASE = new Map<Token, Token>();
const AS_WRITTEN = new Map<Token, Token>();

/** The symbol whose words a symbol in any case stands for. */
export function asWritten(symbol: Token): Token {
  return AS_WRITTEN.get(symbol) ?? symbol;
}

/** Where case is ignored, a symbol stands for its words in any case: that is another value. */
export function inAnyCase(symbol: Token): Token {
  let other = IN_ANY_CASE.get(symbol);
  if (other === undefined) {
    const { name } = valueOf(symbol);
    other = symbolOf(OpenValue.opaque(name, symbolMayHoldColon(symbol) ? Shape.ANY_TEXT : Shape.chosenName()));
    IN_ANY_CASE.set(symbol, other);
    IN_ANY_CASE.set(other, other);
    AS_WRITTEN.set(other, symbol);
  }
  return other;
}

/**
 * A pattern as a deterministic automaton that is made as far as it is walked. A position that repeats any character subsumes all
 * earlier ones, so states stay few.
 */
export class LazyAutomaton {
  public readonly start: State;
  private readonly positions: Token[] = [];
  /** Positions that repeat a class of characters, by class. */
  private readonly loops = new Map<Token, bigint>();
  private readonly masks = new Map<Token, bigint>();
  private readonly classes = new Map<Token, bigint>();
  private readonly states = new Map<bigint, State>();

  /**
   * @param mayBeAnyWord symbols in the text may be any of their words; otherwise a symbol is a letter of its own, which only the same
   * symbol and a run match
   */
  constructor(tokens: Token[], private readonly ignoreCase: boolean, private readonly mayBeAnyWord = false) {
    for (const token of tokens) {
      const bit = 1n << BigInt(this.positions.length);
      if (isRun(token)) {
        this.loops.set(classOf(token), (this.loops.get(classOf(token)) ?? 0n) | bit);
      } else {
        const masks = token < 0 ? this.classes : this.masks;
        masks.set(token, (masks.get(token) ?? 0n) | bit);
        this.positions.push(token);
      }
    }
    this.start = this.stateOf(1n);
  }

  /** The classes of characters that the pattern asks for. */
  public get kinds(): Token[] {
    return [...this.classes.keys(), ...this.loops.keys()];
  }

  public accepts(word: string): boolean {
    let state = this.start;
    for (const character of word) {
      state = this.step(state, character.codePointAt(0)!);
      if (state.dead || state.universal) { return state.universal; }
    }
    return state.accepting;
  }

  /** @param token a code point or a symbol */
  public step(state: State, token: Token): State {
    let next = state.next.get(token);
    if (next === undefined) {
      next = this.stateOf(isPlain(token) ? this.afterPoint(state.bits, token) : this.afterSymbol(state.bits, token));
      state.next.set(token, next);
    }
    return next;
  }

  /** Is every word of these tokens accepted? Sound: a run is absorbed by a run only. */
  public absorbs(tokens: Token[], ignoreCase: boolean): boolean {
    let { bits } = this.start;
    for (const token of tokens) {
      if (bits === 0n) { return false; }
      const both = ignoreCase && !this.ignoreCase && isPlain(token) && isLetter(token);
      if (both) {
        bits = this.afterClass(bits, WORD, false);
      } else if (isPlain(token)) {
        bits = this.afterPoint(bits, token);
      } else if (isSymbol(token)) {
        bits = this.afterLetter(bits, token);
      } else {
        bits = this.afterClass(bits, classOf(token), isRun(token));
      }
    }
    return this.stateOf(bits).accepting;
  }

  /** Does one state accept whatever the other accepts? Sound. */
  public covers(a: State, b: State): boolean {
    return a === b || a.universal || (a.reach | b.bits) === a.reach;
  }

  private afterPoint(bits: bigint, point: Token): bigint {
    const own = this.ignoreCase ? folded(point) : point;
    let moves = this.masks.get(own) ?? 0n;
    for (const [kind, mask] of this.classes) {
      if (inClass(kind, point)) { moves |= mask; }
    }
    let stays = 0n;
    for (const [kind, mask] of this.loops) {
      if (inClass(kind, point)) { stays |= mask; }
    }
    return (bits & moves) << 1n | bits & stays;
  }

  /** Some character of a class: only what matches all of them is surely passed. */
  private afterClass(bits: bigint, kind: Token, isRepeated: boolean): bigint {
    let moves = 0n;
    for (const [own, mask] of isRepeated ? [] : this.classes) {
      if (holdsClass(own, kind)) { moves |= mask; }
    }
    let stays = 0n;
    for (const [own, mask] of this.loops) {
      if (holdsClass(own, kind)) { stays |= mask; }
    }
    return (bits & moves) << 1n | bits & stays;
  }

  private afterSymbol(bits: bigint, symbol: Token): bigint {
    return this.mayBeAnyWord ? this.afterLetter(bits, symbol) | this.afterSomeWord(bits, valueOf(symbol)) : this.afterLetter(bits, symbol);
  }

  /** A symbol as a letter of its own: the same symbol, or a run that takes every word of it. */
  private afterLetter(bits: bigint, symbol: Token): bigint {
    let stays = this.loops.get(ANY) ?? 0n;
    if (!mayHoldColon(valueOf(symbol))) { stays |= this.loops.get(PATH) ?? 0n; }
    return (bits & (this.masks.get(symbol) ?? 0n)) << 1n | bits & stays;
  }

  private afterSomeWord(bits: bigint, { shape }: OpenValue): bigint {
    let reached = 0n;
    for (const word of shape?.alternatives ?? [[ANY_RUN]]) {
      let here = bits;
      for (const token of word) { here = token === FRESH ? this.afterFresh(here) : isRun(token) ? this.afterRun(here, classOf(token)) : this.afterSome(here, classOf(token)); }
      reached |= here;
    }
    return reached;
  }

  /** After some character of a class, or this one. */
  private afterSome(bits: bigint, token: Token): bigint {
    if (isPlain(token)) { return this.afterPoint(bits, token); }
    let next = 0n;
    for (const point of this.masks.keys()) {
      if (isPlain(point) && inClass(token, point)) { next |= this.afterPoint(bits, point); }
    }
    // Any other character, one that no position names.
    for (const [kind, mask] of this.classes) {
      if (holdsClass(kind, token) || holdsClass(token, kind)) { next |= (bits & mask) << 1n; }
    }
    for (const [kind, mask] of this.loops) {
      if (holdsClass(kind, token) || holdsClass(token, kind)) { next |= bits & mask; }
    }
    return next;
  }

  /** After a character that no pattern writes out. */
  private afterFresh(bits: bigint): bigint {
    let next = 0n;
    for (const [kind, mask] of this.classes) {
      if (holdsClass(kind, WORD) || kind === DIGIT) { next |= (bits & mask) << 1n; }
    }
    for (const [kind, mask] of this.loops) {
      if (holdsClass(kind, WORD) || kind === DIGIT) { next |= bits & mask; }
    }
    return next;
  }

  private afterRun(bits: bigint, kind: Token): bigint {
    for (;;) {
      Budget.spend(this.cost);
      const more = bits | this.afterSome(bits, kind);
      if (more === bits) { return bits; }
      bits = more;
    }
  }

  private stateOf(reached: bigint): State {
    const bits = this.withoutSubsumed(reached);
    let state = this.states.get(bits);
    if (state === undefined) {
      const last = BigInt(this.positions.length);
      const accepting = (bits >> last & 1n) === 1n;
      const all = this.active(bits);
      Budget.spend(this.cost + (all.length >> 2));
      state = {
        id: this.states.size,
        bits,
        reach: this.withSubsumed(bits),
        accepting,
        universal: accepting && ((this.loops.get(ANY) ?? 0n) >> last & 1n) === 1n,
        dead: bits === 0n,
        interesting: this.interestingAt(all, bits),
        left: this.positions.length - (all[all.length - 1] ?? 0),
        next: new Map(),
      };
      this.states.set(bits, state);
    }
    return state;
  }

  /** A position that repeats any character accepts whatever an earlier one accepts. */
  private withoutSubsumed(bits: bigint): bigint {
    const looping = bits & (this.loops.get(ANY) ?? 0n);
    return looping === 0n ? bits : bits & ~((1n << BigInt(this.lengthOf(looping) - 1)) - 1n);
  }

  private withSubsumed(bits: bigint): bigint {
    const looping = bits & (this.loops.get(ANY) ?? 0n);
    return looping === 0n ? bits : bits | ((1n << BigInt(this.lengthOf(looping))) - 1n);
  }

  /** Steps for a state: they grow with what a state holds. */
  private get cost(): number {
    return 1 + (this.positions.length >> 6);
  }

  private get isShort(): boolean {
    return this.positions.length < 31;
  }

  private lengthOf(bits: bigint): number {
    if (this.isShort) { return 32 - Math.clz32(Number(bits)); }
    const digits = bits.toString(16);
    return digits.length * 4 - (Math.clz32(parseInt(digits[0], 16)) - 28);
  }

  private active(bits: bigint): number[] {
    const found: number[] = [];
    const add = (some: number, from: number) => {
      for (let rest = some; rest !== 0; rest &= rest - 1) { found.push(from + 31 - Math.clz32(rest & -rest)); }
    };
    if (this.isShort) {
      add(Number(bits), 0);
      return found;
    }
    const digits = bits.toString(16);
    for (let i = digits.length - 1; i >= 0; i--) {
      if (digits[i] !== '0') { add(parseInt(digits[i], 16), (digits.length - 1 - i) * 4); }
    }
    return found;
  }

  private interestingAt(positions: number[], bits: bigint): Token[] {
    const tokens = new Set<Token>();
    for (const position of positions) {
      const token = this.positions[position];
      if (token === undefined) { continue; }
      if (token >= 0) {
        tokens.add(token);
        if (this.ignoreCase && token >= 0x61 && token <= 0x7a) { tokens.add(token - 0x20); }
      }
    }
    const paths = (this.loops.get(PATH) ?? 0n) | (this.classes.get(PATH) ?? 0n);
    if ((bits & paths) !== 0n) { tokens.add(COLON); }
    return [...tokens];
  }
}

export function symbolMayHoldColon(symbol: Token): boolean {
  return mayHoldColon(valueOf(symbol));
}

/** Names hold a character at least. */
export function symbolMayBeEmpty(symbol: Token): boolean {
  const { shape } = valueOf(asWritten(symbol));
  return shape === undefined || shape.alternatives.some(word => word.every(token => isRun(token) && classOf(token) === ANY));
}

function mayHoldColon({ shape }: OpenValue): boolean {
  return shape === undefined || shape.alternatives.some(word => word.some(token => token < 0 ? inClass(classOf(token), COLON) : token === COLON));
}
