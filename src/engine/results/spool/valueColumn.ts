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

/** Gives what ValueWriter has written, `rows` values; nothing is decoded before it is asked for. */
export function readValues(sections: Sections, rows: number, [numberCount, textCount, textBytes]: ColumnLengths): (row: number) => FieldValue {
  const numbers = sections.doubles(numberCount)
  const ends = sections.words(textCount)
  const kinds = sections.bytes(rows)
  const texts = sections.bytes(textBytes)
  /** Which of the numbers, or of the texts, is that of a row. */
  const places = new Uint32Array(rows)
  let number = 0
  let text = 0
  kinds.forEach((kind, row) => {
    if (kind !== Kind.Missing) places[row] = kind === Kind.Number ? number++ : text++
  })
  return (row) => {
    const place = places[row]
    if (kinds[row] === Kind.Number) return numbers[place]
    return kinds[row] === Kind.Missing ? undefined : texts.toString('utf8', place === 0 ? 0 : ends[place - 1], ends[place])
  }
}
