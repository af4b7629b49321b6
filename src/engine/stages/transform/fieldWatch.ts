import { RAW_COLUMN } from '../../../common/page.ts'
import type { RecordBatch } from '../../records/batch.ts'
import { LineBatch } from '../../records/lineBatch.ts'
import type { StageContext } from '../contract.ts'

/** Tells which fields there are: each is looked for until it has been seen once. For stages that look at their rows only when somebody asks. */
export class FieldWatch {
  private missing: readonly string[]
  private readonly context: StageContext

  constructor(names: readonly string[], context: StageContext) {
    this.missing = names.filter((name) => name !== RAW_COLUMN)
    this.context = context
  }

  look(batch: RecordBatch): void {
    if (this.missing.length === 0) return
    if (this.missing.length > 1 && batch instanceof LineBatch) batch.readAhead(this.missing)
    this.missing = this.missing.filter((name) => {
      if (!hasField(batch, name)) return true
      this.context.sawField(name)
      return false
    })
  }
}

function hasField(batch: RecordBatch, name: string): boolean {
  for (let row = 0; row < batch.length; row++) if (batch.field(name, row) !== undefined) return true
  return false
}

/** Fields that are read before they are made, each once. */
export function fieldsNotMadeBy(steps: readonly { readonly field: string; readonly reads: readonly string[] }[]): string[] {
  const made = new Set<string>()
  const read = new Set<string>()
  for (const { field, reads } of steps) {
    for (const name of reads) if (!made.has(name)) read.add(name)
    made.add(field)
  }
  return [...read]
}
