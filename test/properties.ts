import * as fc from 'fast-check';

/** The same is tried in every run, so that a change is told from bad luck; `GUARDRAILS_SEED` tries something else. A failure prints it. */
export const SEED = Number(process.env.GUARDRAILS_SEED ?? 20261130);

fc.configureGlobal({ seed: SEED });

export { fc };
