import type { Format } from './format.ts'

/** What no other format fits: every line is a record, and all that is known of it is the level that its words show. */
export const plain: Format = {
  name: 'plain',
  title: 'Plain text',
  heads: undefined,
  layout: { kind: 'none' },
  level: { from: 'words' },
}
