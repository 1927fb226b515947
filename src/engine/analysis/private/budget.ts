/** Thrown when a question takes more steps than it may. Never leaves the room. */
export class BudgetSpent extends Error {
  constructor(public readonly dimension: string) {
    super(`too many steps for ${dimension}`);
  }
}

/** How many steps the answer to one question may take. */
export class Budget {
  /** What the steps are spent on: the action, the resource, a condition key. */
  public dimension = '';

  constructor(private left: number) {}

  public spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0) { throw new BudgetSpent(this.dimension); }
  }
}
