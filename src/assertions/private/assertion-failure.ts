/** What an assertion throws when it does not hold. */
export class AssertionFailure extends Error {
  constructor(...lines: string[]) {
    super(lines.join('\n'));
    this.name = 'AccessAssertionFailure';
  }
}
