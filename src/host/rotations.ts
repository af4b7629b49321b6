/** Which files of a folder are rotations of a log: what logrotate, log4j, logback, lumberjack and others make of its name. */

interface Rotation {
  readonly name: string
  /** What the log was called before it was rotated. */
  readonly log: string
  /** When it was rotated: digits of a date and a time; '' where its name does not say. */
  readonly date: string
  /** The number that its name has; of numbers without a date the greatest are the oldest. */
  readonly number: number | undefined
  readonly packed: boolean
}

const PACKED = /\.(?:gz|zst|bz2|xz)$/i
const YEAR_MONTH_DAY = '(?:19|20)\\d\\d(?<dash>[-_.]?)(?:0[1-9]|1[0-2])\\k<dash>(?:0[1-9]|[12]\\d|3[01])'
const TIME = '(?:[-_.T]?\\d\\d(?:[-:.h]?\\d\\d(?:[-:.m]?\\d\\d(?:\\.\\d{3})?)?)?)?'
/** A date, a time of day with it, or seconds since 1970; and the number of the file of that day. */
const DATE = `(?<date>${YEAR_MONTH_DAY}${TIME}|1\\d{9})(?:[-_.](?<number>\\d{1,4}|1\\d{9}))?`
const ENDING = '(?<ending>\\.(?:log|txt|out|err|trace|json|jsonl|ndjson|csv|tsv))'

/** How names say that they are those of rotations. A number behind a dash is rather that of a process or a version. */
const PATTERNS: readonly RegExp[] = [
  // app.log-20240501, app.log.1, app.log.old
  new RegExp(`^(?<log>.+?)[-_.]${DATE}$`),
  /^(?<log>.*[^.\d].*?)\.(?<number>\d{1,4})$/,
  /^(?<log>.+)\.(?<old>old|prev|previous)$/i,
  // app-2024-05-01.log, app.1.log, app.old.log
  new RegExp(`^(?:(?<log>.+?)[-_.])?${DATE}${ENDING}$`, 'i'),
  new RegExp(`^(?<log>.*[^.\\d])\\.(?<number>[1-9]\\d{0,3})${ENDING}$`, 'i'),
  new RegExp(`^(?<log>.+)[-_.](?<old>old|prev|previous)${ENDING}$`, 'i'),
]

/**
 * The log of this name and its rotations among the names in its folder, the oldest first and the log itself last. `name` may be one of the rotations. Of a file that is
 * there packed and unpacked the unpacked one is taken.
 */
export function rotationsOf(name: string, siblings: readonly string[]): string[] {
  const { log } = rotation(name)
  const all = [...new Set([name, ...siblings])].map(rotation).filter((each) => each.log === log)
  const plain = new Set(all.filter(({ packed }) => !packed).map((each) => each.name))
  const found = all.filter((each) => !each.packed || each.name === name || !plain.has(each.name.replace(PACKED, '')))
  return found.sort(byAge).map((each) => each.name)
}

function rotation(name: string): Rotation {
  const packed = PACKED.test(name)
  const bare = packed ? name.replace(PACKED, '') : name
  for (const pattern of PATTERNS) {
    const groups = pattern.exec(bare)?.groups
    if (!groups) continue
    const { log = '', ending = '', date, number } = groups
    return { name, log: log + ending, date: date === undefined ? '' : dateDigits(date), number: Number(number ?? 0), packed }
  }
  return { name, log: bare, date: '', number: undefined, packed }
}

/** Digits that sort as the dates do. */
function dateDigits(text: string): string {
  if (!/^1\d{9}$/.test(text)) return text.replace(/\D/g, '').padEnd(17, '0')
  return new Date(1000 * Number(text)).toISOString().replace(/\D/g, '')
}

/** Those of a date before those of a number alone, before the log that is written. */
function byAge(a: Rotation, b: Rotation): number {
  const rank = ({ date, number }: Rotation): number => (date !== '' ? 0 : number === undefined ? 2 : 1)
  if (rank(a) !== rank(b)) return rank(a) - rank(b)
  if (a.date !== b.date) return a.date < b.date ? -1 : 1
  const order = a.date === '' ? (b.number ?? 0) - (a.number ?? 0) : (a.number ?? 0) - (b.number ?? 0)
  return order || (a.name < b.name ? -1 : 1)
}
