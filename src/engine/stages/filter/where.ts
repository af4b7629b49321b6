import { RAW_COLUMN } from '../../../common/page.ts'
import type { StageNode } from '../../query/ast.ts'
import { fieldsIn, type Expr } from '../../query/expression/ast.ts'
import { printExpression } from '../../query/expression/printer.ts'
import type { RecordBatch } from '../../records/batch.ts'
import type { BlockLocalStage } from '../contract.ts'
import { compileCondition } from '../expression/compile.ts'
import { Faults, readCondition } from '../expression/read.ts'

export interface WhereNode extends StageNode {
  readonly name: 'where'
  readonly expr: Expr
}

export const where: BlockLocalStage<WhereNode> = {
  kind: 'blockLocal',
  filters: true,
  names: ['where'],
  summary: 'Keeps the rows for which an expression is true.',
  usage: 'where expression',
  examples: [
    { query: "| where level >= 'warn'", about: 'Warnings and what is worse.' },
    { query: '| parse "took *ms" as ms | where ms > 100 and not ms > 1000', about: 'A text that is a number compares as one with numbers.' },
    { query: "| where raw like '%GET %' and len(raw) < 200", about: '% is any text, _ one character.' },
    { query: '| stats count() by level | where count() > 5', about: 'Columns of a table are written as what computed them, without back quotes. (A function of expressions with that name would come first.) In a search they need them: `count()`>5.' },
    { query: '| parse "user=* " as user | where user in (\'ann\', \'bob\') or user is null', about: 'A comparison with a missing field is false.' },
  ],
  template: { text: 'where level >= "warn"', select: [6, 21] },
  icon: 'filter',
  parse(parser, span) {
    if (parser.atEnd()) parser.fail("expected a condition after 'where', as a = 1")
    return { name: 'where', expr: readCondition(parser), span: span() }
  },
  print: (node) => `where ${printExpression(node.expr)}`,
  columns: (_node, before) => before,
  reads: (node) => fieldsIn(node.expr),
  create(node, context) {
    const faults = new Faults(context)
    const holds = compileCondition(node.expr, faults)
    const fields = fieldsIn(node.expr).filter((name) => name !== RAW_COLUMN && name !== 'time')
    const rowsOf = (batch: RecordBatch): Uint32Array => {
      batch.spans?.(fields)
      const rows = new Uint32Array(batch.length)
      let count = 0
      for (let row = 0; row < batch.length; row++) {
        if (holds(batch, row)) rows[count++] = row
        faults.endRow(batch, row)
      }
      return rows.subarray(0, count)
    }
    return function* (batches) {
      for (const batch of batches) yield batch.select(context.guard(() => rowsOf(batch)))
    }
  },
}
