import { randomBytes } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'

/**
 * Random bytes that nobody can foresee. Of the system's own device where there is one: Node's cryptography takes longer to load than a small file takes to be
 * counted.
 */
export function unforeseen(size: number): Buffer {
  return ofDevice(size) ?? randomBytes(size)
}

function ofDevice(size: number): Buffer | undefined {
  // There a path of this kind is a file's on the current drive, which anybody may have put there.
  if (process.platform === 'win32') return undefined
  try {
    const descriptor = openSync('/dev/urandom', 'r')
    try {
      const bytes = Buffer.alloc(size)
      return readSync(descriptor, bytes) === size ? bytes : undefined
    } finally {
      closeSync(descriptor)
    }
  } catch {
    return undefined
  }
}
