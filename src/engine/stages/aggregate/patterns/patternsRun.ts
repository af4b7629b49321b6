import type { FieldValue, RecordBatch } from '../../../records/batch.ts'
import type { TableData } from '../../../records/tableBatch.ts'
import type { AggregateRun, StageContext } from '../../contract.ts'
import { addFigures, countOf, levelOf, noFigures, type Figures } from './figures.ts'
import { Kinds, type SavedKinds } from './kinds.ts'
import { KindTable } from './kindTable.ts'
import { MARK_TEXT } from './mask.ts'
import { readMessages } from './messages.ts'
import { templatesOf } from './templates.ts'
import { ANY } from './wordTrie.ts'

export const COLUMNS = ['patterns_field', 'pattern_count', 'level', 'first', 'last', 'sample_logs'] as const

/** Patterns that are shown; the messages of all others are one more row. */
const MAX_PATTERNS = 10_000

/** Groups the values of a field into patterns. */
export class PatternsRun implements AggregateRun {
  private readonly field: string
  private readonly orText: boolean
  private readonly context: StageContext
  private readonly recent = new KindTable()
  private kinds = new Kinds()
  private sawField = false

  /** `orText`: rows without the field are grouped by their text. */
  constructor(field: string, orText: boolean, context: StageContext) {
    this.field = field
    this.orText = orText
    this.context = context
  }

  add(batch: RecordBatch): void {
    const { recent } = this
    const seen = readMessages(batch, this.field, this.orText, (bytes, start, end, time, level) => {
      if (recent.isFull) this.drain()
      recent.add(bytes, start, end, time, level)
    })
    if (this.sawField || (seen === 0 && !this.orText)) return
    this.sawField = true
    this.context.sawField(this.field)
  }

  take(): SavedKinds {
    this.drain()
    const saved = this.kinds.save()
    this.kinds = new Kinds()
    return saved
  }

  merge(partial: unknown): void {
    this.kinds.merge(partial as SavedKinds)
  }

  table(): TableData {
    this.drain()
    return { columns: COLUMNS, rows: rowsOf(this.kinds.all()) }
  }

  private drain(): void {
    for (const [kind, figures] of this.recent.drain()) this.kinds.add(kind, figures)
  }
}

/** The most frequent pattern first. */
function rowsOf(all: ReadonlyMap<string, Figures>): FieldValue[][] {
  const kinds = [...all.keys()].sort()
  const templates = templatesOf(kinds.map((kind) => kind.replaceAll(ANY, MARK_TEXT)))
  const patterns = templates.map((template) => ({ text: template.text, figures: sumOf(template.kinds.map((kind) => all.get(kinds[kind])!)) }))
  patterns.sort((a, b) => countOf(b.figures) - countOf(a.figures) || (a.text < b.text ? -1 : Number(a.text > b.text)))
  const rest = patterns.splice(MAX_PATTERNS)
  const rows = patterns.map(({ text, figures }) => rowOf(text, figures))
  if (rest.length > 0) rows.push(rowOf(`(${rest.length} more patterns)`, sumOf(rest.map(({ figures }) => figures))))
  return rows
}

function sumOf(all: readonly Figures[]): Figures {
  const sum = noFigures()
  for (const each of all) addFigures(sum, each)
  return sum
}

function rowOf(text: string, figures: Figures): FieldValue[] {
  const { first, last, example } = figures
  return [text, countOf(figures), levelOf(figures), timeText(first), timeText(last), Buffer.from(example, 'latin1').toString()]
}

function timeText(time: number): string | undefined {
  return Number.isFinite(time) ? new Date(time).toISOString() : undefined
}
