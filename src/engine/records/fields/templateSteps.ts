/** What is done for each part of a template's line. */
import { bytesOfClass } from '../formats/byteClass.ts'
import { templateNames, type FieldShape, type TemplatePart } from '../formats/template.ts'
import { isBlank, NEWLINE, SPACE } from './templateScan.ts'

export type Op = 'text' | 'optional' | FieldShape

export interface Step {
  readonly op: Op
  /** Number of the field; -1 for one that is passed over. */
  readonly field: number
  /** Of a text or literal. */
  readonly text: Uint8Array
  /** 1 for each byte of a class; of a field that ends at something, for each that this may begin with, or that ends a line. */
  readonly allowed: Uint8Array
  /** What a field ends at. */
  readonly stops: readonly Uint8Array[]
  /** What the field behind a `far` one ends at. */
  readonly limits: readonly Uint8Array[]
  /** Of what may be missing: its parts, and the numbers of all its fields. */
  readonly inner: readonly Step[]
  readonly fields: readonly number[]
}

/** `behind`: what follows the parts. Throws RangeError where the end of a field cannot be found. */
export function compileSteps(parts: readonly TemplatePart[], names: readonly string[], behind: readonly TemplatePart[]): Step[] {
  return parts.map((part, i) => {
    const next = [...parts.slice(i + 1), ...behind]
    const none = { field: -1, text: new Uint8Array(), allowed: new Uint8Array(), stops: [], limits: [], inner: [], fields: [] }
    if (part.kind === 'text') return { ...none, op: 'text', text: Buffer.from(part.text) }
    if (part.kind === 'optional') {
      const fields = templateNames(part.parts).map((name) => names.indexOf(name))
      return { ...none, op: 'optional', inner: compileSteps(part.parts, names, next), fields }
    }
    const field = part.name === undefined ? -1 : names.indexOf(part.name)
    const { shape } = part
    if (shape === 'literal') return { ...none, op: shape, field, text: Buffer.from(part.text ?? '') }
    if (shape === 'one' || shape === 'many') return { ...none, op: shape, field, allowed: classOf(part.class ?? '') }
    if (shape !== 'until' && shape !== 'word' && shape !== 'far') return { ...none, op: shape, field }
    // A far one ends at a text, which a field follows.
    const limits = shape === 'far' ? stopsOf(next.slice(2)) : []
    const stops = stopsOf(next)
    return { ...none, op: shape, field, stops, limits, allowed: beginningOf([...stops, ...limits], shape === 'word') }
  })
}

/** The texts of which one stands behind a field. */
function stopsOf(next: readonly TemplatePart[]): Uint8Array[] {
  if (next.length === 0) return [END]
  const [first, ...others] = next
  if (first.kind === 'text') return [Buffer.from(first.text)]
  if (first.kind === 'field' && first.shape === 'literal') return [Buffer.from(first.text ?? '')]
  if (first.kind === 'optional') return [...stopsOf(first.parts), ...stopsOf(others)]
  throw new RangeError(`the end of a field before {${first.name ?? ''}} cannot be found`)
}

const CR = 13

/** A blank, or the end of the line. */
const END = Uint8Array.of(SPACE)

/** Formats have few different ones. */
const classes = new Map<string, Uint8Array>()

function classOf(characters: string): Uint8Array {
  // A value is in one line.
  const found = classes.get(characters) ?? setOf(bytesOfClass(characters).filter((byte) => byte !== NEWLINE))
  classes.set(characters, found)
  return found
}

/** 1 for each byte that is of a set. */
function setOf(bytes: Iterable<number>): Uint8Array {
  const set = new Uint8Array(256)
  for (const byte of bytes) set[byte] = 1
  return set
}

/** 1 for the bytes that one of the texts may begin with, and for line ends; and for blanks, if a field may have none. */
function beginningOf(texts: readonly Uint8Array[], noBlanks: boolean): Uint8Array {
  const set = setOf([...texts.map(([first]) => first), NEWLINE, CR])
  if (noBlanks || set[SPACE] === 1) for (let byte = 0; byte <= SPACE; byte++) if (isBlank(byte)) set[byte] = 1
  return set
}
