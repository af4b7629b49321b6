import { RAW_COLUMN } from '../../../common/page.ts'
import type { StageNode } from '../../query/ast.ts'
import { fieldsIn, type Expr } from '../../query/expression/ast.ts'
import { printExpression, printExprName } from '../../query/expression/printer.ts'
import type { FieldValue, RecordBatch } from '../../records/batch.ts'
import type { BlockLocalStage } from '../contract.ts'
import { compileExpression, mayFault, type Evaluate } from '../expression/compile.ts'
import { Faults, readExpression } from '../expression/read.ts'
import { toField } from '../expression/values.ts'
import { fieldsNotMadeBy, FieldWatch } from './fieldWatch.ts'

export interface Assignment {
  readonly field: string
  readonly expr: Expr
}

export interface EvalNode extends StageNode {
  readonly name: 'eval'
  readonly assignments: readonly Assignment[]
}

export const evalStage: BlockLocalStage<EvalNode> = {
  kind: 'blockLocal',
  filters: false,
  names: ['eval'],
  summary: 'Makes fields of expressions; later ones see earlier ones.',
  usage: 'eval field = expression, …',
  examples: [
    { query: '| parse "took *ms" as ms | eval seconds = ms / 1000, slow = seconds > 0.5', about: 'Two fields, the second of the first.' },
    { query: "| eval kind = case(raw like '%GET%', 'read', raw like '%PUT%', 'write' else 'other') | stats count() by kind", about: 'Groups by what is computed.' },
    { query: '| parse "took *ms" as ms | eval took = duration(ms) | where took >= 0.5s', about: 'Durations and sizes can be computed with and compared.' },
    { query: '| eval `my field` = upper(substr(raw, 1, 5))', about: 'Names with blanks stand in back quotes.' },
  ],
  template: { text: 'eval size = len(raw)', select: [5, 20] },
  icon: 'symbol-operator',
  parse(parser, span) {
    const assignments: Assignment[] = []
    do {
      const { value: field, span: at } = parser.expectExprName(assignments.length === 0 ? "the name of a field after 'eval'" : "the name of a field after ','")
      if (field === RAW_COLUMN) parser.report(at, `expected another name: '${RAW_COLUMN}' is the row's text`)
      if (!parser.takePunctuation('=')) parser.fail(`expected '=' after ${field}`)
      assignments.push({ field, expr: readExpression(parser) })
    } while (parser.takePunctuation(','))
    return { name: 'eval', assignments, span: span() }
  },
  print: (node) => `eval ${node.assignments.map(({ field, expr }) => `${printExprName(field)} = ${printExpression(expr)}`).join(', ')}`,
  columns(node, before) {
    const made = [...new Set(node.assignments.map(({ field }) => field))]
    return { ...before, names: [...before.names, ...made.filter((name) => !before.names.includes(name))] }
  },
  writes: (node) => node.assignments.map(({ field }) => field),
  reads: (node) => fieldsNotMadeBy(node.assignments.map(({ field, expr }) => ({ field, reads: fieldsIn(expr) }))),
  create(node, context) {
    const faults = new Faults(context)
    const made = node.assignments.map(({ field, expr }) => ({ field, evaluate: compileExpression(expr, faults), isChecked: mayFault(expr) }))
    const watch = new FieldWatch(this.reads(node), context)
    return function* (batches) {
      for (const batch of batches) {
        let current = batch
        for (const each of made) current = withValue(current, each.field, each.evaluate, each.isChecked, faults, context.guard)
        watch.look(batch)
        yield current
      }
    }
  },
}

/** `isChecked`: every row is evaluated now, so that what is wrong is known of all of them; else when it is asked for. */
function withValue(before: RecordBatch, field: string, evaluate: Evaluate, isChecked: boolean, faults: Faults, guard: <T>(work: () => T) => T): RecordBatch {
  const of = (row: number): FieldValue => {
    const value = toField(evaluate(before, row))
    faults.endRow(before, row)
    return value
  }
  if (!isChecked) return before.withValues([field], (row) => [of(row)])
  const values = guard(() => Array.from({ length: before.length }, (_, row) => of(row)))
  return before.withValues([field], (row) => [values[row]])
}
