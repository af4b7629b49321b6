/** Templates as the kernels read them (src/kernels/templates.ts). */
import type { TimeLayout } from '../formats/format.ts'
import { layoutProgram } from '../time/layoutProgram.ts'
import type { Op, Step } from './templateSteps.ts'

/** As the kernels know them; a literal is a text that is a field. */
const OPS: Readonly<Record<Op, number>> = {
  text: 0, literal: 0, optional: 1, until: 2, word: 3, far: 4, int: 5, number: 6, quoted: 7, rest: 8, time: 9, one: 10, many: 11, line: 12,
}
const STAMPS: Readonly<Record<TimeLayout['kind'], number>> = { iso: 1, common: 2, epoch: 3, text: 4 }

const STEPS_AT = 12
const STEP_WORDS = 8
const NONE = -1

/**
 * A program of `steps`, of whose fields those have a column that `columnOf` gives one (else -1); `rest`: the field that is what is left of a line that ends too soon;
 * `isOneLine`: the template is of one line. `stamps`, `until`: see compileTime.
 */
export function templateProgram(
  steps: readonly Step[],
  columnOf: (field: number) => number,
  rest: number,
  isOneLine: boolean,
  stamps: readonly TimeLayout[],
  until?: number,
): Buffer {
  const flat = flatten(steps)
  const data = new ProgramData(STEPS_AT + 4 * STEP_WORDS * flat.length)
  const timesAt = flat.some(({ step }) => step.op === 'time') ? addStamps(data, stamps, until) : 0
  const column = (field: number): number => (field < 0 ? NONE : columnOf(field))
  const words = flat.flatMap(({ step, outer, behind }) => {
    const { op, field, text, allowed, stops, limits, fields } = step
    const own = (): readonly number[] => {
      switch (op) {
        case 'text':
        case 'literal':
          return [data.add(Buffer.from(text)), text.length, 0, 0]
        case 'time':
          return [timesAt, 0, 0, 0]
        case 'word':
        case 'until':
        case 'far':
          return [data.add(Buffer.from(allowed)), addTexts(data, stops), addTexts(data, limits), 0]
        case 'one':
        case 'many':
          return [data.add(Buffer.from(allowed)), 0, 0, 0]
        case 'optional': {
          const inside = fields.map(column).filter((each) => each !== NONE)
          return [behind, data.addWords([inside.length, ...inside]), 0, 0]
        }
        default:
          return [0, 0, 0, 0]
      }
    }
    return [OPS[op], column(field), ...own(), outer, 0]
  })
  return data.program([flat.length, column(rest), Number(isOneLine), ...words])
}

interface FlatStep {
  readonly step: Step
  /** The step of what may be missing that it is inside of, from 1; 0: of none. */
  readonly outer: number
  /** Behind what may be missing. */
  readonly behind: number
}

/** What may be missing, with its parts behind it. */
function flatten(steps: readonly Step[], outer = 0, from = 0): FlatStep[] {
  const flat: FlatStep[] = []
  for (const step of steps) {
    const at = from + flat.length
    const inner = flatten(step.inner, at + 1, at + 1)
    flat.push({ step, outer, behind: at + 1 + inner.length }, ...inner)
  }
  return flat
}

/** What steps refer to by its offset in the program; the same content once. */
class ProgramData {
  private readonly parts: Buffer[] = []
  private readonly known = new Map<string, number>()
  private readonly from: number
  private end: number

  constructor(from: number) {
    this.from = from
    this.end = from
  }

  add(content: Buffer): number {
    const key = content.toString('latin1')
    const known = this.known.get(key)
    if (known !== undefined) return known
    const at = this.end
    this.parts.push(content)
    this.end += content.length
    this.known.set(key, at)
    return at
  }

  addWords(words: readonly number[]): number {
    return this.add(Buffer.from(Int32Array.from(words).buffer))
  }

  program(words: readonly number[]): Buffer {
    const head = Buffer.from(Int32Array.from(words).buffer)
    if (head.length !== this.from) throw new Error('a template program of another length than was thought')
    return Buffer.concat([head, ...this.parts])
  }
}

function addTexts(data: ProgramData, texts: readonly Uint8Array[]): number {
  return data.addWords([texts.length, ...texts.flatMap((text) => [data.add(Buffer.from(text)), text.length])])
}

function addStamps(data: ProgramData, stamps: readonly TimeLayout[], until: number | undefined): number {
  const programs = stamps.flatMap((stamp) => [STAMPS[stamp.kind], stamp.kind === 'text' ? data.add(layoutProgram(stamp.text, until)) : 0])
  return data.addWords([stamps.length, ...programs])
}
