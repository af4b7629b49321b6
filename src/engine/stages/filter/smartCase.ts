/** How words and phrases match (SEMANTICS: search). */

/** A text without a capital letter is looked for in any case. */
export function ignoresCase(text: string): boolean {
  // Classes of Unicode take milliseconds to compile, which counts where a command starts.
  return !(isAscii(text) ? /[A-Z]/ : /\p{Uppercase}/u).test(text)
}

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text)
}

/** The text as a pattern that matches just it, also with the flags `u` and `v`. */
export function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

/** The phrase as an expression, for finding all of its places. */
export function phraseRegex(text: string, extra = ''): RegExp {
  return new RegExp(escapeRegex(text), `${ignoresCase(text) ? 'iu' : 'u'}${extra}`)
}

/** Whether a text holds the phrase; an empty phrase is everywhere. */
export function phraseTest(phrase: string): (text: string) => boolean {
  if (phrase === '') return () => true
  if (!phrase.isWellFormed()) {
    // Half a character is never found inside a whole one.
    const regex = phraseRegex(phrase)
    return (text) => regex.test(text)
  }
  if (!ignoresCase(phrase)) return (text) => text.includes(phrase)
  // Without k and s, which have partners outside ASCII, the plain flag gives the same and runs faster.
  const regex = isAscii(phrase) && !/[ks]/.test(phrase) ? new RegExp(escapeRegex(phrase), 'i') : phraseRegex(phrase)
  return (text) => regex.test(text)
}
