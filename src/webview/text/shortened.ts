/** Texts that are cut where there is no room for all of them. */

/** Letters that texts have to have in common for their ends to be shown. */
const COMMON_START = 8
/** What is left of a word that is cut is left out too, to the next word, or to the next part of a name as `TaskAttempt`. */
const REST_OF_WORD = /^[^\s./\\:_-]{0,12}?(?:[\s./\\:_-](?=.)|(?=[A-Z]))/

/**
 * Whether texts are shown by their ends where there is room for so many letters of each: with a long beginning in common, as names of loggers have, and where their beginnings
 * would not tell them apart. One such name by itself is shown as it is among others.
 */
export function differAtEnd(texts: readonly string[], room: number): boolean {
  const [first = '', ...rest] = texts
  if (new Set(texts.map((text) => text.slice(0, room))).size < texts.length) return true
  let common = rest.length > 0 || !first.includes(' ') ? first.length : 0
  for (const text of rest) {
    let at = 0
    while (at < common && text[at] === first[at]) at++
    common = at
  }
  return common >= COMMON_START
}

/** A text in about `room` letters: its beginning, or with `end` its end, from where a word of it begins, if one does nearby. */
export function shortened(text: string, room: number, end = false): string {
  if (text.length <= room) return text
  return end ? `…${text.slice(1 - room).replace(REST_OF_WORD, '')}` : `${text.slice(0, room - 1)}…`
}
