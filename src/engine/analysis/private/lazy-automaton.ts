import { Budget } from './budget';
import { classOf, COLON, folded, holdsClass, inClass, isLetter, isPlain, isRun, isSymbol, Token } from './tokens';
import { ANY, ANY_RUN, FRESH, OpenValue, PATH, Shape, WORD } from '../../policy/text';

/** A state of the automaton: the positions of the pattern that may come next. */
export interface State {
  readonly id: number;
  /** Ascending. */
  readonly active: Place[];
  /** The last of them that repeats any character, which subsumes all before it; below zero where none does. */
  readonly star: Place;
  readonly accepting: boolean;
  /** Whatever follows is accepted. */
  readonly universal: boolean;
  readonly dead: boolean;
  /** Characters and symbols that it tells from others. */
  readonly interesting: Token[];
  /** How many positions are left at least. */
  readonly left: number;
}

/** The place of a position in the pattern; the last one, behind all of them, accepts. */
type Place = number;

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

/** No class: nothing is repeated here. */
const NO_LOOP = 0;

/**
 * A pattern as a deterministic automaton that is made as far as it is walked. A position that repeats any character subsumes all
 * earlier ones, so states stay few, and few positions are active in each.
 */
export class LazyAutomaton {
  /** What is taken at each position: a character, a symbol, or some character of a class. */
  private readonly positions: Token[] = [];
  /** The class that may be repeated before each position, and behind the last. */
  private readonly loops: Token[] = [NO_LOOP];
  private readonly states = new Map<number | string, Node>();
  private first: Node | undefined;

  /**
   * @param mayBeAnyWord symbols in the text may be any of their words; otherwise a symbol is a letter of its own, which only the same
   * symbol and a run match
   */
  constructor(tokens: Token[], private readonly ignoreCase: boolean, private readonly mayBeAnyWord = false) {
    for (const token of tokens) {
      if (isRun(token)) {
        // Of two runs in a row the larger takes whatever both take: each class holds the smaller ones.
        const at = this.positions.length;
        const kind = classOf(token);
        if (this.loops[at] === NO_LOOP || holdsClass(kind, this.loops[at])) { this.loops[at] = kind; }
      } else {
        this.positions.push(token);
        this.loops.push(NO_LOOP);
      }
    }
  }

  public get start(): State {
    return this.first ??= this.stateOf([0]);
  }

  /** The classes of characters that the pattern asks for. */
  public get kinds(): Token[] {
    const kinds: Token[] = [];
    for (const list of [this.positions, this.loops]) {
      for (const token of list) {
        if (token < 0 && !kinds.includes(token)) { kinds.push(token); }
      }
    }
    return kinds;
  }

  /** @param word code points */
  public accepts(word: Token[]): boolean {
    let state = this.start;
    for (const point of word) {
      state = this.step(state, point);
      if (state.dead || state.universal) { return state.universal; }
    }
    return state.accepting;
  }

  /** @param token a code point or a symbol */
  public step(state: State, token: Token): State {
    const { next } = state as Node;
    let known = next.get(token);
    if (known === undefined) {
      known = this.stateOf(isPlain(token) ? this.afterPoint(state.active, token) : this.afterSymbol(state.active, token));
      next.set(token, known);
    }
    return known;
  }

  /** Is every word of these tokens accepted? Sound: a run is absorbed by a run only. */
  public absorbs(tokens: Token[], ignoreCase: boolean): boolean {
    let active: Place[] = [0];
    for (const token of tokens) {
      if (active.length === 0) { return false; }
      active = this.withoutSubsumed(this.afterToken(active, token, ignoreCase));
    }
    return active[active.length - 1] === this.positions.length;
  }

  /** Does one state accept whatever the other accepts? Sound. */
  public covers(a: State, b: State): boolean {
    if (a === b || a.universal) { return true; }
    let i = 0;
    for (const place of b.active) {
      if (place <= a.star) { continue; }
      while (i < a.active.length && a.active[i] < place) { i++; }
      if (a.active[i] !== place) { return false; }
    }
    return true;
  }

  private afterToken(active: Place[], token: Token, ignoreCase: boolean): Place[] {
    if (isPlain(token)) {
      return ignoreCase && !this.ignoreCase && isLetter(token) ? this.afterClass(active, WORD, false) : this.afterPoint(active, token);
    }
    return isSymbol(token) ? this.afterLetter(active, token) : this.afterClass(active, classOf(token), isRun(token));
  }

  private afterPoint(active: Place[], point: Token): Place[] {
    const own = this.ignoreCase ? folded(point) : point;
    const next: Place[] = [];
    let last = -1;
    // The same as below, without functions: most steps are such.
    for (const place of active) {
      const loop = this.loops[place];
      if (loop !== NO_LOOP && place !== last && inClass(loop, point)) { next.push(last = place); }
      if (place < this.positions.length) {
        const token = this.positions[place];
        if (token === own || token < 0 && inClass(token, point)) { next.push(last = place + 1); }
      }
    }
    return next;
  }

  /** Some character of a class: only what matches all of them is surely passed. */
  private afterClass(active: Place[], kind: Token, isRepeated: boolean): Place[] {
    return this.after(active, token => !isRepeated && token < 0 && holdsClass(token, kind), loop => holdsClass(loop, kind));
  }

  private afterSymbol(active: Place[], symbol: Token): Place[] {
    const asLetter = this.afterLetter(active, symbol);
    return this.mayBeAnyWord ? union(asLetter, this.afterSomeWord(active, valueOf(symbol))) : asLetter;
  }

  /** A symbol as a letter of its own: the same symbol, or a run that takes every word of it. */
  private afterLetter(active: Place[], symbol: Token): Place[] {
    return this.after(active, token => token === symbol, kind => kind === ANY || kind === PATH && !symbolMayHoldColon(symbol));
  }

  private afterSomeWord(active: Place[], { shape }: OpenValue): Place[] {
    let reached: Place[] = [];
    for (const word of shape?.alternatives ?? [[ANY_RUN]]) {
      let here = active;
      for (const token of word) { here = token === FRESH ? this.afterFresh(here) : isRun(token) ? this.afterRun(here, classOf(token)) : this.afterSome(here, token); }
      reached = union(reached, here);
    }
    return reached;
  }

  /** After some character of a class, or this one: of two classes, one holds the other, so they have characters in common. */
  private afterSome(active: Place[], token: Token): Place[] {
    return isPlain(token) ? this.afterPoint(active, token) : this.after(active, own => own < 0 || isPlain(own) && inClass(token, own), () => true);
  }

  /** After a character that no pattern writes out. */
  private afterFresh(active: Place[]): Place[] {
    return this.after(active, token => token < 0, () => true);
  }

  private afterRun(active: Place[], kind: Token): Place[] {
    for (;;) {
      Budget.spend(1 + (active.length >> 4));
      const more = union(active, this.afterSome(active, kind));
      if (more.length === active.length) { return active; }
      active = more;
    }
  }

  /** The positions behind those that take something, and those before which it may be repeated. */
  private after(active: Place[], isTaken: (token: Token) => boolean, isRepeated: (kind: Token) => boolean): Place[] {
    const next: Place[] = [];
    let last = -1;
    for (const place of active) {
      const loop = this.loops[place];
      if (loop !== NO_LOOP && place !== last && isRepeated(loop)) { next.push(last = place); }
      if (place < this.positions.length && isTaken(this.positions[place])) { next.push(last = place + 1); }
    }
    return next;
  }

  private stateOf(reached: Place[]): Node {
    const active = this.withoutSubsumed(reached);
    const key = active.length === 1 ? active[0] : active.join();
    let state = this.states.get(key);
    if (state === undefined) {
      Budget.spend(1 + (active.length >> 2));
      const last = this.positions.length;
      const accepting = active[active.length - 1] === last;
      state = {
        id: this.states.size,
        active,
        star: active.length > 0 && this.loops[active[0]] === ANY ? active[0] : -1,
        accepting,
        universal: accepting && this.loops[last] === ANY,
        dead: active.length === 0,
        interesting: this.interestingAt(active),
        left: last - (active[active.length - 1] ?? 0),
        next: new Map(),
      };
      this.states.set(key, state);
    }
    return state;
  }

  /** A position that repeats any character accepts whatever an earlier one accepts. */
  private withoutSubsumed(active: Place[]): Place[] {
    let first = active.length - 1;
    while (first > 0 && this.loops[active[first]] !== ANY) { first--; }
    return first > 0 ? active.slice(first) : active;
  }

  private interestingAt(active: Place[]): Token[] {
    const tokens: Token[] = [];
    const add = (token: Token) => {
      if (!tokens.includes(token)) { tokens.push(token); }
    };
    for (const place of active) {
      const token = this.positions[place];
      if (token >= 0) {
        add(token);
        if (this.ignoreCase && token >= 0x61 && token <= 0x7a) { add(token - 0x20); }
      }
      if (token === PATH || this.loops[place] === PATH) { add(COLON); }
    }
    return tokens;
  }
}

/** A state with what was walked from it. */
interface Node extends State {
  readonly next: Map<Token, Node>;
}

/** Of ascending places, each once. */
function union(a: Place[], b: Place[]): Place[] {
  const all: Place[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const place = j >= b.length || i < a.length && a[i] <= b[j] ? a[i] : b[j];
    if (a[i] === place) { i++; }
    if (b[j] === place) { j++; }
    all.push(place);
  }
  return all;
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
