/** The values of one field of some rows, as bytes. */
import type { FieldValue } from '../../records/batch.ts'
import { GrowingBytes } from './growingBytes.ts'
import { GrowingNumbers } from './growingNumbers.ts'
import type { Sections } from './sections.ts'

const Kind = { Missing: 0, Number: 1, Text: 2 } as const

export class ValueWriter {
  private readonly kinds = new GrowingNumbers(Uint8Array)
  private readonly numbers = new GrowingNumbers(Float64Array)
  private readonly ends = new GrowingNumbers(Uint32Array)
  private readonly texts = new GrowingBytes()

  add(value: FieldValue): void {
    if (typeof value === 'number') {
      this.kinds.push(Kind.Number)
      this.numbers.push(value)
    } else if (value === undefined) this.kinds.push(Kind.Missing)
    else {
      this.kinds.push(Kind.Text)
      this.texts.text(value)
      this.ends.push(this.texts.length)
    }
  }

  /** About how many bytes the values take. */
  get bytes(): number {
    return this.texts.length + 8 * this.kinds.length
  }

  /** The values as they are laid out, and how long the parts of varying length are; it is empty afterwards. */
  take(): { readonly sections: readonly (Float64Array | Uint32Array | Uint8Array)[]; readonly lengths: ColumnLengths } {
    const { kinds, numbers, ends, texts } = this
    const sections = [numbers.all.slice(), ends.all.slice(), kinds.all.slice(), Uint8Array.from(texts.all)]
    const lengths: ColumnLengths = [numbers.length, ends.length, texts.length]
    for (const part of [kinds, numbers, ends, texts]) part.clear()
    return { sections, lengths }
  }
}

/** Numbers, texts, and bytes of the texts. */
export type ColumnLengths = readonly [number, number, number]

/** Reads what ValueWriter has written, `rows` values. */
export function readValues(sections: Sections, rows: number, [numberCount, textCount, textBytes]: ColumnLengths): FieldValue[] {
  const numbers = sections.doubles(numberCount)
  const ends = sections.words(textCount)
  const kinds = sections.bytes(rows)
  const texts = sections.bytes(textBytes)
  let number = 0
  let text = 0
  return Array.from(kinds, (kind) => {
    if (kind === Kind.Number) return numbers[number++]
    if (kind === Kind.Missing) return undefined
    const value = texts.toString('utf8', text === 0 ? 0 : ends[text - 1], ends[text])
    text++
    return value
  })
}
