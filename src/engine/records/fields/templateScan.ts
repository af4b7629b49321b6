/** Finds where the parts of a template's line end. */
import { isDigit } from '../time/stamp.ts'
import type { Step } from './templateSteps.ts'

/** Stands for blanks in a text. */
export const SPACE = 0x20
const TAB = 9
/** Stands for a line end in a text. */
export const NEWLINE = 10
const CR = 13
const MINUS = 0x2d

type Stops = Pick<Step, 'op' | 'stops' | 'limits' | 'allowed'>

export function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB
}

export function blanksEnd(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && isBlank(bytes[at])) at++
  return at
}

/** Behind a text, in which a space stands for some blanks, or for none at the end, and a newline for LF or CRLF; -1 where it is not. */
export function textEnd(text: Uint8Array, bytes: Uint8Array, at: number, end: number): number {
  for (let i = 0; i < text.length; i++) {
    if (text[i] === SPACE) {
      if (at < end && !isBlank(bytes[at])) return -1
      at = blanksEnd(bytes, at, end)
    } else if (text[i] === NEWLINE) {
      if (at + 1 < end && bytes[at] === CR) at++
      if (at >= end || bytes[at++] !== NEWLINE) return -1
    } else if (at >= end || bytes[at++] !== text[i]) return -1
  }
  return at
}

function stopsAt(stops: readonly Uint8Array[], bytes: Uint8Array, at: number, end: number): boolean {
  for (let i = 0; i < stops.length; i++) {
    const text = stops[i]
    const first = text[0]
    const byte = bytes[at]
    const may = at === end ? first === SPACE : byte === first || (first === SPACE && byte === TAB) || (first === NEWLINE && byte === CR)
    if (may && textEnd(text, bytes, at, end) >= 0) return true
  }
  return false
}

/** Where a field ends, which is in its line; -1 where nothing stands that it could end at. */
export function firstStop({ op, stops, allowed }: Stops, bytes: Uint8Array, at: number, end: number): number {
  for (; ; at++) {
    while (at < end && allowed[bytes[at]] === 0) at++
    if (stopsAt(stops, bytes, at, end)) return at
    if (at >= end || bytes[at] === NEWLINE || (op === 'word' && isBlank(bytes[at]))) return -1
  }
}

/** The same for a `far` one. */
export function lastStop({ stops, limits, allowed }: Stops, bytes: Uint8Array, at: number, end: number): number {
  let last = -1
  for (; at < end; at++) {
    if (allowed[bytes[at]] === 0) continue
    if (stopsAt(stops, bytes, at, end)) last = at
    else if (last >= 0 && stopsAt(limits, bytes, at, end)) return last
  }
  return -1
}

/** The end of the line, without its line end. */
export function restEnd(bytes: Uint8Array, at: number, end: number): number {
  const newline = bytes.subarray(at, end).indexOf(NEWLINE)
  if (newline < 0) return end
  return newline > 0 && bytes[at + newline - 1] === CR ? at + newline - 1 : at + newline
}

/** Behind a number as people write it; `at` where there is none. */
export function numberEnd(bytes: Uint8Array, at: number, end: number): number {
  const digitsEnd = (from: number): number => {
    while (from < end && isDigit(bytes[from])) from++
    return from
  }
  const isSign = at < end && (bytes[at] === MINUS || bytes[at] === 0x2b)
  const first = isSign ? at + 1 : at
  let stop = digitsEnd(first)
  if (stop === first) return at
  if (stop + 1 < end && bytes[stop] === 0x2e && isDigit(bytes[stop + 1])) stop = digitsEnd(stop + 1)
  if (stop + 1 < end && (bytes[stop] | 0x20) === 0x65) {
    const exponent = bytes[stop + 1] === MINUS || bytes[stop + 1] === 0x2b ? stop + 2 : stop + 1
    if (exponent < end && isDigit(bytes[exponent])) stop = digitsEnd(exponent)
  }
  return stop
}
