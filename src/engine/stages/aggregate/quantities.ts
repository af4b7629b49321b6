/** Values that are computed with as numbers though they have a unit: durations (1.5s), sizes (10KB), times. */
import { formatBytes, formatDuration, parseBytes, parseDuration } from '../../query/expression/quantities.ts'
import type { FieldValue } from '../../records/batch.ts'
import { ValueKind, type SpanColumn } from '../../records/spans.ts'
import { isoText } from '../../records/time/isoText.ts'
import { zoneOf } from '../../records/time/zones.ts'

export const QuantityKind = { Number: 0, Duration: 1, Bytes: 2, Time: 3 } as const

/** A value with a unit: milliseconds or bytes. */
export function readQuantity(text: string): { readonly kind: number; readonly value: number } | undefined {
  const duration = parseDuration(text)
  if (duration !== undefined) return Number.isFinite(duration) ? { kind: QuantityKind.Duration, value: duration } : undefined
  const bytes = parseBytes(text)
  return bytes !== undefined && Number.isFinite(bytes) ? { kind: QuantityKind.Bytes, value: bytes } : undefined
}

const POINT = 0x2e
const MINUS = 0x2d

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}

/** Whether a value is to be decoded to see if it is one: it begins as a number and ends as a unit. */
export function mayBeQuantity({ bytes, starts, ends, kinds }: SpanColumn, row: number): boolean {
  const kind = kinds[row]
  if (kind === ValueKind.Escaped) return true
  if (kind !== ValueKind.Text) return false
  const start = starts[row]
  const first = bytes[start]
  if (!isDigit(first) && first !== POINT && first !== MINUS) return false
  const last = bytes[ends[row] - 1] | 0x20
  // Of ms, s, m, h, d, w; B in either case.
  return last === 0x73 || last === 0x6d || last === 0x68 || last === 0x64 || last === 0x77 || last === 0x62
}

/** A number of some kind as it is shown; times by the clocks of a zone. */
export function quantityText(kind: number, value: number, zone?: string): FieldValue {
  switch (kind) {
    case QuantityKind.Duration:
      return formatDuration(value)
    case QuantityKind.Bytes:
      return formatBytes(value)
    case QuantityKind.Time:
      return isoText(value, zoneOf(zone)) ?? value
    default:
      return value
  }
}
