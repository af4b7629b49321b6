/** Compiling the expressions that people write. */

/** Flags that change what matches; `g`, `y` and `d` say how to go on, which the stages decide. */
export function matchingFlags(flags: string): string {
  return flags.replace(/[gyd]/g, '')
}

/** Compiles an expression of a query for use with `extra` flags. Throws SyntaxError. */
export function compileRegex(source: string, flags: string, extra = ''): RegExp {
  return new RegExp(source, matchingFlags(flags) + extra)
}

/** Why an expression cannot be used, in the engine's words, or undefined. */
export function regexProblem(source: string, flags: string): string | undefined {
  try {
    // Some limits show only when the expression is first run.
    compileRegex(source, flags).test('')
    return undefined
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const prefix = `Invalid regular expression: /${source}/${matchingFlags(flags)}: `
    const reason = message.startsWith(prefix) ? message.slice(prefix.length) : message
    return `expected a regular expression: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`
  }
}

/** Names of the groups of an expression, each once, in order; none for one that does not compile. */
export function groupNames(source: string, flags: string): string[] {
  try {
    // With an empty alternative the expression matches the empty text, and the match lists all groups.
    const groups = new RegExp(`(?:${source})|`, matchingFlags(flags)).exec('')?.groups
    return groups ? Object.keys(groups) : []
  } catch {
    return []
  }
}
