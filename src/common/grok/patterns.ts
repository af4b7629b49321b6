import { DATES, NETWORK, PATHS, WORDS, type PatternSet } from './basePatterns.ts'
import { PROGRAMS, SYSLOG, WEB } from './logPatterns.ts'

/** All patterns that grok knows by name. The panel's script has none: they come with its page (build/declarationsOnly.mjs). */
export const PATTERNS: PatternSet = { ...WORDS, ...NETWORK, ...PATHS, ...DATES, ...SYSLOG, ...WEB, ...PROGRAMS }
