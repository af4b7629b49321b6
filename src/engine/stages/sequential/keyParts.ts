/** Records by key that are too many for the memory: shared out over parts on disk, each of which is gone through by itself, and then put in order again. */
import { mergeSorted } from '../../../common/mergeSorted.ts'
import { oddNumber } from '../aggregate/hashing.ts'
import type { Aside, AsideRecord, SequentialTools } from '../contract.ts'

/** A part that is still too large is divided again. */
const PARTS = 64

/** Takes what becomes of records. */
export type Give = (record: AsideRecord) => void

/** What is remembered of keys. The first value of a record is its key. */
export interface KeyTable {
  /** About how much memory it takes, in bytes. */
  readonly bytes: number
  has(key: string): boolean
  /** The next record; what is given is in order: by its major number, then by the minor one. */
  take(record: AsideRecord, give: Give): void
  /** There are no more. */
  end(give: Give): void
}

/** Records whose keys are in no table, in parts by their keys. */
export class KeyParts {
  private readonly aside: Aside
  // Another one each time: what came into one part is shared out when that is divided.
  private readonly factor = oddNumber()

  constructor(tools: SequentialTools) {
    this.aside = tools.aside(PARTS)
  }

  add(record: AsideRecord): void {
    this.aside.add(this.partOf(record.values[0] as string), record)
  }

  /** What becomes of them, part by part. */
  *settled(newTable: () => KeyTable, tools: SequentialTools): Generator<Iterable<AsideRecord>> {
    for (let part = 0; part < PARTS; part++) yield settle(this.aside.read(part), newTable, tools)
  }

  private partOf(key: string): number {
    const { factor } = this
    let hash = factor
    for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), factor)
    // The upper bits depend on all units.
    return (Math.imul(hash ^ (hash >>> 15), factor) >>> 16) % PARTS
  }
}

function settle(records: Iterable<AsideRecord>, newTable: () => KeyTable, tools: SequentialTools): Iterable<AsideRecord> {
  const { aside, more } = goThrough(records, newTable(), tools)
  if (!more) return aside.read(0)
  const whole = tools.aside(1)
  for (const record of inPlace([aside.read(0), ...more.settled(newTable, tools)])) whole.add(0, record)
  return whole.read(0)
}

/** A function of its own, so that the table is gone before what is left is looked at. */
function goThrough(records: Iterable<AsideRecord>, table: KeyTable, tools: SequentialTools): { aside: Aside; more: KeyParts | undefined } {
  const aside = tools.aside(1)
  const give: Give = (record) => aside.add(0, record)
  let more: KeyParts | undefined
  for (const record of records) {
    if (table.has(record.values[0] as string) || (!more && table.bytes <= tools.keyBytes)) table.take(record, give)
    else (more ??= new KeyParts(tools)).add(record)
  }
  table.end(give)
  return { aside, more }
}

interface Cursor {
  readonly rest: Iterator<AsideRecord>
  record: AsideRecord
}

/** Records that are in order, list by list, as one; no two have the same place. */
export function* inPlace(lists: Iterable<Iterable<AsideRecord>>): Generator<AsideRecord> {
  const cursors: Cursor[] = []
  for (const list of lists) {
    const rest = list[Symbol.iterator]()
    const first = rest.next()
    if (!first.done) cursors.push({ rest, record: first.value })
  }
  const isBefore = ({ record: a }: Cursor, { record: b }: Cursor): boolean => a.major < b.major || (a.major === b.major && a.minor < b.minor)
  const advance = (cursor: Cursor): boolean => {
    const next = cursor.rest.next()
    if (!next.done) cursor.record = next.value
    return !next.done
  }
  for (const { record } of mergeSorted(cursors, isBefore, advance)) yield record
}
