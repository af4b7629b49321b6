import type { At, StageParser } from '../../query/stageParser.ts'

/** Reads `name=` of one of these options, if it comes next; what follows is its value. A field may have the name of an option. */
export function takeOption<Name extends string>(parser: StageParser, names: readonly Name[]): At<Name> | undefined {
  const name = names.find((each) => each === parser.peekName()?.toLowerCase())
  if (name === undefined) return undefined
  const { start, length } = parser.nested((text, from, to, sink) => {
    const found = /^[A-Za-z]+\s*=(?!=)/.exec(text.slice(from, to))?.[0].length ?? 0
    if (found > 0) {
      sink.token('keyword', from, from + name.length)
      sink.token('punctuation', from + found - 1, from + found)
    }
    return { value: { start: from, length: found }, readTo: from + found }
  })
  return length === 0 ? undefined : { value: name, span: { start, end: start + length } }
}

/** Reads true or false. */
export function takeBoolean(parser: StageParser, option: string): boolean {
  if (parser.takeKeyword('true')) return true
  if (!parser.takeKeyword('false')) parser.fail(`expected true or false after '${option}='`)
  return false
}

/** Reads a whole number within these bounds. */
export function takeCount(parser: StageParser, after: string, least: number, most: number): number {
  const number = parser.takeInteger() ?? parser.fail(`expected a whole number after '${after}'`)
  if (number.value < least || number.value > most) parser.report(number.span, `expected ${least} to ${most.toLocaleString('en')}, found ${number.value}`)
  return number.value
}
