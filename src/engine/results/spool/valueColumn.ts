/** The values of one field of some rows, as bytes. */
import type { FieldValue } from '../../records/batch.ts'
import { GrowingBytes, viewOf } from './growingBytes.ts'
import type { Sections } from './sections.ts'

export const Kind = { Missing: 0, Number: 1, Text: 2 } as const

/** Of a chunk of rows. */
const FEW = 256

export class ValueWriter {
  // Arrays as they are, and not GrowingNumbers, which being of several types would be slower for each value.
  private kinds = new Uint8Array(FEW)
  private numbers = new Float64Array(FEW)
  private ends = new Uint32Array(FEW)
  private rows = 0
  private numberCount = 0
  private textCount = 0
  private readonly texts = new GrowingBytes()

  add(value: FieldValue): void {
    if (typeof value === 'number') this.addNumber(value)
    else if (value === undefined) this.addMissing()
    else {
      this.texts.text(value)
      this.endText()
    }
  }

  addMissing(): void {
    this.addKind(Kind.Missing)
  }

  addNumber(value: number): void {
    this.addKind(Kind.Number)
    if (this.numberCount === this.numbers.length) this.numbers = twice(this.numbers, new Float64Array(2 * this.numberCount))
    this.numbers[this.numberCount++] = value
  }

  /** The same text as bytes; `view`: of these. */
  addBytes(bytes: Buffer, view: DataView, start: number, end: number): void {
    this.texts.add(bytes, view, start, end)
    this.endText()
  }

  /** A value that has been stored. */
  addStored({ kinds, numbers, places, ends, texts, view }: StoredValues, row: number): void {
    const kind = kinds[row]
    const place = places ? places[row] : row
    if (kind === Kind.Number) this.addNumber(numbers[place])
    else if (kind === Kind.Missing) this.addMissing()
    else this.addBytes(texts, view, place === 0 ? 0 : ends[place - 1], ends[place])
  }

  /** About how many bytes the values take. */
  get bytes(): number {
    return this.texts.length + 8 * this.rows
  }

  /** The values as they are laid out, and how long the parts of varying length are; it is empty afterwards, and they are good until the next is added. */
  take(): { readonly sections: readonly (Float64Array | Uint32Array | Uint8Array)[]; readonly lengths: ColumnLengths } {
    const { kinds, numbers, ends, texts, rows, numberCount, textCount } = this
    const sections = [numbers.subarray(0, numberCount), ends.subarray(0, textCount), kinds.subarray(0, rows), texts.all]
    const lengths: ColumnLengths = [numberCount, textCount, texts.length]
    this.rows = this.numberCount = this.textCount = 0
    texts.clear()
    return { sections, lengths }
  }

  private endText(): void {
    this.addKind(Kind.Text)
    if (this.textCount === this.ends.length) this.ends = twice(this.ends, new Uint32Array(2 * this.textCount))
    this.ends[this.textCount++] = this.texts.length
  }

  private addKind(kind: number): void {
    if (this.rows === this.kinds.length) this.kinds = twice(this.kinds, new Uint8Array(2 * this.rows))
    this.kinds[this.rows++] = kind
  }
}

/** The same numbers in a longer array. */
function twice<T extends Float64Array | Uint32Array | Uint8Array>(numbers: T, longer: T): T {
  longer.set(numbers)
  return longer
}

/** Numbers, texts, and bytes of the texts. */
export type ColumnLengths = readonly [number, number, number]

/** What ValueWriter has written, `rows` values; nothing is decoded before it is asked for. */
export class StoredValues {
  readonly numbers: Float64Array
  readonly ends: Uint32Array
  readonly kinds: Buffer
  readonly texts: Buffer
  readonly view: DataView
  /** Which of the numbers, or of the texts, is that of a row; undefined where all are numbers. */
  readonly places: Uint32Array | undefined

  constructor(sections: Sections, rows: number, [numberCount, textCount, textBytes]: ColumnLengths) {
    this.numbers = sections.doubles(numberCount)
    this.ends = sections.words(textCount)
    this.kinds = sections.bytes(rows)
    this.texts = sections.bytes(textBytes)
    this.view = viewOf(this.texts)
    this.places = numberCount === rows ? undefined : placesOf(this.kinds)
  }

  isMissing(row: number): boolean {
    return this.kinds[row] === Kind.Missing
  }

  isText(row: number): boolean {
    return this.kinds[row] === Kind.Text
  }

  /** Where the text of a row begins, and ends. */
  start(row: number): number {
    const place = this.places ? this.places[row] : row
    return place === 0 ? 0 : this.ends[place - 1]
  }

  end(row: number): number {
    return this.ends[this.places ? this.places[row] : row]
  }

  value(row: number): FieldValue {
    const { kinds, numbers, ends, texts, places } = this
    if (kinds[row] === Kind.Missing) return undefined
    const place = places ? places[row] : row
    if (kinds[row] === Kind.Number) return numbers[place]
    return texts.toString('utf8', place === 0 ? 0 : ends[place - 1], ends[place])
  }
}

function placesOf(kinds: Buffer): Uint32Array {
  const places = new Uint32Array(kinds.length)
  let number = 0
  let text = 0
  kinds.forEach((kind, row) => {
    if (kind !== Kind.Missing) places[row] = kind === Kind.Number ? number++ : text++
  })
  return places
}
