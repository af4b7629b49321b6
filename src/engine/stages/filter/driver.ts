import type { SearchExpr } from '../../query/ast.ts'
import { describeWindow, windowText } from './describeWindow.ts'
import { requiredLiterals } from './literals.ts'
import { isBytewise, likelihood, type Needle } from './needles.ts'
import { ignoresCase } from './smartCase.ts'
import { requiredWindows, windowLikelihood, type ByteWindow } from './windows.ts'

/** How a search expression is decided on raw bytes: every row that it holds for contains one of the needles or windows. */
export interface Driver {
  readonly needles: readonly Needle[]
  readonly windows: readonly ByteWindow[]
  /** It holds for every row that contains one: nothing has to be decoded. */
  readonly exact: boolean
  /** Drivers that have the same are those of one expression, which matches within a line: all of them are on that line. */
  readonly line?: object
}

/** More needles than this are not looked for together. */
const MAX_NEEDLES = 48
/** More windows than this cost more than they can save. */
const MAX_WINDOWS = 4
/** Which of them is the best is measured, so there should be few. */
const MAX_DRIVERS = 5

/**
 * The drivers of an expression, any of which will do; first the one that is rarest by a rough guess. None where every line has to be looked at;
 * only one where it is exact.
 */
export function driversOf(expr: SearchExpr): readonly Driver[] {
  switch (expr.type) {
    case 'phrase':
      if (!isBytewise(expr.text)) return []
      return [{ needles: [{ text: expr.text, folding: ignoresCase(expr.text) ? 'unicode' : 'none' }], windows: [], exact: true }]
    case 'regex':
      return regexDrivers(expr.source, expr.flags)
    case 'and':
      return rarest(expr.items.flatMap(driversOf).map((driver) => ({ ...driver, exact: false })))
    case 'or':
      return anyOf(expr.items.map(driversOf))
    default:
      return []
  }
}

function regexDrivers(source: string, flags: string): readonly Driver[] {
  const literals = requiredLiterals(source, flags)
  if (literals?.exact) return [{ ...literals, windows: [] }]
  const line = {}
  const windows = requiredWindows(source, flags).map((choice): Driver => ({ needles: [], windows: choice, exact: false, line }))
  if (!literals) return rarest(windows)
  // What is a part of the text is found faster as the text.
  const texts = literals.needles.map(({ text }) => text.toLowerCase())
  const isText = (window: ByteWindow): boolean => texts.some((text) => text.includes(windowText(window) ?? '\n'))
  const others = windows.filter((driver) => !driver.windows.every(isText))
  return rarest([{ ...literals, windows: [], line }, ...others])
}

function rarest(drivers: readonly Driver[]): readonly Driver[] {
  return drivers.toSorted((a, b) => driverLikelihood(a) - driverLikelihood(b)).slice(0, MAX_DRIVERS)
}

function driverLikelihood({ needles, windows }: Driver): number {
  return likelihood(needles) + windowLikelihood(windows)
}

function anyOf(items: readonly (readonly Driver[])[]): readonly Driver[] {
  if (!items.every((drivers) => drivers.length > 0)) return []
  const firsts = items.map(([driver]) => driver)
  const needles = firsts.flatMap((driver) => driver.needles)
  const windows = firsts.flatMap((driver) => driver.windows)
  if (needles.length > MAX_NEEDLES || windows.length > MAX_WINDOWS) return []
  return [{ needles, windows, exact: firsts.every(({ exact }) => exact) }]
}

/** What is searched in the bytes, for people who want to know why a search is fast or slow. */
export function describeDriver(drivers: readonly Driver[]): string {
  if (drivers.length === 0) return 'none: every line is decoded'
  const each = drivers.map(describeOne)
  const chosen = each.length === 1 ? each[0] : `whichever is on the fewest lines: ${each.join('; ')}`
  return `bytes: ${chosen}, ${drivers[0].exact ? 'exact' : 'then the expression on the line'}`
}

function describeOne({ needles, windows }: Driver): string {
  const texts = needles.map(({ text, folding }) => JSON.stringify(text) + (folding === 'none' ? '' : ' (ignoring case)'))
  texts.push(...windows.map(describeWindow))
  return texts.length === 1 ? texts[0] : `any of ${texts.join(', ')}`
}
