/** The query as the panel's two views need it. */
import type { Diagnostic, FieldInfo } from '../../common/protocol.ts'
import { complete, hover } from '../../engine/language/language.ts'
import type { Token } from '../../engine/query/ast.ts'
import { addStage, joinStages, moveStage, removeStage, replaceStage, stageTexts, toggleStage } from '../../engine/query/editing.ts'
import type { Assist } from '../query/suggest.ts'
import { strings } from '../strings.ts'
import { describe, parse, stages as declared } from '../../engine/stages/registry.ts'

export interface ChipInfo {
  readonly text: string
  readonly on: boolean
  readonly label: string
  /** Codicon. */
  readonly icon: string
  readonly usage: string
  /** Mistakes in the stage's text, for its tooltip. */
  readonly mistakes: readonly string[]
}

export interface StageOffer {
  readonly name: string
  readonly summary: string
  readonly icon: string
  readonly template: { readonly text: string; readonly select?: readonly [number, number] }
}

export type Edit =
  | { readonly type: 'add'; readonly index: number; readonly text: string }
  | { readonly type: 'replace'; readonly index: number; readonly text: string }
  | { readonly type: 'toggle'; readonly index: number }
  | { readonly type: 'move'; readonly from: number; readonly to: number }
  | { readonly type: 'remove'; readonly index: number }

/** Tables can be sorted. */
export const canSort = declared.some(({ names }) => names.includes('sort'))

export function applyEdit(query: string, edit: Edit): string {
  switch (edit.type) {
    case 'add':
      return addStage(query, edit.index, edit.text)
    case 'replace':
      return replaceStage(query, edit.index, edit.text)
    case 'toggle':
      return toggleStage(query, edit.index)
    case 'move':
      return moveStage(query, edit.from, edit.to)
    case 'remove':
      return removeStage(query, edit.index)
  }
}

/** Mistakes of a query; empty for one that can be run. */
export function diagnose(query: string): readonly Diagnostic[] {
  return parse(query).diagnostics
}

/** Whether two texts are the same pipeline but for white space around its stages. */
export function samePipeline(a: string, b: string): boolean {
  if (a === b) return true
  const left = stageTexts(a)
  const right = stageTexts(b)
  return left.length === right.length && left.every(({ text, on }, i) => text === right[i].text && on === right[i].on)
}

export function chipsOf(query: string): readonly ChipInfo[] {
  const texts = stageTexts(query)
  const { query: read, diagnostics } = parse(query)
  return read.stages.map((stage, index) => {
    const { name } = stage.node
    const declaration = declared.find((one) => one.names[0] === name)
    const { start, end } = stage.span
    const mistakes = diagnostics.filter((one) => one.start <= end && one.end >= start).map(({ message }) => message)
    const { text, on } = texts[index]
    const label = index === 0 ? text || strings.allRows : describe(stage.node) || text
    return { text, on, label, icon: declaration?.icon ?? (index === 0 ? 'search' : 'question'), usage: declaration?.usage ?? '', mistakes }
  })
}

export function stageOffers(): readonly StageOffer[] {
  return declared.map(({ names, summary, icon, template }) => ({ name: names[0], summary, icon, template }))
}

/** Tokens and mistakes of one stage's text, as it is edited in its chip. */
export function readStage(text: string, first: boolean): { tokens: readonly Token[]; diagnostics: readonly Diagnostic[] } {
  const before = first ? '' : '| '
  const { tokens, diagnostics } = parse(before + text)
  const shift = <T extends { readonly start: number; readonly end: number }>(spans: readonly T[]): T[] =>
    spans
      .filter(({ end }) => end > before.length)
      .map((span) => ({ ...span, start: Math.max(0, span.start - before.length), end: span.end - before.length }))
  if (before && text.trim() === '') return { tokens: [], diagnostics: [] }
  return { tokens: shift(tokens), diagnostics: shift(diagnostics) }
}

/** The stages in front of stage `index`, as they stand before its text. */
export function textBefore(query: string, index: number): string {
  return index === 0 ? '' : `${joinStages(stageTexts(query).slice(0, index))} | `
}

/** Completion and help for a text that stands behind `before`. */
export function assistBehind(before: string, fields: () => readonly FieldInfo[], wake: () => void): Assist {
  const { length } = before
  return {
    wake,
    complete(text, offset) {
      const { start, end, items } = complete(before + text, length + offset, fields())
      return { start: Math.max(0, start - length), end: end - length, items }
    },
    hover(text, offset) {
      const found = hover(before + text, length + offset, fields())
      return found && { ...found, start: found.start - length, end: found.end - length }
    },
  }
}
