/** What records are, added up in the memory of the kernels while their lines are walked over (engine/records/chunkGather.ts). */
import { ESCAPED } from './shared/fields'
import { colorEnd, ESCAPE, levelInWords, levelOfValue, statusLevel } from './shared/levels'
import { beginLines, keepRow, lineEnd, LINES_AT, nextRecord, NONE } from './shared/lines'
import { firstStamp, stampEnd } from './shared/stamps'

/** Where a time or a level is: nowhere, in a column of values, at the start of the line (the level in words behind the time), or in a column of HTTP statuses. */
const NOWHERE: u32 = 0
const COLUMN: u32 = 1
const START: u32 = 2
const STATUS: u32 = 3

/** Only the records that start in the lines of [from, to); all is as for walkJsonLines. */
export function walkStartsLines(
  base: usize,
  from: usize,
  to: usize,
  heads: usize,
  seen: bool,
  _tables: usize,
  _fields: u32,
  _spans: usize,
  stride: usize,
  room: usize,
): usize {
  beginLines(from, to, heads, seen, room + LINES_AT)
  for (let row: usize = 0; row < stride; row++) {
    const start = nextRecord(stride - row)
    if (start == NONE) return row
    keepRow(base, start, lineEnd, row)
  }
  return stride
}

/**
 * Adds up `count` rows. `rows`: their starts, and their ends, which are `stride` behind; `times` and `levels`: columns (as walkJson stores them, of the same stride),
 * read as `timeFrom` and `levelFrom` say, by `layouts` and `words` (as for readLineStarts). Stores at `into` the least and the greatest time (64-bit floats), how many have
 * none, and for each level how many have it (32 bits each). Rows of which the time or the level cannot be told from these values are not added up: their number is given, and
 * their rows (32 bits each) are at `left`. `timeIsLast` and `levelIsLast`: what has none in these values has none at all.
 */
export function tallyRows(
  base: usize,
  rows: usize,
  stride: usize,
  count: usize,
  timeFrom: u32,
  times: usize,
  timeIsLast: bool,
  layouts: u32,
  levelFrom: u32,
  levels: usize,
  levelIsLast: bool,
  words: usize,
  reach: usize,
  into: usize,
  left: usize,
): u32 {
  let least: f64 = Infinity
  let greatest: f64 = -Infinity
  let untimed: u32 = 0
  let others: u32 = 0
  memory.fill(into, 0, 48)
  for (let row: usize = 0; row < count; row++) {
    let time: f64 = NaN
    let isKnown = true
    if (timeFrom == COLUMN) {
      const kind = load<u8>(times + 8 * stride + row)
      if (kind == ESCAPED) isKnown = false
      else if (kind) time = firstStamp(layouts, base + <usize>load<u32>(times + 4 * row), base + <usize>load<u32>(times + 4 * (stride + row)))
    } else if (timeFrom == START) {
      let at = base + <usize>load<u32>(rows + 4 * row)
      const end = base + <usize>load<u32>(rows + 4 * (stride + row))
      if (at < end && load<u8>(at) == ESCAPE) at = colorEnd(at, end)
      if (at < end && load<u8>(at) == 0x5b) at++
      time = firstStamp(layouts, at, end)
    }
    if (!timeIsLast && isNaN(time)) isKnown = false
    let level: u32 = 0
    if (levelFrom == START) {
      const start = base + <usize>load<u32>(rows + 4 * row)
      const end = base + <usize>load<u32>(rows + 4 * (stride + row))
      const isTimed = !isNaN(time)
      level = levelInWords(isTimed ? stampEnd : start, end, start + reach, isTimed, words)
    } else if (levelFrom != NOWHERE) {
      const kind = load<u8>(levels + 8 * stride + row)
      if (kind == ESCAPED) isKnown = false
      else if (kind) {
        const start = base + <usize>load<u32>(levels + 4 * row)
        const end = base + <usize>load<u32>(levels + 4 * (stride + row))
        level = levelFrom == STATUS ? statusLevel(start, end) : levelOfValue(start, end, words)
      }
    }
    if (!levelIsLast && level == 0) isKnown = false
    if (!isKnown) {
      store<u32>(left + 4 * <usize>others, <u32>row)
      others++
      continue
    }
    const counted = into + 20 + 4 * <usize>level
    store<u32>(counted, load<u32>(counted) + 1)
    if (isNaN(time)) untimed++
    else {
      if (time < least) least = time
      if (time > greatest) greatest = time
    }
  }
  store<f64>(into, least)
  store<f64>(into, greatest, 8)
  store<u32>(into, untimed, 16)
  return others
}
