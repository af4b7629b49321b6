/** What a row says beside its message, in one cell: so that a list need not have a column of each field for people to see where a search has matched. */
import { LINE_FIELD, MESSAGE_COLUMN, RAW_COLUMN, REST_BORDER } from '../../common/page.ts'
import type { LineBatch } from '../records/lineBatch.ts'
import type { Marker } from './pageRows.ts'

/** Shown in columns of their own, or no field of the record. */
const NOT_REST: ReadonlySet<string> = new Set([RAW_COLUMN, MESSAGE_COLUMN, LINE_FIELD, 'source', 'time', 'level'])
/** UTF-16 units of all values that are given, of one, and in front of the match in one that is cut. */
const MOST_TEXT = 1000
const LONGEST_VALUE = 160
const BEFORE_MATCH = 40
/** Fields, and UTF-16 units of their values, in which matches are looked for. */
const MOST_FIELDS = 400
const LOOKED_AT = 8 * 1024
/** To take a longer row apart would hold up the page. */
const LONGEST_ROW = 12 * 1024

export interface Rest {
  readonly text: string
  /** Pairs of start and end, in UTF-16 units of the text. */
  readonly marks: readonly number[]
}

/**
 * The fields of a row as `name=value`, with REST_BORDER between them: those that match first. Fields that say again what its time, its level or its message do are left out.
 * It begins with REST_BORDER where the format names all fields, so that people know what stands in its rows: then they are for those who look for something.
 */
export function restOf(batch: LineBatch, row: number, rowText: string, marker: Marker): Rest | undefined {
  if (rowText.length > LONGEST_ROW || batch.isLong(row)) return undefined
  const message = String(batch.field(MESSAGE_COLUMN, row) ?? '')
  const said = [message, String(batch.field('time', row) ?? ''), String(batch.field('level', row) ?? '')]
  const seen = new Set(NOT_REST)
  const matching: Rest[] = []
  const others: Rest[] = []
  let looked = 0
  const add = (name: string, given: unknown): void => {
    if (given === undefined || seen.has(name) || seen.size > MOST_FIELDS || looked > LOOKED_AT) return
    seen.add(name)
    const value = String(given)
    looked += value.length
    if (said.includes(value) || (!batch.isOpen && message.includes(value))) return
    // In a column of its own every value would be marked; here it is one of many.
    const marks = value === '' ? [] : marker(value, name, true)
    ;(marks.length > 0 ? matching : others).push(pair(name, value, marks))
  }
  for (const name of batch.fieldNames) add(name, batch.field(name, row))
  batch.others(row, add)
  return joined(batch.isOpen ? '' : REST_BORDER, [...matching, ...others])
}

/** A field, whose value is cut around its first match if it is long. */
function pair(name: string, value: string, marks: readonly number[]): Rest {
  const from = value.length > LONGEST_VALUE && marks[0] > BEFORE_MATCH ? marks[0] - BEFORE_MATCH : 0
  const to = Math.min(value.length, from + LONGEST_VALUE)
  const head = `${name}=${from > 0 ? '…' : ''}`.replaceAll(REST_BORDER, ' ')
  const shown = value.slice(from, to).replaceAll(REST_BORDER, ' ')
  const inside = marks.map((at) => Math.max(from, Math.min(to, at)) - from + head.length)
  return { text: `${head}${shown}${to < value.length ? '…' : ''}`, marks: inside.filter((_, i) => inside[i - (i % 2)] < inside[i - (i % 2) + 1]) }
}

function joined(start: string, pairs: readonly Rest[]): Rest | undefined {
  let text = start
  const marks: number[] = []
  for (const one of pairs) {
    if (text.length + one.text.length > MOST_TEXT + LONGEST_VALUE) break
    if (text !== start) text += REST_BORDER
    for (const at of one.marks) marks.push(at + text.length)
    text += one.text
  }
  return text === start ? undefined : { text, marks }
}
