/** What stages with expressions need: reading them, and telling of rows in which types do not go together. */
import type { Expr } from '../../query/expression/ast.ts'
import { parseExpression, parseValue } from '../../query/expression/parser.ts'
import type { StageParser } from '../../query/stageParser.ts'
import type { RecordBatch } from '../../records/batch.ts'
import type { StageContext } from '../contract.ts'
import { checkCondition, checkTypes } from './check.ts'
import type { ExprEnvironment } from './compile.ts'
import { FUNCTIONS } from './functions/functions.ts'

/** Reads an expression, up to a comma or the end of the stage. */
export function readExpression(parser: StageParser): Expr {
  const expr = read(parser, parseExpression)
  checkTypes(expr, (span, message) => parser.report(span, message))
  return expr
}

/** Reads one value, without operators. */
export function readValue(parser: StageParser): Expr {
  const expr = read(parser, parseValue)
  checkTypes(expr, (span, message) => parser.report(span, message))
  return expr
}

function read(parser: StageParser, parse: typeof parseExpression): Expr {
  return parser.nested((text, start, end, sink) => {
    const { expr: value, readTo } = parse(text, start, end, sink, FUNCTIONS)
    return { value, readTo }
  })
}

/** Reads an expression that is true or false. */
export function readCondition(parser: StageParser): Expr {
  const expr = read(parser, parseExpression)
  checkCondition(expr, 'expected a condition, as a = 1', (span, message) => parser.report(span, message))
  return expr
}

/** Notes what is wrong in one row after the other, for the stage's chip: one message a row. */
export class Faults implements ExprEnvironment {
  private readonly context: StageContext
  private message: string | undefined

  constructor(context: StageContext) {
    this.context = context
  }

  fault(message: string): void {
    this.message ??= message
  }

  beat(batch: RecordBatch, row: number): void {
    this.context.beat(batch, row)
  }

  sawField(name: string): void {
    this.context.sawField(name)
  }

  /** To be called behind each row. */
  endRow(batch: RecordBatch, row: number): void {
    if (this.message === undefined) return
    this.context.fault(batch, row, this.message)
    this.message = undefined
  }
}
