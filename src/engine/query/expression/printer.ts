import { isColumnCall } from '../columnCall.ts'
import { printRegex, printString } from '../printer.ts'
import type { Expr } from './ast.ts'
import { isBareExprName } from './lexer.ts'

/** How tightly expressions hold together; what holds less tightly than its place asks for stands in parentheses. */
const LEVEL = { or: 1, and: 2, not: 3, compare: 4, sum: 5, product: 6, negative: 7, value: 8 }

/** The canonical text of an expression; parsing it gives the same expression. */
export function printExpression(expr: Expr): string {
  switch (expr.type) {
    case 'literal':
      if (expr.kind === 'string') return printString(expr.text)
      if (expr.kind === 'null') return 'null'
      return expr.kind === 'boolean' ? String(expr.value) : expr.text
    case 'field':
      return printExprName(expr.field)
    case 'regex':
      return printRegex(expr.source, expr.flags)
    case 'moment':
      return printExpression(expr.written)
    case 'negative':
      return `-${at(expr.item, LEVEL.value)}`
    case 'arithmetic': {
      const level = levelOf(expr)
      return `${at(expr.left, level)} ${expr.op} ${at(expr.right, level + 1)}`
    }
    case 'compare':
      return `${at(expr.left, LEVEL.sum)} ${expr.op} ${at(expr.right, LEVEL.sum)}`
    case 'and':
    case 'or':
      return expr.items.map((item) => at(item, LEVEL[expr.type] + 1)).join(` ${expr.type} `)
    case 'not':
      return `not ${at(expr.item, LEVEL.not)}`
    case 'in':
      return `${at(expr.item, LEVEL.sum)}${not(expr)} in (${expr.list.map(printExpression).join(', ')})`
    case 'like':
      return `${at(expr.item, LEVEL.sum)}${not(expr)} like ${printString(expr.pattern)}`
    case 'between':
      return `${at(expr.item, LEVEL.sum)}${not(expr)} between ${at(expr.low, LEVEL.sum)} and ${at(expr.high, LEVEL.sum)}`
    case 'isNull':
      return `${at(expr.item, LEVEL.sum)} is${not(expr)} null`
    case 'call':
      return printCall(expr)
  }
}

/** A field's name as it is written in an expression. */
export function printExprName(name: string): string {
  return isBareExprName(name) || isColumnCall(name) ? name : `\`${name.replaceAll('`', '``')}\``
}

function printCall({ name, args, otherwise }: Extract<Expr, { type: 'call' }>): string {
  if (name === 'extract' && args.length === 2 && args[0].type === 'literal' && args[0].kind === 'string') {
    return `extract(${args[0].text} from ${printExpression(args[1])})`
  }
  return `${name}(${args.map(printExpression).join(', ')}${otherwise ? ` else ${printExpression(otherwise)}` : ''})`
}

function not({ negated }: { readonly negated: boolean }): string {
  return negated ? ' not' : ''
}

function at(expr: Expr, level: number): string {
  return levelOf(expr) < level ? `(${printExpression(expr)})` : printExpression(expr)
}

function levelOf(expr: Expr): number {
  switch (expr.type) {
    case 'or':
    case 'and':
    case 'not':
    case 'negative':
      return LEVEL[expr.type]
    case 'compare':
    case 'in':
    case 'like':
    case 'between':
    case 'isNull':
      return LEVEL.compare
    case 'arithmetic':
      return expr.op === '+' || expr.op === '-' ? LEVEL.sum : LEVEL.product
    case 'moment':
      return levelOf(expr.written)
    default:
      return LEVEL.value
  }
}
