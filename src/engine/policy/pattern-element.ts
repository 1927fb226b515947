import { Choice } from './choice';
import { Pattern, PatternScope } from './pattern';
import { Text } from './text';
import { NO, not, or, Truth, unanimous, YES } from './truth';

/** A member of an element that is one of several lists of patterns, and nobody knows which. */
export interface PatternChoice {
  readonly name: string;
  /** @default - the choice of that name among as many alternatives */
  readonly choice?: Choice;
  readonly alternatives: Pattern[][];
}

/**
 * `Action`, `Resource`, or the complement of one: patterns, of which at least one matches.
 */
export class PatternElement {
  constructor(readonly negated: boolean, readonly patterns: Pattern[], readonly choices: PatternChoice[]) {}

  /**
   * @param scope for the element as it stands; a complement asks its patterns in `complement`, where contested answers are turned round
   */
  public matches(text: Text, scope: PatternScope, complement: PatternScope): Truth {
    if (!this.negated) { return this.matchesList(text, scope); }
    return not(this.matchesList(text, complement));
  }

  /** What its open values are, for messages. */
  public get openNames(): string[] {
    return [...new Set([...this.allPatterns.flatMap(pattern => pattern.openNames), ...this.choices.map(choice => choice.name)])];
  }

  /** Every pattern of the element, those of choices too. */
  public get allPatterns(): Pattern[] {
    return [...this.patterns, ...this.choices.flatMap(choice => choice.alternatives.flat())];
  }

  private matchesList(text: Text, scope: PatternScope): Truth {
    const best = matchesAny(this.patterns, text, scope);
    if (this.choices.length === 0) { return best; }
    return or(best, ...this.choices.map(choice => unanimous(choice.alternatives.map(patterns => matchesAny(patterns, text, scope)))));
  }
}

function matchesAny(patterns: Pattern[], text: Text, scope: PatternScope): Truth {
  let best: Truth = NO;
  for (const pattern of patterns) {
    const match = pattern.matches(text, scope);
    if (match > best) {
      best = match;
      if (best === YES) { break; }
    }
  }
  return best;
}
