/** Layouts of stamps as the kernels read them (src/kernels/shared/layouts.ts). */
import { CONVERSIONS, layoutParts } from './layout.ts'
import { LayoutReader } from './layoutReader.ts'
import { asPhase, TURN_MS } from './turns.ts'

const KINDS = ['nothing', 'year', 'day', 'hour'] as const
/** The numbers that a layout begins with, before its parts. */
const HEAD_BYTES = 48
const MONTHS = 12
const DAYS = 31
/** Dates are found by 32 * month + day. */
const DATES = 32 * (MONTHS + 1)

/** The program of a layout; see LayoutReader for `until`. */
export function layoutProgram(layout: string, until?: number): Buffer {
  const { lacks, turning, until: day, latest, dateAt } = new LayoutReader(layout, until).dating
  const parts = layoutParts(layout)
  const datesAt = HEAD_BYTES + 2 * parts.length
  const program = Buffer.alloc(datesAt + (lacks === 'year' ? 8 * DATES : 0))
  program.writeUInt32LE(KINDS.indexOf(lacks), 0)
  program.writeUInt32LE(parts.length, 4)
  program.writeUInt32LE(datesAt, 8)
  program.writeDoubleLE(day, 16)
  program.writeDoubleLE(latest, 24)
  program.writeDoubleLE(turning ? TURN_MS[turning] : 0, 32)
  program.writeDoubleLE(turning ? asPhase(0, turning) : 0, 40)
  parts.forEach((part, i) => {
    const at = HEAD_BYTES + 2 * i
    if ('char' in part) program.writeUInt8(part.char.charCodeAt(0), at + 1)
    else program.writeUInt8(CONVERSIONS.indexOf(part.conversion) + 1, at)
  })
  if (lacks === 'year') {
    for (let month = 1; month <= MONTHS; month++) for (let of = 1; of <= DAYS; of++) program.writeDoubleLE(dateAt(month, of), datesAt + 8 * (32 * month + of))
  }
  return program
}
