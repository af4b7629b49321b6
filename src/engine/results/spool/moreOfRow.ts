/** What rows have beside their text, as bytes behind it: values that stages have made, a changed text, and where a line is that is too long to be handled. */
import type { FieldValue } from '../../records/batch.ts'
import type { GrowingBytes } from './growingBytes.ts'
import { madeOf, type Made } from './madeFields.ts'
import { Kind } from './valueColumn.ts'

export interface LongLine {
  /** Where it begins in the row's text, and in its source. */
  readonly at: number
  readonly offset: number
}

export interface MoreOfRow {
  readonly kind: 'lines' | 'table'
  readonly made: Made
  readonly values: readonly FieldValue[]
  readonly changed: string | undefined
  readonly long: LongLine | undefined
}

const NO_LINE: LongLine = { at: -1, offset: -1 }

export function writeMore(into: GrowingBytes, { kind, made, values, changed, long = NO_LINE }: MoreOfRow): void {
  into.word(0)
  const from = into.length
  const shape = into.length
  into.word(0)
  into.text(shapeOf(kind, made))
  into.setWord(shape, into.length - shape - 4)
  into.double(long.at)
  into.double(long.offset)
  for (const value of [...values, changed]) {
    if (value === undefined) into.byte(Kind.Missing)
    else if (typeof value === 'number') {
      into.byte(Kind.Number)
      into.double(value)
    } else {
      into.byte(Kind.Text)
      const at = into.length
      into.word(0)
      into.text(value)
      into.setWord(at, into.length - at - 4)
    }
  }
  into.setWord(from - 4, into.length - from)
}

const shapes = new WeakMap<Made, string>()

function shapeOf(kind: string, made: Made): string {
  let found = shapes.get(made)
  if (found === undefined) shapes.set(made, (found = JSON.stringify([kind, made.open, ...made.names])))
  return found
}

export interface Shape {
  readonly kind: 'lines' | 'table'
  readonly made: Made
}

/** Reads what `writeMore` has written. Rows of the same shape follow each other mostly. */
export class MoreReader {
  private readonly bytes: Buffer
  private readonly view: DataView
  private readonly known = new Map<string, Shape>()
  private last: Shape | undefined
  private lastText: Buffer = Buffer.alloc(0)
  private at = 0

  constructor(bytes: Buffer, view: DataView) {
    this.bytes = bytes
    this.view = view
  }

  /** Goes to what is at `at`, and answers what it is of. */
  begin(at: number): Shape & { readonly long: LongLine } {
    const { bytes, view } = this
    const from = at + 8
    const to = from + view.getUint32(at + 4, true)
    if (!this.last || bytes.compare(this.lastText, 0, this.lastText.length, from, to) !== 0) {
      const text = bytes.toString('utf8', from, to)
      this.last = this.known.get(text)
      if (!this.last) this.known.set(text, (this.last = shapeFrom(text)))
      this.lastText = bytes.subarray(from, to)
    }
    this.at = to + 16
    return { ...this.last, long: { at: view.getFloat64(to, true), offset: view.getFloat64(to + 8, true) } }
  }

  /** Gives the next value, and at last the changed text. */
  next(take: ValueTaker): void {
    const { bytes, view } = this
    const kind = bytes[this.at++]
    if (kind === Kind.Missing) take.addMissing()
    else if (kind === Kind.Number) {
      take.addNumber(view.getFloat64(this.at, true))
      this.at += 8
    } else {
      const start = this.at + 4
      this.at = start + view.getUint32(this.at, true)
      take.addBytes(bytes, view, start, this.at)
    }
  }
}

export interface ValueTaker {
  addMissing(): void
  addNumber(value: number): void
  addBytes(bytes: Buffer, view: DataView, start: number, end: number): void
}

function shapeFrom(text: string): Shape {
  const [kind, open, ...names] = JSON.parse(text) as [Shape['kind'], boolean, ...string[]]
  return { kind, made: madeOf(names, open) }
}
