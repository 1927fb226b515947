import { Budget } from './budget';
import { LazyAutomaton, State } from './lazy-automaton';
import { Fillers, SharedWord } from './shared-word';
import { isSymbol, Token } from './tokens';
import { WordPattern } from './word-pattern';
import { ANY_RUN, DIGIT, NAME, WORD } from '../../policy/text';

const points = (characters: string): Token[] => [...characters].map(character => character.codePointAt(0)!);

/** What stands where no pattern says what, by what classes tell apart: letters, digits, signs of names, other characters. The first that no pattern names here. */
const LETTERS = points('xmkeatonrildqzvwbcfghjpsuyXMKEATONRILDQZVWBCFGHJPSUY_-.');
const DIGITS = points('1234567890');
const SIGNS = points('@+=,');
const OTHERS = points('~!éßλж日本語');

/** More states than this are compared with each other: what another state does better is left. */
const MANY_STATES = 32;

/**
 * A word that all patterns inside match and none outside; symbols may stand in it, for any of their words.
 *
 * @param accepts characters that a word may hold
 * @returns undefined when there is surely none, whatever the symbols stand for
 */
export function findWord(inside: WordPattern[], outside: WordPattern[], accepts: (point: Token) => boolean, budget: Budget): Token[] | undefined {
  const anchors = inside.filter(pattern => pattern.symbols.length > 0);
  const isClosed = anchors.length === 0;
  const closed = isClosed ? inside.length > 1 ? inside : [...inside, EVERYTHING] : inside.filter(pattern => pattern.symbols.length === 0);
  const fillers = isClosed ? fillersBeside(inside, outside, accepts) : undefined;
  // Many single characters behind a wildcard make many states: whether two patterns have a word in common is seen without them.
  for (let i = 0; i < closed.length; i++) {
    for (let j = i + 1; j < closed.length; j++) {
      const shared = SharedWord.of(closed[i], closed[j], budget);
      if (shared === undefined) { return undefined; }
      const word = fillers && [false, true].map(isWide => shared.word(fillers, isWide)).find(one => isFound(one, inside, outside, accepts, budget));
      if (word !== undefined) { return word; }
    }
  }
  const against = [...new Map(outside.map(pattern => [pattern.key, pattern])).values()].map(automatonOf);
  if (isClosed) { return search(inside.map(automatonOf), against, [], accepts, budget); }
  let found: Token[] | undefined;
  for (const anchor of anchors) {
    // INVARIANT: one pattern reads its symbols as letters; to the others each may be any of its words, so that no word is missed.
    const others = inside.filter(pattern => pattern !== anchor).map(pattern => pattern.relaxed(ANY_RUN).reading());
    found = search([anchor.automaton, ...others], against, anchor.symbols, accepts, budget);
    if (found === undefined) { return undefined; }
  }
  return found;
}

const EVERYTHING = new WordPattern([ANY_RUN]);

/** Characters that no pattern names, so that only wildcards take them. */
function fillersBeside(inside: WordPattern[], outside: WordPattern[], accepts: (point: Token) => boolean): Fillers {
  const isFree = (point: Token) => accepts(point) && !outside.some(({ tokens }) => tokens.includes(point)) && !inside.some(({ tokens }) => tokens.includes(point));
  return { letter: LETTERS.find(isFree) ?? LETTERS[0], digit: DIGITS.find(isFree) ?? DIGITS[0] };
}

function isFound(word: Token[], inside: WordPattern[], outside: WordPattern[], accepts: (point: Token) => boolean, budget: Budget): boolean {
  budget.spend(1 + (outside.length >> 2));
  return word.every(accepts) && inside.every(pattern => pattern.takes(word)) && !outside.some(pattern => pattern.takes(word));
}

function automatonOf(pattern: WordPattern): LazyAutomaton {
  return pattern.automaton;
}

interface Node {
  /** One state of each automaton, those inside first. */
  readonly states: State[];
  readonly token: Token;
  readonly before: Node | undefined;
}

/** Best first: where the least is left to match. */
function search(inside: LazyAutomaton[], outside: LazyAutomaton[], symbols: Token[], accepts: (point: Token) => boolean, budget: Budget): Token[] | undefined {
  const automata = [...inside, ...outside];
  const within = inside.length;
  const kinds = new Set(automata.flatMap(one => one.kinds));
  const fillers = [WORD, DIGIT, NAME].some(kind => kinds.has(kind))
    ? [LETTERS, DIGITS, ...kinds.has(NAME) ? [SIGNS] : [], OTHERS]
    : [[...LETTERS, ...DIGITS, ...SIGNS, ...OTHERS]];
  const queue: Node[][] = [];
  const seen = new Set<string>();
  const kept: Node[] = [];
  let least = 0;
  /** @param token none at the start */
  const reach = (before: Node | undefined, token: Token) => {
    const states: State[] = [];
    let left = 0;
    let key = '';
    for (let i = 0; i < automata.length; i++) {
      const state = before === undefined ? automata[i].start : automata[i].step(before.states[i], token);
      if (i < within ? state.dead : state.universal) { return; }
      if (i < within) { left += state.left; }
      states.push(state);
      key += `${state.id},`;
    }
    if (seen.has(key)) { return; }
    seen.add(key);
    const node: Node = { states, token, before };
    if (seen.size > MANY_STATES && kept.some(other => isNoWorse(other, node, automata, within))) { return; }
    kept.push(node);
    (queue[left] ??= []).push(node);
    least = Math.min(least, left);
  };
  reach(undefined, 0);
  for (;;) {
    while (least < queue.length && (queue[least] === undefined || queue[least].length === 0)) { least++; }
    const node = queue[least]?.pop();
    if (node === undefined) { return undefined; }
    if (node.states.every((state, i) => state.accepting === i < within)) { return wordOf(node); }
    for (const token of tokensAfter(node, fillers, symbols, accepts)) {
      budget.spend(automata.length + (seen.size > MANY_STATES ? kept.length / 8 : 0));
      reach(node, token);
    }
  }
}

/** The more likely last: the queue is a stack among equals. */
function tokensAfter({ states }: Node, fillers: Token[][], symbols: Token[], accepts: (point: Token) => boolean): Token[] {
  const tokens = new Set<Token>();
  for (let i = states.length - 1; i >= 0; i--) {
    for (const token of states[i].interesting) {
      if (isSymbol(token) ? symbols.includes(token) : accepts(token)) { tokens.add(token); }
    }
  }
  const others = fillers.map(list => list.find(point => accepts(point) && !tokens.has(point)));
  // They may all be named here: some character behind them stands for the rest.
  if (others[others.length - 1] === undefined) { others[others.length - 1] = unnamed(tokens, accepts); }
  return [...tokens, ...others.reverse().flatMap(point => point ?? [])];
}

function isNoWorse(a: Node, b: Node, automata: LazyAutomaton[], within: number): boolean {
  for (let i = 0; i < automata.length; i++) {
    const [better, worse] = i < within ? [a, b] : [b, a];
    if (!automata[i].covers(better.states[i], worse.states[i])) { return false; }
  }
  return true;
}

function wordOf(node: Node): Token[] {
  const tokens: Token[] = [];
  for (let at = node; at.before !== undefined; at = at.before) { tokens.push(at.token); }
  return tokens.reverse();
}

function unnamed(named: Set<Token>, accepts: (point: Token) => boolean): Token | undefined {
  let few = rare.get(accepts);
  if (few === undefined) {
    few = [...rarePoints(accepts, MOST_RARE)];
    rare.set(accepts, few);
  }
  const found = few.find(point => !named.has(point));
  if (found !== undefined || few.length < MOST_RARE) { return found; }
  for (const point of rarePoints(accepts, Infinity)) {
    if (!named.has(point)) { return point; }
  }
  return undefined;
}

const MOST_RARE = 256;
const rare = new WeakMap<(point: Token) => boolean, Token[]>();

/** Characters that are in none of the lists. */
function* rarePoints(accepts: (point: Token) => boolean, most: number): Generator<Token> {
  let count = 0;
  for (let point = 0x20; point < 0xd800 && count < most; point++) {
    if (accepts(point) && !LETTERS.includes(point) && !DIGITS.includes(point) && !SIGNS.includes(point)) {
      count++;
      yield point;
    }
  }
}
