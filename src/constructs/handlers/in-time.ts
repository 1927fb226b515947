/** What Lambda tells a handler. */
export interface LambdaContext {
  readonly logStreamName: string;
  getRemainingTimeInMillis(): number;
}

/** Handed to each call of AWS: once the time is up, no call is made any more. */
export interface CallOptions {
  readonly abortSignal: AbortSignal;
}

/** Kept for what follows: an answer, or an error that says more than that of Lambda. */
const REST = 10_000;

/**
 * Does something that ends before Lambda ends the process.
 *
 * INVARIANT: when the time is up, calls under way are given up: nothing is changed later, behind the back of whoever waits.
 */
export async function inTime(context: LambdaContext, work: (options: CallOptions) => Promise<void>): Promise<void> {
  const milliseconds = context.getRemainingTimeInMillis() - REST;
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), Math.max(0, milliseconds));
  try {
    await work({ abortSignal: controller.signal });
  } catch (error) {
    throw controller.signal.aborted ? new Error(`not finished within ${Math.round(milliseconds / 1000)} s, and given up`) : error;
  } finally {
    clearTimeout(timer);
  }
}
