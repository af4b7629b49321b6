/** A part of a packed file that opens on its own. */
export interface IndexedMember {
  /** Bytes of the file. */
  readonly packed: number
  /** Bytes of its content, as the file says. */
  readonly plain: number
}

/** Members that are short are opened together, up to so much content; they may have so many bytes. */
const TOGETHER_PLAIN = 1024 * 1024
const TOGETHER_PACKED = 2 * TOGETHER_PLAIN

/** More than this is not worth opening for a few rows, and takes memory in each thread. */
const MOST_BYTES = 4 * 1024 * 1024

/** Each takes a call of the decoder: of very many, with so little content on average, the same is had sooner from a spool. */
const MANY = 256
const LITTLE = 4096

/** Where the members of a file are that follow each other from its start, as they are found. */
export class MemberIndex {
  readonly packed: number[] = [0]
  readonly plain: number[] = [0]
  private packedTogether = 0
  private plainTogether = 0
  private members = 0

  /** False for one that is too long. */
  add({ packed, plain }: IndexedMember): boolean {
    if (packed > MOST_BYTES || plain > MOST_BYTES) return false
    if (this.plainTogether + plain > TOGETHER_PLAIN || this.packedTogether + packed > TOGETHER_PACKED) this.close()
    this.members++
    this.packedTogether += packed
    this.plainTogether += plain
    return true
  }

  /** It is whole. Undefined if it is of no use. */
  end(): this | undefined {
    this.close()
    const bytes = this.plain[this.plain.length - 1]
    return bytes === 0 || (this.members > MANY && bytes < this.members * LITTLE) ? undefined : this
  }

  private close(): void {
    if (this.packedTogether === 0) return
    this.packed.push(this.packed[this.packed.length - 1] + this.packedTogether)
    this.plain.push(this.plain[this.plain.length - 1] + this.plainTogether)
    this.packedTogether = this.plainTogether = 0
  }
}
