/** Characters that are not seen, or that change how others are seen, and what is shown in their place. Their names are those of Unicode, in every language. */
import { strings } from '../strings.ts'

const NAMES: Readonly<Record<number, readonly [string, string]>> = {
  0x00ad: ['SHY', 'soft hyphen'],
  0x061c: ['ALM', 'Arabic letter mark'],
  0x180e: ['MVS', 'Mongolian vowel separator'],
  0x200b: ['ZWSP', 'zero width space'],
  0x200e: ['LRM', 'left-to-right mark'],
  0x200f: ['RLM', 'right-to-left mark'],
  0x2028: ['LS', 'line separator'],
  0x2029: ['PS', 'paragraph separator'],
  0x202a: ['LRE', 'left-to-right embedding'],
  0x202b: ['RLE', 'right-to-left embedding'],
  0x202c: ['PDF', 'pop directional formatting'],
  0x202d: ['LRO', 'left-to-right override'],
  0x202e: ['RLO', 'right-to-left override'],
  0x2060: ['WJ', 'word joiner'],
  0x2066: ['LRI', 'left-to-right isolate'],
  0x2067: ['RLI', 'right-to-left isolate'],
  0x2068: ['FSI', 'first strong isolate'],
  0x2069: ['PDI', 'pop directional isolate'],
  0xfeff: ['BOM', 'byte order mark'],
}

/** What is not shown as it is: controls but the tab, format characters that hide or reorder text. */
const SPECIAL = /[\0-\x08\n-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g

/** Index of the next character at or after `from` that is not shown as it is, or -1. */
export function nextSpecial(text: string, from: number): number {
  SPECIAL.lastIndex = from
  return SPECIAL.exec(text)?.index ?? -1
}

export interface Shown {
  readonly text: string
  /** For a tooltip. */
  readonly title: string
  /** UTF-16 units that it stands for. */
  readonly length: number
  /** Nothing that a log should not have. */
  readonly quiet?: boolean
}

const hex = (code: number, digits: number): string => code.toString(16).toUpperCase().padStart(digits, '0')

/** What is shown for the special character at `index`. */
export function symbolAt(text: string, index: number): Shown {
  const code = text.codePointAt(index) ?? 0
  const length = code > 0xffff ? 2 : 1
  // Between the lines of a record, as a rule: no reason for alarm.
  if (code === 0x0a) return { text: '\u21b5', title: strings.status.lineBreak, length, quiet: true }
  if (code < 0x20) return { text: String.fromCharCode(0x2400 + code), title: `U+${hex(code, 4)}`, length }
  if (code === 0x7f) return { text: '\u2421', title: 'U+007F', length }
  if (code < 0xa0) return { text: `\\x${hex(code, 2)}`, title: `U+${hex(code, 4)}`, length }
  const named = NAMES[code]
  if (named) return { text: named[0], title: `U+${hex(code, 4)} ${named[1]}`, length }
  return { text: `U+${hex(code, 4)}`, title: `U+${hex(code, 4)}`, length }
}

/** `text` with every special character replaced by what is shown for it, for where a tooltip or a label takes text only. */
export function plainly(text: string): string {
  return text.replace(SPECIAL, (found) => symbolAt(found, 0).text)
}
