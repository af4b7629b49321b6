/** Patterns of `like`: `%` is any text, `_` any character, a backslash takes their meaning away. Case counts. */

const ANY = 0
const ONE = 1

/** Tests whole texts. Never takes more than the product of both lengths. */
export function likeTest(pattern: string): (text: string) => boolean {
  const parts = partsOf(pattern)
  return (text) => {
    let at = 0
    let part = 0
    // Where to go on if what follows the last % does not fit: one character later.
    let anyPart = -1
    let anyAt = 0
    while (at < text.length) {
      const next = parts[part]
      if (next === ANY) {
        anyPart = part++
        anyAt = at
      } else if (next !== undefined && (next === ONE || next === text[at])) {
        part++
        at++
      } else if (anyPart >= 0) {
        part = anyPart + 1
        at = ++anyAt
      } else return false
    }
    while (parts[part] === ANY) part++
    return part === parts.length
  }
}

function partsOf(pattern: string): (typeof ANY | typeof ONE | string)[] {
  const parts: (typeof ANY | typeof ONE | string)[] = []
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]
    if (char === '\\' && /[%_\\]/.test(pattern[i + 1] ?? '')) parts.push(pattern[++i])
    else parts.push(char === '%' ? ANY : char === '_' ? ONE : char)
  }
  return parts
}
