/** An answer of AWS, or undefined where it says by this error that there is nothing. */
export async function orNothing<T>(answer: Promise<T>, nothing: new (...args: any[]) => Error): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof nothing) { return undefined; }
    throw error;
  }
}
