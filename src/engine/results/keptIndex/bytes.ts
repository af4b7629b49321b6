/** What is read is not what was written: thrown by `ByteReader` instead of reading beyond the end. */
export class DamagedError extends Error {}

/** Bytes of a number that `varint` writes, at most: seven bits each. */
export const MAX_VARINT_BYTES = 8

/** Writes numbers and texts one behind the other, little endian. */
export class ByteWriter {
  private buffer = Buffer.allocUnsafe(4096)
  private length = 0

  byte(value: number): void {
    this.grow(1)
    this.buffer[this.length++] = value
  }

  /** A whole number from 0 to 2^53: seven bits a byte, the lowest first, the top bit on all but the last. */
  varint(value: number): void {
    this.grow(MAX_VARINT_BYTES)
    let rest = value
    // Beyond 32 bits shifts do not work.
    for (; rest >= 0x8000_0000; rest = Math.floor(rest / 128)) this.buffer[this.length++] = (rest % 128) | 0x80
    for (; rest >= 0x80; rest >>>= 7) this.buffer[this.length++] = (rest & 0x7f) | 0x80
    this.buffer[this.length++] = rest
  }

  float(value: number): void {
    this.grow(8)
    this.length = this.buffer.writeDoubleLE(value, this.length)
  }

  /** 64 bits; what is beyond is lost. */
  integer(value: bigint): void {
    this.grow(8)
    this.length = this.buffer.writeBigUInt64LE(BigInt.asUintN(64, value), this.length)
  }

  bytes(bytes: Uint8Array): void {
    this.grow(bytes.length)
    this.buffer.set(bytes, this.length)
    this.length += bytes.length
  }

  text(text: string): void {
    const bytes = Buffer.from(text)
    this.varint(bytes.length)
    this.bytes(bytes)
  }

  /** What has been written since the last `take`. */
  take(): Buffer {
    const taken = Buffer.from(this.buffer.subarray(0, this.length))
    this.length = 0
    return taken
  }

  private grow(by: number): void {
    if (this.length + by <= this.buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(2 * this.buffer.length, this.length + by))
    this.buffer.copy(larger, 0, 0, this.length)
    this.buffer = larger
  }
}

/** Reads what `ByteWriter` wrote. Throws DamagedError where that cannot be. */
export class ByteReader {
  private readonly buffer: Buffer
  private at = 0

  constructor(buffer: Buffer) {
    this.buffer = buffer
  }

  /** Bytes that have not been read. */
  get left(): number {
    return this.buffer.length - this.at
  }

  byte(): number {
    return this.buffer[this.take(1)]
  }

  varint(): number {
    let value = 0
    let scale = 1
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      const byte = this.byte()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 128
    }
    throw new DamagedError('a number is too long')
  }

  float(): number {
    return this.buffer.readDoubleLE(this.take(8))
  }

  integer(): bigint {
    return this.buffer.readBigUInt64LE(this.take(8))
  }

  /** A view. */
  bytes(length: number): Buffer {
    const from = this.take(length)
    return this.buffer.subarray(from, from + length)
  }

  text(): string {
    return this.bytes(this.varint()).toString('utf8')
  }

  private take(length: number): number {
    if (length > this.left) throw new DamagedError('it ends too early')
    const from = this.at
    this.at += length
    return from
  }
}
