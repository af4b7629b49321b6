/** Fields that every format with them has alike, whatever its layout calls them. */
import type { Format } from './format.ts'
import { REQUEST_PARTS, type RequestPart } from './requestLine.ts'

const RAW = 'raw.'

/** Whether a format gives the field beside those of its layout. */
export function isOwnField(format: Format, name: string): boolean {
  switch (name) {
    case 'time':
      return format.time !== undefined
    case 'level':
      return format.level !== undefined
    case 'message':
      return format.message !== undefined
    default:
      return format.request !== undefined && REQUEST_PARTS.includes(name as RequestPart)
  }
}

/** What a field that is none of its own is called in the format's layout. */
export function layoutName(format: Format, name: string): string {
  const behind = name.slice(RAW.length)
  return name.startsWith(RAW) && isOwnField(format, behind) ? behind : name
}

/** What a field of its layout is called among all fields of a format. */
export function layoutField(format: Format, name: string): string {
  return isOwnField(format, name) ? RAW + name : name
}
