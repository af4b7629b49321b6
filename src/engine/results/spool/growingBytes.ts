/** A buffer that grows by what is added, and is used again. */
export class GrowingBytes {
  private bytes: Buffer
  length = 0

  constructor(size = 1024) {
    this.bytes = Buffer.allocUnsafeSlow(size)
  }

  add(from: Buffer, start: number, end: number): void {
    this.makeRoom(end - start)
    this.length += from.copy(this.bytes, this.length, start, end)
  }

  text(text: string): void {
    // A UTF-16 unit has at most three bytes.
    this.makeRoom(3 * text.length)
    this.length += this.bytes.write(text, this.length)
  }

  byte(value: number): void {
    this.makeRoom(1)
    this.bytes[this.length++] = value
  }

  /** What has been added; good until more is. */
  get all(): Buffer {
    return this.bytes.subarray(0, this.length)
  }

  clear(): void {
    this.length = 0
  }

  private makeRoom(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.bytes.length, this.length + more))
    larger.set(this.all)
    this.bytes = larger
  }
}
