/** For clients: IAM throttles early, and nobody is in a hurry. */
export const PATIENT = { maxAttempts: 8 };
