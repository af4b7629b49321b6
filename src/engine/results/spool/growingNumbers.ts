/** Numbers in a typed array that grows, and is used again. */
export class GrowingNumbers<T extends Float64Array | Uint32Array | Uint8Array> {
  private numbers: T
  private readonly make: new (length: number) => T
  length = 0

  constructor(make: new (length: number) => T, size = 1024) {
    this.make = make
    this.numbers = new make(size)
  }

  push(value: number): void {
    if (this.length === this.numbers.length) {
      const larger = new this.make(2 * this.length)
      larger.set(this.numbers)
      this.numbers = larger
    }
    this.numbers[this.length++] = value
  }

  at(index: number): number {
    return this.numbers[index]
  }

  /** What has been added; good until more is. */
  get all(): T {
    return this.numbers.subarray(0, this.length) as T
  }

  clear(): void {
    this.length = 0
  }
}
