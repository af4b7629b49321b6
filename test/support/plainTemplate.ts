/** Lines of a template, read part by part with expressions on text: the slow twin of records/fields/template.ts. */
import { parseTemplate, type TemplatePart } from '../../src/engine/records/formats/template.ts'
import { plainLayout } from './plainLayout.ts'

export interface PlainLine {
  /** Whether all of the template is there. */
  readonly whole: boolean
  readonly time: number
  readonly fields: Readonly<Record<string, string>>
}

interface State {
  at: number
  time: number
  fields: Record<string, string>
}

/** `text`: the line as Latin-1; `layout`: how its time is written; `until`: as plainLayout takes it. */
export function plainTemplate(template: string, layout: string, until: number, text: string): PlainLine {
  const parts = parseTemplate(template)
  const last = parts[parts.length - 1]
  const state: State = { at: 0, time: NaN, fields: {} }
  const whole = parts.every((part, i) => {
    const before = { ...state, fields: { ...state.fields } }
    const isThere = readPart(part, parts.slice(i + 1), state)
    if (!isThere) Object.assign(state, before)
    return isThere
  })
  if (!whole && last.kind === 'field' && last.shape === 'rest') take(state, last.name, text.slice(state.at).replace(/^[ \t]+/, ''))
  return { whole, time: state.time, fields: state.fields }

  function readPart(part: TemplatePart, next: readonly TemplatePart[], to: State): boolean {
    if (part.kind === 'optional') {
      const copy = { ...to, fields: { ...to.fields } }
      const isThere = part.parts.every((inner, i) => readPart(inner, [...part.parts.slice(i + 1), ...next], copy))
      if (isThere) Object.assign(to, copy)
      return true
    }
    if (part.kind === 'text') return sticky(textExpression(part.text), to) !== undefined
    switch (part.shape) {
      case 'time': {
        const { time, end } = plainLayout(layout, until, text.slice(to.at))
        if (Number.isNaN(time)) return false
        to.time = time
        take(to, part.name, text.slice(to.at, to.at + end))
        to.at += end
        return true
      }
      case 'rest':
        take(to, part.name, text.slice(to.at))
        to.at = text.length
        return true
      case 'line':
        take(to, part.name, text.slice(to.at))
        return true
      case 'int':
        return takeFound(to, part.name, sticky('\\d+', to))
      case 'literal':
        return takeFound(to, part.name, sticky(textExpression(part.text ?? ''), to))
      case 'number':
        return takeFound(to, part.name, sticky('[+-]?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?', to))
      case 'one':
      case 'many':
        return takeTrimmed(to, part.name, sticky(`${part.class}${part.shape === 'many' ? '+' : ''}`, to), part.shape === 'many')
      case 'quoted': {
        const found = sticky('"(?:[^"\\\\]|\\\\[^])*"', to)
        if (found !== undefined && found !== '"-"') take(to, part.name, found.slice(1, -1))
        return found !== undefined
      }
      case 'far':
      case 'until':
      case 'word': {
        const stops = stopExpression(next)
        const limits = part.shape === 'far' ? stopExpression(next.slice(2)) : ''
        const stop = part.shape === 'far' ? farStop(to.at, stops, limits) : nearStop(to.at, stops, part.shape === 'word')
        if (stop < 0) return false
        const value = text.slice(to.at, stop)
        to.at = stop
        return takeTrimmed(to, part.name, value, true)
      }
    }
  }

  function sticky(source: string, to: State): string | undefined {
    const expression = new RegExp(source, 'y')
    expression.lastIndex = to.at
    const found = expression.exec(text)?.[0]
    to.at += found?.length ?? 0
    return found
  }

  function standsAt(source: string, at: number): boolean {
    const expression = new RegExp(source, 'y')
    expression.lastIndex = at
    return expression.test(text)
  }

  function nearStop(from: number, stops: string, isWord: boolean): number {
    for (let at = from; at <= text.length; at++) {
      if (standsAt(stops, at)) return at
      if (isWord && /[ \t]/.test(text.charAt(at))) return -1
    }
    return -1
  }

  function farStop(from: number, stops: string, limits: string): number {
    let last = -1
    for (let at = from; at < text.length; at++) {
      if (standsAt(stops, at)) last = at
      else if (last >= 0 && standsAt(limits, at)) return last
    }
    return -1
  }
}

function take(state: State, name: string | undefined, value: string): void {
  if (name !== undefined && value !== '') state.fields[name] = value
}

function takeFound(state: State, name: string | undefined, value: string | undefined): boolean {
  if (value !== undefined) take(state, name, value)
  return value !== undefined
}

function takeTrimmed(state: State, name: string | undefined, value: string | undefined, trims: boolean): boolean {
  const shown = trims ? value?.replace(/^[ \t]+|[ \t]+$/g, '') : value
  if (shown !== undefined && (shown !== '-' || !trims)) take(state, name, shown)
  return value !== undefined
}

function textExpression(text: string): string {
  const latin = Buffer.from(text).toString('latin1')
  return [...latin].map((char) => (char === ' ' ? '(?:[ \\t]+|$)' : char.replace(/\W/, '\\$&'))).join('')
}

function stopExpression(next: readonly TemplatePart[]): string {
  const [first, ...others] = next
  if (first === undefined) return '(?:[ \\t]+|$)'
  if (first.kind === 'text') return textExpression(first.text)
  if (first.kind === 'field' && first.shape === 'literal') return textExpression(first.text ?? '')
  if (first.kind === 'optional') return `(?:${stopExpression([...first.parts])}|${stopExpression(others)})`
  throw new RangeError('a field before a field')
}
