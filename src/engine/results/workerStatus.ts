/** Where a worker is, in shared memory: written by the worker without locks, read by the watchdog. */
export const WorkerState = { Idle: 0, Working: 1, Reading: 2, Testing: 3 } as const

/** Instead of the number of a stage: it is the expression of the source's format that is run, somewhere in the block at `offset`. */
export const FORMAT_STAGE = -1

const INTS = 6
const BYTES = 8 * 4

/** One worker's part of the watchdog (SEMANTICS: regex safety). */
export class WorkerStatus {
  readonly buffer: SharedArrayBuffer
  private readonly ints: Int32Array
  private readonly offsets: Float64Array

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(BYTES)) {
    this.buffer = buffer
    this.ints = new Int32Array(buffer, 0, INTS)
    this.offsets = new Float64Array(buffer, 4 * INTS, 1)
  }

  /** Changes whenever the worker gets on. */
  get beats(): number {
    return Atomics.load(this.ints, 0)
  }

  get state(): number {
    return Atomics.load(this.ints, 1)
  }

  /** Query stage whose expression runs, while `Testing`, or FORMAT_STAGE. */
  get stage(): number {
    return this.ints[2]
  }

  /** Source and byte offset of the row that is tested; -1 for a row of a table. */
  get row(): { source: number; offset: number } {
    return { source: this.ints[3], offset: this.offsets[0] }
  }

  /** The program that is worked on. */
  get program(): number {
    return this.ints[4]
  }

  begin(program: number): void {
    this.ints[4] = program
    this.enter(WorkerState.Working)
  }

  enter(state: number): void {
    this.ints[1] = state
    this.ints[0]++
  }

  // Called for every row that an expression is tested on: plain stores, no Atomics.
  testing(stage: number, source: number, offset: number): void {
    this.ints[1] = WorkerState.Testing
    this.ints[2] = stage
    this.ints[3] = source
    this.offsets[0] = offset
    this.ints[0]++
  }
}
