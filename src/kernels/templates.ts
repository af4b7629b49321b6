/** Lines of a template (engine/records/fields/template.ts), read by its steps. Loads may reach up to 16 bytes behind a line, which is inside the memory. */
import { ESCAPED, MINUS, NUMBER, QUOTE, SPACE, TEXT, isDigit, stringEnd } from './shared/fields'
import { layoutAt } from './shared/layouts'
import { levelInWords, levelOfValue, priorityLevel, statusLevel } from './shared/levels'
import { beginLines, keepRow, lineEnd, LINES_AT, nextRecord, NONE } from './shared/lines'
import { stampAt, stampEnd } from './shared/stamps'

/*
 * A program, in words of 32 bits; offsets are counted from its start. First how many steps it has, and the column of the rest of the line where the template is not
 * all there (-1: none), and whether it is of one line. Then the steps, 8 words each: what is done, the column of its field (-1: nobody asks for it), up to four numbers of its own, and the step
 * of what may be missing that it is inside of (counted from 1; 0: of none).
 * - text, literal: offset and length of what stands there
 * - time: offset of a list (first their number) of kinds of stamps (LAYOUT for a text) and offsets of layouts
 * - word, until, far: offset of a table, 1 for each byte that what ends it may begin with; offsets of the lists of these texts, and of those that end the next field
 * - one, many: offset of a table, 1 for each byte that is allowed
 * - optional: the step behind it, offset of a list of all columns inside, and a word for where it began
 */
const STEPS: usize = 12
const STEP_BYTES: usize = 32
const COLUMN: usize = 4
const FIRST: usize = 8
const SECOND: usize = 12
const THIRD: usize = 16
const OUTER: usize = 24

const OP_TEXT: u32 = 0
const OP_OPTIONAL: u32 = 1
const OP_UNTIL: u32 = 2
const OP_WORD: u32 = 3
const OP_FAR: u32 = 4
const OP_INT: u32 = 5
const OP_NUMBER: u32 = 6
const OP_QUOTED: u32 = 7
const OP_REST: u32 = 8
const OP_TIME: u32 = 9
const OP_ONE: u32 = 10
const OP_MANY: u32 = 11
const OP_LINE: u32 = 12
const LAYOUT: u32 = 4

const TAB: u32 = 9
const NEWLINE: u32 = 10
const CR: u32 = 13
/** For an address behind a part that is not there: no line begins so low. */
const NOWHERE: usize = 0

/** Of the line that was read last: its time, and where the reading ended. */
let time: f64 = NaN
let place: usize = 0
/** Where columns are, how many rows each has, what is counted from, and the row at hand. */
let columns: usize = 0
let stride: usize = 0
let origin: usize = 0
let current: usize = 0

/** Reads the line in [start, end). False if not all of the program is there. */
function readLine(program: usize, start: usize, end: usize): bool {
  const steps = program + STEPS
  const stop = steps + STEP_BYTES * <usize>load<u32>(program)
  time = NaN
  place = start
  for (let step = steps; step < stop; ) {
    if (load<u32>(step) == OP_OPTIONAL) {
      store<u32>(step, <u32>place, THIRD)
      step += STEP_BYTES
      continue
    }
    if (readPart(program, step, place, end)) {
      step += STEP_BYTES
      continue
    }
    const outer = load<u32>(step, OUTER)
    if (!outer) {
      const rest = load<i32>(program, 4)
      if (rest >= 0) takeRest(program, rest, blanksEnd(place, end), end)
      return false
    }
    const optional = steps + STEP_BYTES * <usize>(outer - 1)
    place = <usize>load<u32>(optional, THIRD)
    const inside = program + <usize>load<u32>(optional, SECOND)
    for (let i = load<u32>(inside); i > 0; i--) clear(load<u32>(inside + 4 * <usize>i))
    step = steps + STEP_BYTES * <usize>load<u32>(optional, FIRST)
  }
  return true
}

/** Reads one part at `at`; moves `place` if it is there. */
function readPart(program: usize, step: usize, at: usize, end: usize): bool {
  const op = load<u32>(step)
  const column = load<i32>(step, COLUMN)
  const first = program + <usize>load<u32>(step, FIRST)
  if (op == OP_TEXT) {
    const behind = textEnd(first, <usize>load<u32>(step, SECOND), at, end)
    if (behind == NOWHERE) return false
    place = behind
    take(column, at, behind, TEXT)
    return true
  }
  if (op == OP_WORD || op == OP_UNTIL) {
    const stop = firstStop(op == OP_WORD, first, program, program + <usize>load<u32>(step, SECOND), at, end)
    if (stop == NOWHERE) return false
    place = stop
    if (column >= 0) takeTrimmed(column, at, stop)
    return true
  }
  switch (op) {
    case OP_TIME: {
      const count = load<u32>(first)
      for (let i: u32 = 0; i < count; i++) {
        const kind = load<u32>(first + 8 * <usize>i, 4)
        const found = kind == LAYOUT ? layoutAt(program + <usize>load<u32>(first + 8 * <usize>i, 8), at, end) : stampAt(kind, at, end)
        if (isNaN(found)) continue
        time = found
        place = stampEnd
        take(column, at, place, TEXT)
        return true
      }
      return false
    }
    case OP_INT: {
      let stop = at
      while (isDigit(stop, end)) stop++
      if (stop == at) return false
      takeNumber(column, at, stop)
      return true
    }
    case OP_REST:
      place = end
      takeRest(program, column, at, end)
      return true
    case OP_LINE:
      take(column, at, end, TEXT)
      return true
    case OP_ONE:
      if (at >= end || !load<u8>(first + <usize>load<u8>(at))) return false
      place = at + 1
      take(column, at, at + 1, TEXT)
      return true
    case OP_MANY: {
      let stop = at
      while (stop < end && load<u8>(first + <usize>load<u8>(stop))) stop++
      if (stop == at) return false
      place = stop
      if (column >= 0) takeTrimmed(column, at, stop)
      return true
    }
    case OP_FAR: {
      const stop = lastStop(first, program, program + <usize>load<u32>(step, SECOND), program + <usize>load<u32>(step, THIRD), at, end)
      if (stop == NOWHERE) return false
      place = stop
      if (column >= 0) takeTrimmed(column, at, stop)
      return true
    }
    case OP_NUMBER: {
      const stop = numberEnd(at, end)
      if (stop == at) return false
      takeNumber(column, at, stop)
      return true
    }
    default: { // OP_QUOTED
      const stop = at < end && load<u8>(at) == QUOTE ? stringEnd(at + 1, end) : 0
      if (!stop) return false
      place = stop + 1
      if (column >= 0 && (stop - at != 2 || load<u8>(at, 1) != MINUS)) take(column, at + 1, stop, hasBackslash(at + 1, stop) ? ESCAPED : TEXT)
      return true
    }
  }
}

@inline
function isBlank(byte: u32): bool {
  return byte == SPACE || byte == TAB
}

@inline
function blanksEnd(at: usize, end: usize): usize {
  while (at < end && isBlank(load<u8>(at))) at++
  return at
}

/** Behind a text, in which a space stands for some blanks, or for none at the end, and a newline for LF or CRLF; NOWHERE where it is not. */
@inline
function textEnd(text: usize, length: usize, at: usize, end: usize): usize {
  for (const stop = text + length; text < stop; text++) {
    const byte = <u32>load<u8>(text)
    if (byte == SPACE) {
      if (at < end && !isBlank(load<u8>(at))) return NOWHERE
      at = blanksEnd(at, end)
    } else if (byte == NEWLINE) {
      if (at + 1 < end && load<u8>(at) == CR) at++
      if (at >= end || load<u8>(at) != NEWLINE) return NOWHERE
      at++
    } else {
      if (at >= end || load<u8>(at) != byte) return NOWHERE
      at++
    }
  }
  return at
}

/** Whether one of a list of texts is at `at`. */
@inline
function stopsAt(program: usize, list: usize, at: usize, end: usize): bool {
  for (let i = load<u32>(list), text = list + 4; i > 0; i--, text += 8) {
    if (textEnd(program + <usize>load<u32>(text), <usize>load<u32>(text, 4), at, end) != NOWHERE) return true
  }
  return false
}

function firstStop(isWord: bool, allowed: usize, program: usize, stops: usize, at: usize, end: usize): usize {
  while (true) {
    while (at < end && !load<u8>(allowed + <usize>load<u8>(at))) at++
    if (stopsAt(program, stops, at, end)) return at
    if (at >= end || load<u8>(at) == NEWLINE || (isWord && isBlank(load<u8>(at)))) return NOWHERE
    at++
  }
}

function lastStop(allowed: usize, program: usize, stops: usize, limits: usize, at: usize, end: usize): usize {
  let last = NOWHERE
  for (; at < end; at++) {
    if (!load<u8>(allowed + <usize>load<u8>(at))) continue
    if (stopsAt(program, stops, at, end)) last = at
    else if (last != NOWHERE && stopsAt(program, limits, at, end)) return last
  }
  return NOWHERE
}

/** Behind a number as people write it; `at` where there is none. */
function numberEnd(at: usize, end: usize): usize {
  let stop = at < end && (load<u8>(at) == MINUS || load<u8>(at) == 0x2b) ? at + 1 : at
  const first = stop
  while (isDigit(stop, end)) stop++
  if (stop == first) return at
  if (stop + 1 < end && load<u8>(stop) == 0x2e && isDigit(stop + 1, end)) for (stop++; isDigit(stop, end); ) stop++
  if (stop + 1 < end && (load<u8>(stop) | 0x20) == 0x65) {
    let exponent = stop + 1
    if (load<u8>(exponent) == MINUS || load<u8>(exponent) == 0x2b) exponent++
    if (isDigit(exponent, end)) for (stop = exponent; isDigit(stop, end); ) stop++
  }
  return stop
}

function hasBackslash(at: usize, end: usize): bool {
  for (; at < end; at++) if (load<u8>(at) == 0x5c) return true
  return false
}

@inline
function takeNumber(column: i32, start: usize, end: usize): void {
  place = end
  if (column < 0) return
  // JSON has numbers without a leading zero or plus.
  const first = load<u8>(start) == MINUS ? start + 1 : start
  const isJson = isDigit(first, end) && (load<u8>(first) != 0x30 || first + 1 == end || !isDigit(first + 1, end))
  take(column, start, end, isJson ? NUMBER : TEXT)
}

/** What is left of the line. */
function takeRest(program: usize, column: i32, start: usize, end: usize): void {
  if (column < 0) return
  if (!load<u32>(program, 8)) {
    let stop = start
    while (stop < end && load<u8>(stop) != NEWLINE) stop++
    if (stop < end) end = stop > start && load<u8>(stop - 1) == CR ? stop - 1 : stop
  }
  take(column, start, end, TEXT)
}

function takeTrimmed(column: i32, start: usize, end: usize): void {
  start = blanksEnd(start, end)
  while (end > start && isBlank(load<u8>(end - 1))) end--
  if (end - start != 1 || load<u8>(start) != MINUS) take(column, start, end, TEXT)
}

@inline
function take(column: i32, start: usize, end: usize, kind: u8): void {
  if (column < 0 || end <= start) return
  const at = columns + 9 * stride * <usize>column
  store<u32>(at + 4 * current, <u32>(start - origin))
  store<u32>(at + 4 * (stride + current), <u32>(end - origin))
  store<u8>(at + 8 * stride + current, kind)
}

function clear(column: u32): void {
  const at = columns + 9 * stride * <usize>column
  store<u32>(at + 4 * current, 0)
  store<u32>(at + 4 * (stride + current), 0)
  store<u8>(at + 8 * stride + current, 0)
}

@inline
function begin(base: usize, fields: u32, spans: usize, rows: usize): void {
  origin = base
  columns = spans
  stride = rows
  memory.fill(spans, 0, 9 * rows * <usize>fields)
}

/** Finds the fields of rows that are lines of a template. `program`: above. All else is as for walkJson. */
export function walkTemplate(
  base: usize,
  starts: usize,
  ends: usize,
  count: usize,
  program: usize,
  fields: u32,
  spans: usize,
  rows: usize,
  _room: usize,
): void {
  begin(base, fields, spans, rows)
  for (let row: usize = 0; row < count; row++) {
    current = row
    readLine(program, base + <usize>load<u32>(starts + 4 * row), base + <usize>load<u32>(ends + 4 * row))
  }
}

/** The same for the records that start in the lines of [from, to), as walkJsonLines does it. */
export function walkTemplateLines(
  base: usize,
  from: usize,
  to: usize,
  heads: usize,
  seen: bool,
  program: usize,
  fields: u32,
  spans: usize,
  rows: usize,
  room: usize,
): usize {
  begin(base, fields, spans, rows)
  beginLines(from, to, heads, seen, room + LINES_AT)
  for (let row: usize = 0; row < rows; row++) {
    const start = nextRecord(rows - row)
    if (start == NONE) return row
    keepRow(base, start, lineEnd, row)
    current = row
    readLine(program, start, lineEnd)
  }
  return rows
}

/** What a level is told by: nothing, the words behind what was read, or the field in column 0: a value, a status, a priority, words. */
const BY_WORDS: u32 = 1
const BY_STATUS: u32 = 3
const BY_PRIORITY: u32 = 4
const BY_WORDS_OF: u32 = 5

/**
 * Times and levels of `count` lines of a template, of whose fields only the level has a column. `by`: above; `words`, `reach`: as for readLevelWords. `names`: names of
 * levels that go before the usual ones: their number, then of each the level, its length (32 bits each) and 16 bytes in small letters. `room`: 9 bytes. Stores milliseconds since 1970 (64-bit floats) and
 * indexes into LEVELS (8 bits each).
 */
export function readTemplates(
  base: usize,
  starts: usize,
  ends: usize,
  count: usize,
  program: usize,
  by: u32,
  words: usize,
  reach: usize,
  names: usize,
  room: usize,
  times: usize,
  levels: usize,
): void {
  begin(base, 1, room, 1)
  current = 0
  for (let row: usize = 0; row < count; row++) {
    const end = base + <usize>load<u32>(ends + 4 * row)
    store<u8>(room, 0, 8)
    readLine(program, base + <usize>load<u32>(starts + 4 * row), end)
    store<f64>(times + 8 * row, time)
    let level: u32 = 0
    if (by == BY_WORDS) level = levelInWords(place, end, place + reach, true, words)
    else if (by && load<u8>(room, 8)) {
      const from = base + <usize>load<u32>(room)
      const to = base + <usize>load<u32>(room, 4)
      if (by == BY_STATUS) level = statusLevel(from, to)
      else if (by == BY_PRIORITY) level = priorityLevel(from, to)
      else if (by == BY_WORDS_OF) level = levelInWords(from, to, from + reach, true, words)
      else {
        const named = nameAt(names, from, to)
        level = named ? load<u32>(named) : levelOfValue(from, to, words)
      }
    }
    store<u8>(levels + row, <u8>level)
  }
}

const NAME_BYTES: usize = 24

/** The entry of the name that is in [start, end) in any case; 0 for none. */
function nameAt(names: usize, start: usize, end: usize): usize {
  const length = end - start
  for (let i = load<u32>(names), name = names + 4; i > 0; i--, name += NAME_BYTES) {
    if (<usize>load<u32>(name, 4) != length) continue
    let at = start
    for (; at < end; at++) {
      const byte = <u32>load<u8>(at)
      if ((byte - 0x41 < 26 ? byte | 0x20 : byte) != <u32>load<u8>(name + 8 + (at - start))) break
    }
    if (at == end) return name
  }
  return 0
}
