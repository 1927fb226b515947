/** Thrown when a question takes more steps than it may. Never leaves the room. */
export class BudgetSpent extends Error {
  constructor(public readonly dimension: string) {
    super(`too many steps for ${dimension}`);
  }
}

/**
 * How many steps the answer to one question may take. A step is about a microsecond.
 *
 * INVARIANT: what may take longer for longer policies spends steps, wherever it stands: `Budget.spend` takes them from the question that is
 * being answered.
 */
export class Budget {
  /** Takes steps from the budget of the question that is being answered, if one is. */
  public static spend(steps: number): void {
    Budget.current?.spend(steps);
  }

  /** What is made, or undefined where it takes too many steps. */
  public static orUndefined<T>(make: () => T, tell?: (dimension: string) => void): T | undefined {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof BudgetSpent)) { throw error; }
      tell?.(error.dimension);
      return undefined;
    }
  }

  private static current: Budget | undefined;

  /** What the steps are spent on: the action, the resource, a condition key. */
  public dimension = 'the size of the policies';

  constructor(private left: number) {}

  public spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0) { throw new BudgetSpent(this.dimension); }
  }

  /** Answers within this budget. */
  public during<T>(answer: () => T): T {
    const before = Budget.current;
    Budget.current = this;
    try {
      return answer();
    } finally {
      Budget.current = before;
    }
  }

  /** Does something that may take a part of the steps only. @returns undefined when it takes more */
  public part<T>(most: number, find: (few: Budget) => T): T | undefined {
    const few = new Budget(Math.min(most, this.left));
    const given = few.left;
    const found = Budget.orUndefined(() => few.during(() => find(few)));
    this.spend(given - Math.max(0, few.left));
    return found;
  }
}
