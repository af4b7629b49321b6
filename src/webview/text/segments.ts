/** A cell's text as pieces to show: styled, marked, with what cannot be seen made visible. */
import { applySgr, escapeAt, type TextStyle } from './ansi.ts'
import type { Span } from '../paint/spans.ts'
import { nextSpecial, plainly, symbolAt } from './symbols.ts'

export interface Segment {
  readonly text: string
  /** `symbol` stands for a character that is not shown as it is, `escape` for a terminal sequence, or the end of a line. */
  readonly kind: 'text' | 'symbol' | 'escape'
  readonly style?: TextStyle
  /** It matched the search. */
  readonly mark: boolean
  /** It names the row's level. */
  readonly level: boolean
  /** What else it is marked with: see Pattern. */
  readonly paint?: string
  readonly title?: string
}

export interface SegmentOptions {
  /** Pairs of start and end in UTF-16 units of the text as it is in the file. */
  readonly marks?: ArrayLike<number>
  /** Start and end of the word that names the level. */
  readonly level?: readonly [number, number]
  /** Marks behind each other, in units of the text. */
  readonly paints?: readonly Span[]
  /** Show colour sequences as colours; else as text. */
  readonly ansi: boolean
  /** Newlines break the line; else they are shown as symbols. */
  readonly newlines?: boolean
  /** What is so many characters behind the start is out of view. */
  readonly reach?: number
}

/** Pieces of one cell at most, and those of which a part out of view may be; what comes behind is shown as one piece, without colours. */
export const MAX_SEGMENTS = 4000
export const FEW_SEGMENTS = 100

/** Colour sequences. */
const SGR = /\x1b\[[\d;:]*m/g

/** Cuts `text` into segments. Their texts joined show everything of `text` but colour sequences that were obeyed. */
export function segmentsOf(text: string, options: SegmentOptions): Segment[] {
  return new Cutter(text, options).cut()
}

/** Marks of a text as those of the part of it from `from` to before `to`. */
export function marksWithin(marks: ArrayLike<number>, from: number, to: number): number[] {
  const found: number[] = []
  for (let i = 0; i < marks.length; i += 2) {
    const start = Math.max(from, marks[i])
    const end = Math.min(to, marks[i + 1])
    if (start < end) found.push(start - from, end - from)
  }
  return found
}

class Cutter {
  private readonly text: string
  private readonly options: SegmentOptions
  private readonly marks: ArrayLike<number>
  private readonly segments: Segment[] = []
  private style: TextStyle | undefined
  /** Of the texts of the segments. */
  private length = 0
  private markAt = 0
  private paintAt = 0

  constructor(text: string, options: SegmentOptions) {
    this.text = text
    this.options = options
    this.marks = options.marks ?? []
  }

  cut(): Segment[] {
    const { text } = this
    const { newlines, reach = Infinity, ansi } = this.options
    let done = 0
    let look = 0
    while (done < text.length) {
      const special = nextSpecial(text, look)
      if (special < 0) break
      if (newlines && text[special] === '\n') {
        look = special + 1
        continue
      }
      this.plain(done, special)
      done = this.special(special)
      look = done
      if (this.segments.length >= (this.length > reach ? FEW_SEGMENTS : MAX_SEGMENTS)) {
        const behind = text.slice(done)
        const rest = ansi ? behind.replace(SGR, '') : behind
        this.push({ text: newlines ? rest.split('\n').map(plainly).join('\n') : plainly(rest), kind: 'text', mark: false, level: false })
        return this.segments
      }
    }
    this.plain(done, text.length)
    return this.segments
  }

  /** Shows the special character at `index`; returns where to go on. */
  private special(index: number): number {
    const { text } = this
    if (text[index] === '\x1b') {
      const { length, sgr } = escapeAt(text, index)
      if (sgr !== undefined && this.options.ansi) {
        const style = applySgr(this.style ?? {}, sgr)
        this.style = Object.values(style).some((value) => value !== undefined) ? style : undefined
        return index + length
      }
      if (length > 1) {
        this.push({ text: plainly(text.slice(index, index + length)), kind: 'escape', mark: this.isMarked(index), level: false })
        return index + length
      }
    }
    const symbol = symbolAt(text, index)
    this.push({ text: symbol.text, kind: symbol.quiet ? 'escape' : 'symbol', style: this.style, mark: this.isMarked(index), level: false, title: symbol.title })
    return index + symbol.length
  }

  /** Shows text[from, to) as it is, cut where marks and the level begin and end. */
  private plain(from: number, to: number): void {
    let at = from
    while (at < to) {
      const end = Math.min(to, this.nextBorder(at))
      const paint = this.paintOf(at)
      this.push({ text: this.text.slice(at, end), kind: 'text', style: this.style, mark: this.isMarked(at), level: this.isLevel(at), ...(paint && { paint }) })
      at = end
    }
  }

  private push(segment: Segment): void {
    this.length += segment.text.length
    const last = this.segments[this.segments.length - 1]
    // A run of the same control is one piece, however long it is.
    if (last && segment.title !== undefined && last.kind === segment.kind && last.title === segment.title && last.mark === segment.mark && last.style === segment.style) {
      this.segments[this.segments.length - 1] = { ...last, text: last.text + segment.text }
    } else this.segments.push(segment)
  }

  private isMarked(index: number): boolean {
    const { marks } = this
    while (this.markAt < marks.length && marks[this.markAt + 1] <= index) this.markAt += 2
    return this.markAt < marks.length && marks[this.markAt] <= index
  }

  private paintOf(index: number): string | undefined {
    const { paints = [] } = this.options
    while (this.paintAt < paints.length && paints[this.paintAt].end <= index) this.paintAt++
    const span = paints[this.paintAt]
    return span && span.start <= index ? span.paint : undefined
  }

  private isLevel(index: number): boolean {
    const { level } = this.options
    return level !== undefined && level[0] <= index && index < level[1]
  }

  private nextBorder(index: number): number {
    let border = Infinity
    const { marks } = this
    if (this.isMarked(index)) border = marks[this.markAt + 1]
    else if (this.markAt < marks.length) border = marks[this.markAt]
    const span = this.paintOf(index) === undefined ? this.options.paints?.[this.paintAt]?.start : this.options.paints?.[this.paintAt].end
    if (span !== undefined) border = Math.min(border, span)
    for (const edge of this.options.level ?? []) if (edge > index) border = Math.min(border, edge)
    return border
  }
}
