/**
 * Seed of all property tests. The same cases in every run, so that a change is judged by what it changes, and because an
 * expression found at random may take V8 for ever; `SLUICE_SEED` (a number, or `random`) looks at others, as `npm run fuzz` does.
 */
import fc from 'fast-check'

const FIXED = 20261122
const wanted = process.env.SLUICE_SEED ?? FIXED

export const SEED = wanted === 'random' ? (Math.random() * 0x7fffffff) | 0 : Number(wanted)

fc.configureGlobal({ seed: SEED })
