/** Something that is kept in the memory of the kernels as long as there is room. */
export interface Placed {
  /** Where it is; it is written again if something else has taken its place. */
  address(): number
}

/**
 * A small part of the kernels' memory for what is searched for. Searches come and go without being given back, so when it is
 * full it is used from the start again, and who comes back later has to write again.
 */
export class Scratch {
  private readonly memory: Buffer
  private end = 0
  private round = 0

  /** `memory` starts at address 0. */
  constructor(memory: Buffer) {
    this.memory = memory
  }

  /** Room for what `contentAt` gives for an address; undefined for more than there is room for. */
  place(length: number, contentAt: (address: number) => Buffer): Placed | undefined {
    if (length > this.memory.length) return undefined
    let round = -1
    let at = 0
    return {
      address: () => {
        if (round !== this.round) {
          at = this.take(length)
          round = this.round
          contentAt(at).copy(this.memory, at)
        }
        return at
      },
    }
  }

  private take(length: number): number {
    if (this.end + length > this.memory.length) {
      this.end = 0
      this.round++
    }
    const at = this.end
    this.end += length
    return at
  }
}
