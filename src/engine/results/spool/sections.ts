/** Arrays one behind the other in one buffer, each at a multiple of 8 bytes so that it can be looked at in place. */
type Numbers = Float64Array | Uint32Array | Uint8Array

const align = (bytes: number): number => (bytes + 7) & ~7

/** Puts arrays together; whoever takes them apart has to know how long each is. */
export function joinSections(sections: readonly Numbers[]): ArrayBuffer {
  const joined = new Uint8Array(sections.reduce((sum, { byteLength }) => sum + align(byteLength), 0))
  let at = 0
  for (const { buffer, byteOffset, byteLength } of sections) {
    joined.set(new Uint8Array(buffer, byteOffset, byteLength), at)
    at += align(byteLength)
  }
  return joined.buffer
}

/** Takes them apart again, in the same order. */
export class Sections {
  private readonly buffer: ArrayBuffer
  private at = 0

  constructor(buffer: ArrayBuffer) {
    this.buffer = buffer
  }

  doubles(length: number): Float64Array {
    return new Float64Array(this.buffer, this.next(8 * length), length)
  }

  words(length: number): Uint32Array {
    return new Uint32Array(this.buffer, this.next(4 * length), length)
  }

  bytes(length: number): Buffer {
    return Buffer.from(this.buffer, this.next(length), length)
  }

  private next(bytes: number): number {
    const { at } = this
    this.at += align(bytes)
    if (at + bytes > this.buffer.byteLength) throw new RangeError('there are fewer bytes than rows say')
    return at
  }
}
