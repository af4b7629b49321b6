import { createHash } from 'node:crypto'
import type { FormatDeclaration } from '../../../common/protocol.ts'

/** What an index says of the format of a source: in another encoding, or by another declaration, the same bytes are other records. */
export function indexedFormat(format: string, declared: FormatDeclaration | undefined, encoding: string | undefined): string {
  const own = declared ? ` ${hashOf(declared)}` : ''
  return encoding === undefined ? `${format}${own}` : `${format}${own} in ${encoding}`
}

/** Of all that says what records are, so not of titles and samples. */
function hashOf({ expression, time, levels, types, head }: FormatDeclaration): string {
  return createHash('sha256').update(JSON.stringify([expression, time, levels, types, head])).digest('hex').slice(0, 16)
}
