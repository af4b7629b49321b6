import type { CompareValue, InvalidNode, Query, QueryStage, SearchExpr, SearchNode, StageNode, StageSyntax, SyntaxRegistry } from './ast.ts'
import { isColumnCall } from './columnCall.ts'
import { bareNameEnd, closingSlash, isKeyword, Lexer } from './lexer.ts'
import { isNumber } from './number.ts'

/** The canonical text of a query; parsing it gives the same query. */
export function printQuery(query: Query, registry: SyntaxRegistry): string {
  const texts = query.stages.map((stage, i) => {
    const text = i === 0 ? printFirst(stage) : printNode(stage.node, registry)
    return stage.on ? text : switchedOff(text)
  })
  return texts.join(' | ').trim()
}

/** The text of a stage without comment marks, as it stands behind a `|`. */
export function printNode(node: StageNode, registry: SyntaxRegistry): string {
  if (node.name === 'invalid') return (node as InvalidNode).text
  return syntaxOf(node.name, registry).print(node)
}

/** Text of a stage that is off. */
export function switchedOff(text: string): string {
  return text === '' ? '/* */' : `/* ${text} */`
}

/** A short label for the stage's chip. */
export function describeNode(node: StageNode, registry: SyntaxRegistry): string {
  if (node.name === 'invalid') return (node as InvalidNode).text
  const syntax = syntaxOf(node.name, registry)
  return syntax.describe?.(node) ?? syntax.print(node)
}

export function syntaxOf(name: string, registry: SyntaxRegistry): StageSyntax {
  const syntax = registry.stages.find((stage) => stage.names[0] === name)
  if (!syntax) throw new RangeError(`no stage is called '${name}'`)
  return syntax
}

function printFirst({ node }: QueryStage): string {
  if (node.name === 'invalid') return (node as InvalidNode).text
  const { expr } = node as SearchNode
  return expr.type === 'all' ? '' : printExpr(expr)
}

/** The canonical text of a search expression; every row is `*`. */
export function printExpr(expr: SearchExpr): string {
  switch (expr.type) {
    case 'all':
      return '*'
    case 'phrase':
      return expr.quoted || !isBareWord(expr.text) ? printString(expr.text) : expr.text
    case 'regex':
      return printRegex(expr.source, expr.flags)
    case 'compare':
      return printSearchName(expr.field) + expr.op + printValue(expr.value)
    case 'and':
      return expr.items.map((item) => within(item, item.type === 'and' || item.type === 'or')).join(' ')
    case 'or':
      return expr.items.map((item) => within(item, item.type === 'or')).join(' OR ')
    case 'not':
      return `NOT ${within(expr.item, expr.item.type === 'and' || expr.item.type === 'or')}`
  }
}

function within(expr: SearchExpr, parentheses: boolean): string {
  return parentheses ? `(${printExpr(expr)})` : printExpr(expr)
}

function printValue(value: CompareValue): string {
  if (value.type === 'any') return '*'
  if (value.type === 'regex') return printRegex(value.source, value.flags)
  // Quotes make text of what would be a number.
  if (!value.quoted && isNumber(value.text)) return value.text
  return value.quoted || !isBareValue(value.text) ? printString(value.text) : value.text
}

/** `"text"` with its escapes. */
export function printString(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

/** `/source/flags`; a slash that would end it is escaped. */
export function printRegex(source: string, flags: string): string {
  let printed = ''
  let rest = `/${source}`
  for (let at = closingSlash(rest, 0, rest.length); at >= 0; at = closingSlash(rest, 0, rest.length)) {
    printed += `${rest.slice(1, at)}\\/`
    rest = `/${rest.slice(at + 1)}`
  }
  // `//` is a word.
  return `/${printed + rest.slice(1) || '(?:)'}/${flags}`
}

/** A field's name as it is written among the arguments of a stage. */
export function printName(name: string): string {
  return /^[\p{L}_@][\p{L}\p{M}\p{N}_.@-]*$/u.test(name) || isColumnCall(name) ? name : quotedName(name)
}

/** A field's name as it is written before a comparison. */
function printSearchName(name: string): string {
  return name !== '' && bareNameEnd(name, 0) === name.length ? name : quotedName(name)
}

/** A name in back quotes. */
export function quotedName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

/** Whether a text is read as this very word, wherever it stands in a search. */
export function isBareWord(text: string): boolean {
  if (text === '*' || isKeyword(text) || !staysWord(text)) return false
  // An operator by itself would be taken for a comparison written with blanks.
  if (/^(?:!=|>=|<=|==|[=<>])$/.test(text)) return false
  const lexeme = new Lexer(text, 0, text.length).next()
  return lexeme?.kind === 'word' && lexeme.start === 0 && lexeme.end === text.length
}

function isBareValue(text: string): boolean {
  // Behind an operator these would be a part of it, or undo it.
  if (text === '*' || /^(?:[=:]|\/\/)/.test(text) || !staysWord(text)) return false
  const lexeme = new Lexer(`a=${text}`, 0, text.length + 2).next()
  return lexeme?.kind === 'compare' && lexeme.op === '=' && lexeme.value?.kind === 'word' && lexeme.end === text.length + 2
}

function staysWord(text: string): boolean {
  if (text === '' || text === '//' || text.startsWith('/*') || text.startsWith('*/')) return false
  // With what comes behind it, a word with one slash may become a regex.
  return !text.startsWith('/') || closingSlash(text, 0, text.length) > 1
}
