/**
 * How a stamp is written, as text: conversions as strftime has them, and all else as it stands.
 *
 * - `%Y` year, `%y` its last two digits (69 to 99: of the last century)
 * - `%m` month and `%d` day of two digits; `%-m` and `%-d` of one or two; `%e` day of one or two, or of one behind a space
 * - `%b` English name of a month in three letters, `%B` in three or all, in any case; `%a` and `%A` those of days of the week, which say
 *   nothing
 * - `%j` day of the year, three digits
 * - `%H` hour of two digits, `%-H` of one or two, `%k` of one or two, or of one behind a space; `%I` of one or two on a 12-hour clock, with `%p` (AM or PM, in any case)
 * - `%M` minute, `%S` second
 * - `%s` seconds, milliseconds, microseconds or nanoseconds since 1970, by the number of digits
 * - `%f` a fraction of the second behind a point, a comma or a colon, or nothing
 * - `%z` a zone: `Z`, `+hh`, `+hhmm`, `+hh:mm`, or one of the last two behind a space; or nothing
 * - `%n` one or more spaces or tabs
 * - `%Z` the name of a zone in capitals behind a space, or nothing; only UTC and GMT are known, else the time is one of the log's zone
 *
 * A stamp that says no zone is one of the log's, see Format.zone. It may lack the year, the date, or the date and the hour: see layoutReader.ts.
 */
export const MONTH_NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

export const CONVERSIONS = [
  '%Y', '%y', '%m', '%-m', '%d', '%-d', '%e', '%b', '%B', '%a', '%A', '%j', '%H', '%-H', '%k', '%I', '%p', '%M', '%S', '%s', '%f', '%z', '%Z',
  '%n',
] as const
export type Conversion = (typeof CONVERSIONS)[number]

/** A conversion, or a character that stands for itself. */
export type LayoutPart = { readonly conversion: Conversion } | { readonly char: string }

/** The parts of a layout. Throws RangeError for a conversion that is none, and for what is not ASCII. */
export function layoutParts(layout: string): LayoutPart[] {
  return (layout.match(/%-?[\s\S]?|[\s\S]/g) ?? []).map((part) => {
    if (part === '%') throw new RangeError(`a time layout ends with %: ${layout}`)
    if (part.startsWith('%')) {
      const conversion = CONVERSIONS.find((each) => each === part)
      if (!conversion) throw new RangeError(`${part} is no part of a time layout: ${layout}`)
      return { conversion }
    }
    if (part > '~') throw new RangeError(`not ASCII: ${layout}`)
    return { char: part }
  })
}

/** A month's name in any case, as three classes. */
const MONTH = '[JFMASONDjfmasond][aepucoAEPUCO][nbrylgptvcNBRYLGPTVC]'
const WEEKDAY = '[MTWFSmtwfs][ouehraOUEHRA][neduitNEDUIT]'

/**
 * What stamps of a layout begin with, in the notation of Format.heads: one of these for each way in which it can be written. It ends
 * before the first part that may be missing.
 */
export function layoutHeads(layout: string): string[] {
  let heads = ['']
  for (const part of layoutParts(layout)) {
    const ways = 'char' in part ? [charHead(part.char)] : HEADS[part.conversion]
    if (!ways) return heads
    heads = heads.flatMap((head) => ways.map((way) => head + way))
    if ('conversion' in part && /%[ABs]/.test(part.conversion)) return heads
  }
  return heads
}

/** A character of a head that stands for itself. */
export function charHead(char: string): string {
  return /[\\[\](){}*+?|^$.]/.test(char) ? `\\${char}` : char
}

const HEADS: Readonly<Partial<Record<Conversion, readonly string[]>>> = {
  '%Y': ['[12]\\d\\d\\d'],
  '%y': ['\\d\\d'],
  '%m': ['[01]\\d'],
  '%-m': ['[01]\\d', '\\d'],
  '%d': ['[0-3]\\d'],
  '%-d': ['[0-3]\\d', '\\d'],
  '%e': ['[ 0-3]\\d', '[1-9]'],
  '%b': [MONTH],
  '%B': [MONTH],
  '%a': [WEEKDAY],
  '%A': [WEEKDAY],
  '%j': ['[0-3]\\d\\d'],
  '%H': ['[0-2]\\d'],
  '%-H': ['[0-2]\\d', '\\d'],
  '%k': ['[ 0-2]\\d', '\\d'],
  '%I': ['[01]\\d', '\\d'],
  '%M': ['[0-5]\\d'],
  '%S': ['[0-6]\\d'],
  '%s': ['\\d\\d\\d\\d\\d\\d\\d\\d\\d'],
}
