/** The canonical text of a pipeline as it stands in a file. */
import type { Span } from '../query/ast.ts'
import { switchedOff } from '../query/printer.ts'
import { commentsOf, splitSegments } from '../query/segments.ts'
import { parse, print, printStage } from '../stages/registry.ts'

/**
 * Each stage on a line of its own, printed as the chips have it; comments and single empty lines stay where they are. A stage with comments inside stays as
 * it is written. Undefined for a text with mistakes.
 */
export function format(text: string): string | undefined {
  const read = parse(text)
  if (read.diagnostics.length > 0) return undefined
  const formatted = `${linesOf(text).join('\n')}\n`
  return isSame(text, formatted) ? formatted : undefined
}

function linesOf(text: string): string[] {
  const { query } = parse(text)
  const segments = splitSegments(text)
  const comments = commentsOf(text)
  const lines: string[] = []
  let done = 0
  const add = (line: string, start: number, end: number): void => {
    if (lines.length > 0 && hasEmptyLine(text.slice(done, start))) lines.push('')
    lines.push(line)
    done = end
  }
  const addComments = (from: number, to: number): void => {
    for (const { start, end } of comments) {
      if (start < from || start >= to) continue
      const comment = text.slice(start, end).trimEnd()
      const isBehind = lines.length > 0 && !text.slice(done, start).includes('\n')
      if (!isBehind) add(comment, start, end)
      else {
        lines[lines.length - 1] += ` ${comment}`
        done = end
      }
    }
  }
  segments.forEach(({ start, end, pipe, on }, i) => {
    addComments(done, start)
    const { node } = query.stages[i]
    const isAll = i === 0 && node.span.start === node.span.end
    if (isAll && on) return
    const keeps = comments.some((comment) => comment.start >= start && comment.start < end) || !on
    const written = keeps ? text.slice(start, end).split('\n').map((line) => line.trimEnd()).join('\n') : bareStage(i, printStage(node))
    add((pipe < 0 ? '' : '| ') + (on ? written : canonicalOff(text, { start, end }, i)), start, end)
  })
  addComments(done, text.length)
  return lines
}

/** The first stage is a search without its name. */
function bareStage(index: number, printed: string): string {
  return index === 0 ? printed.replace(/^search /, '') : printed
}

/** Of a stage that is off only the white space around it is put in order, as it may be one that cannot be read. */
function canonicalOff(text: string, { start, end }: Span, index: number): string {
  const [{ inner }] = splitSegments(text.slice(start, end))
  const bare = text.slice(start + inner.start, start + inner.end)
  return bare === '' && index > 0 ? text.slice(start, end) : switchedOff(bare)
}

function hasEmptyLine(between: string): boolean {
  return /\n[^\S\n]*\n/.test(between)
}

/** The same pipeline with the same comments: else something has been read in another way in its new place. */
function isSame(before: string, after: string): boolean {
  const [first, second] = [parse(before), parse(after)]
  const texts = (text: string): string => JSON.stringify(commentsOf(text).map(({ start, end }) => text.slice(start, end).trimEnd()))
  return second.diagnostics.length === 0 && print(first.query) === print(second.query) && texts(before) === texts(after)
}

/** A pipeline on one line, without comments and without the stages that are off; undefined for one with mistakes. */
export function oneLine(text: string): string | undefined {
  const { query, diagnostics } = parse(text)
  if (diagnostics.length > 0) return undefined
  const all = { type: 'all', span: { start: 0, end: 0 } } as const
  const stages = query.stages.flatMap((stage, i) => {
    if (stage.on) return [stage]
    return i === 0 ? [{ ...stage, on: true, node: { name: 'search' as const, expr: all, span: stage.node.span } }] : []
  })
  return print({ stages })
}
