/**
 * Changes to a query that chips make. They work on the text of whole stages, so that what a person is
 * still typing elsewhere, mistakes included, stays as it is.
 */
import { scanColumnCall } from './columnCall.ts'
import { closingSlash, Lexer } from './lexer.ts'
import { printName, quotedName, switchedOff } from './printer.ts'
import { splitSegments } from './segments.ts'

/** The text of one stage, without comment marks. */
export interface StageText {
  readonly text: string
  readonly on: boolean
  /** Comments between the bar and the stage, and between its end and the next bar, without what is around them; they go where the stage goes. */
  readonly above?: readonly string[]
  readonly behind?: readonly string[]
}

/** The stages of a query as text; the first is the search. */
export function stageTexts(query: string): StageText[] {
  const segments = splitSegments(query)
  return segments.map(({ inner, on, start, end, pipe }, i) => {
    const above = comments(query.slice(pipe + 1, start))
    const behind = comments(query.slice(end, segments[i + 1]?.pipe ?? query.length))
    return { text: query.slice(inner.start, inner.end), on, ...(above.length > 0 ? { above } : {}), ...(behind.length > 0 ? { behind } : {}) }
  })
}

/** The comments of a text that has nothing else. */
function comments(gap: string): string[] {
  return gap.split('\n').map((line) => line.trim()).filter((line) => line.startsWith('//'))
}

/** The query of these stages. */
export function joinStages(stages: readonly StageText[]): string {
  const joined = join(stages)
  const read = stageTexts(joined)
  const same = read.length === stages.length && read.every((stage, i) => stage.text === stages[i].text.trim() && stage.on === stages[i].on)
  // In another place a word such as `/tmp` or `*/5` may be read as the start of a regex or the end of a comment.
  return same ? joined : join(stages.map((stage) => ({ ...stage, text: quoteRiskyWords(stage.text) })))
}

/** Puts a stage before the stage at `index` (1 … number of stages). */
export function addStage(query: string, index: number, text: string): string {
  const stages = stageTexts(query)
  stages.splice(Math.max(1, Math.min(index, stages.length)), 0, { text, on: true })
  return joinStages(stages)
}

/** Puts `text` in place of stage `index`; whether it is on stays. An empty text removes it, or empties the search. */
export function replaceStage(query: string, index: number, text: string): string {
  const stages = stageTexts(query)
  if (!stages[index]) return query
  if (text.trim() === '' && index > 0) return removeStage(query, index)
  stages[index] = { ...stages[index], text }
  return joinStages(stages)
}

/** Switches stage `index` on or off. */
export function toggleStage(query: string, index: number): string {
  const stages = stageTexts(query)
  if (!stages[index]) return query
  stages[index] = { ...stages[index], on: !stages[index].on }
  return joinStages(stages)
}

/** Takes stage `from` out and puts it where stage `to` is. The search stays first. */
export function moveStage(query: string, from: number, to: number): string {
  const stages = stageTexts(query)
  if (from < 1 || to < 1 || from >= stages.length || to >= stages.length) return query
  stages.splice(to, 0, ...stages.splice(from, 1))
  return joinStages(stages)
}

/** Removes stage `index`; the search is emptied. */
export function removeStage(query: string, index: number): string {
  const stages = stageTexts(query)
  if (!stages[index]) return query
  if (index === 0) stages[0] = { ...stages[0], text: '', on: true }
  else stages.splice(index, 1)
  return joinStages(stages)
}

export type Direction = 'ascending' | 'descending'

/** Tells how the stage at the end of a query sorts by a column and nothing else; undefined where it does not. The query is read once for all columns. */
export function sortingOf(query: string): (column: string) => Direction | undefined {
  const sort = sortOf(lastOn(stageTexts(query))?.text)
  return (column) => (sort && (sort.name === printName(column) || sort.name === quotedName(column)) ? sort.direction : undefined)
}

/** Sorts the rows that a query gives by a column: in place of what sorts them at its end by one column, else behind all stages. Undefined: as they come. */
export function sortBy(query: string, column: string, direction: Direction | undefined): string {
  const stages = stageTexts(query)
  const last = lastOn(stages)
  if (last && sortOf(last.text)) stages.splice(stages.indexOf(last), 1)
  if (direction) stages.push({ text: `sort ${direction === 'descending' ? '- ' : ''}${printName(column)}`, on: true })
  return joinStages(stages)
}

const SORT = /^sort\s+([+-]?)\s*(\S.*)$/is
const ONE_NAME = /^(?:[^\s`,()]+|`(?:[^`]|``)+`)$/

/** By what one column a stage sorts, as it is printed; undefined for every other stage. */
function sortOf(text = ''): { readonly name: string; readonly direction: Direction } | undefined {
  const [, sign, written] = SORT.exec(text.trim()) ?? []
  if (written === undefined) return undefined
  const call = scanColumnCall(written, 0, written.length)
  const name = call?.end === written.length ? printName(call.name) : ONE_NAME.test(written) ? written : undefined
  return name === undefined ? undefined : { name, direction: sign === '-' ? 'descending' : 'ascending' }
}

function lastOn(stages: readonly StageText[]): StageText | undefined {
  return stages.slice(1).findLast(({ on }) => on)
}

/** A comment goes on to the end of its line, so what follows stands on the next. */
function join(stages: readonly StageText[]): string {
  let joined = ''
  stages.forEach(({ text, on, above = [], behind = [] }, i) => {
    if (i > 0) joined += joined.endsWith('\n') ? '| ' : ' | '
    joined += above.map((comment) => `${comment}\n`).join('')
    joined += on ? bare(text, i) : switchedOff(bare(text, i))
    if (behind.length > 0) joined += ` ${behind.map((comment) => `${comment}\n`).join('')}`
  })
  return joined.trim()
}

/** A stage without white space and comments around it: one at its end would go on over the next stage. */
function bare(text: string, index: number): string {
  const before = index === 0 ? '' : '| '
  const segments = text.includes('//') ? splitSegments(before + text) : []
  const [segment] = segments.slice(index === 0 ? 0 : 1)
  return segment && segment.on && segments.length === (index === 0 ? 1 : 2) ? (before + text).slice(segment.start, segment.end) : text.trim()
}

function quoteRiskyWords(text: string): string {
  let quoted = ''
  let done = 0
  const lexer = new Lexer(text, 0, text.length)
  for (let lexeme = lexer.next(); lexeme; lexeme = lexer.next()) {
    const word = text.slice(lexeme.start, lexeme.end)
    if (lexeme.kind !== 'word' || !isRisky(word)) continue
    quoted += `${text.slice(done, lexeme.start)}"${word.replace(/\\/g, '\\\\')}"`
    done = lexeme.end
  }
  return quoted + text.slice(done)
}

function isRisky(word: string): boolean {
  return word.startsWith('*/') || word.startsWith('/*') || (word.startsWith('/') && closingSlash(word, 0, word.length) < 0)
}
