import type { RecordBatch } from '../../../records/batch.ts'
import type { TableData } from '../../../records/tableBatch.ts'
import { silentContext, type AggregateRun, type Spilling, type StageContext } from '../../contract.ts'
import { compareTable } from './compareTable.ts'
import type { Figures, Groups } from './figures.ts'
import { Kinds, type SavedKinds } from './kinds.ts'
import { KindTable } from './kindTable.ts'
import { readMessages } from './messages.ts'
import { MESSAGE, type PatternsNode } from './node.ts'
import { patternColumns, patternTable } from './patternTable.ts'
import { NONE, RowGroups } from './rowGroups.ts'
import { compareSpilled, cutKinds, finishSpilled, PatternChooser, SPILLED_COLUMNS, spilledRows, type ChosenPatterns } from './spilledPatterns.ts'

/** About how much memory a group of a kind of messages takes, in bytes. */
const GROUP_BYTES = 2000

/** Groups the values of a field into patterns. */
export class PatternsRun implements AggregateRun {
  private readonly node: PatternsNode
  private readonly field: string
  private readonly orText: boolean
  private readonly context: StageContext
  private readonly recent: KindTable
  private readonly groups: RowGroups
  private kinds: Kinds
  private readonly missing: Set<string>
  private chosen: ChosenPatterns | undefined

  constructor(node: PatternsNode, context: StageContext) {
    this.node = node
    this.field = node.field ?? MESSAGE
    // Rows without a message are grouped by their text.
    this.orText = node.field === undefined
    this.context = context
    this.recent = new KindTable(samplesOf(node))
    this.groups = new RowGroups(node)
    this.kinds = this.noKinds()
    this.missing = new Set([this.field, ...this.groups.fields])
  }

  add(batch: RecordBatch): void {
    const { recent, groups } = this
    const groupOf = groups.of(batch)
    const seen = readMessages(batch, this.field, this.orText, (bytes, start, end, time, level, row) => {
      if (recent.isFull) this.drain()
      const group = groupOf(row, time)
      if (group !== NONE) recent.add(bytes, start, end, time, level, group)
    })
    if (seen > 0 || this.orText) this.saw(this.field)
    for (const name of this.missing) {
      for (let row = 0; row < batch.length; row++) {
        if (batch.field(name, row) === undefined) continue
        this.saw(name)
        break
      }
    }
  }

  take(): SavedKinds {
    this.drain()
    const saved = this.kinds.save()
    this.kinds = this.noKinds()
    return saved
  }

  merge(partial: unknown): void {
    this.kinds.merge(partial as SavedKinds)
  }

  /** Where there are fields that messages are grouped by: kinds and sides of a comparison are few. */
  get spilling(): Spilling | undefined {
    const { node } = this
    if (node.by.length === 0) return undefined
    return {
      size: GROUP_BYTES * this.kinds.groupCount,
      cut: (parts, seed) => ({ partials: cutKinds(this.take(), parts, (group) => partOf(group, seed, parts)), order: [] }),
      columns: SPILLED_COLUMNS,
      rows: () => spilledRows(node, this.all(), this.chosen!),
      compare: () => compareSpilled,
      finish: (rows) => finishSpilled(node, rows, this.chosen!),
      names: patternColumns(node),
      choosing: {
        begin: () => new PatternChooser(new PatternsRun({ ...node, by: [] }, silentContext), new Kinds(0), (state) => (state as PatternsRun).kinds.save()),
        apply: (choice) => (this.chosen = choice as ChosenPatterns),
      },
    }
  }

  table(): TableData {
    const all = this.all()
    return this.node.compare ? compareTable(this.node, all) : patternTable(this.node, all)
  }

  /** All kinds of messages with their figures, by group. */
  all(): ReadonlyMap<string, Groups> {
    this.drain()
    return this.kinds.all()
  }

  private noKinds(): Kinds {
    return new Kinds(samplesOf(this.node))
  }

  private drain(): void {
    for (const [kind, group, figures] of this.recent.drain()) this.kinds.add(kind, new Map<string, Figures>([[this.groups.keyOf(group), figures]]))
    this.groups.clear()
  }

  private saw(name: string): void {
    if (this.missing.delete(name)) this.context.sawField(name)
  }
}

/** Labels ask for the kinds alone. */
function samplesOf({ labels, samples }: PatternsNode): number {
  return labels ? 0 : samples
}

/** The same group is in the same part everywhere. */
function partOf(group: string, seed: number, parts: number): number {
  let hash = seed
  for (let i = 0; i < group.length; i++) hash = Math.imul(hash ^ group.charCodeAt(i), 0x9e3779b1 ^ (seed << 1))
  return ((hash ^ (hash >>> 15)) >>> 0) % parts
}
