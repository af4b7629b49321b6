/** Slow twin of the mask of messages (src/engine/stages/aggregate/patterns/mask.ts). */

/** Masks a message whose bytes are the characters of `message`. */
export function plainMask(message: string, limit: number): string {
  let text = message
  if (text.length > limit) {
    const cut = text.slice(0, limit)
    const whole = /^.*[\0-\x20]/s.exec(cut)?.[0]
    text = whole ?? cut
  }
  const masked = text.replaceAll('\x01', ' ').replace(/[^\0-\x20=,;:()[\]{}<>"'|]+/g, (word) => {
    const digits = word.replace(/\D/g, '').length
    const letters = word.replace(/[^A-Za-z\x80-\xff]/g, '').length
    const isPath = letters > 0 && (word.startsWith('/') || word.split('/').length > 2)
    return digits > 1 || (digits === 1 && letters < 3) || isPath ? '\x01' : word
  })
  // Control characters of the message itself are blanks; the marks are not of them.
  const blanks = masked.replace(/[\0\x02-\x20]+/g, ' ').replace(/^ | $/g, '')
  return blanks.replace(/\x01(?:[:,]\x01)+/g, '\x01')
}
