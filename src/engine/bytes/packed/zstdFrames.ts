import { isSkippable, isZstdFrame } from './packing.ts'

/** Bytes of one frame, or of a part of it. */
export interface FramePiece {
  readonly bytes: Uint8Array
  /** Place in the file of the frame's first byte. */
  readonly frame: number
  /** The frame ends with these bytes. */
  readonly last: boolean
}

/** The bytes are no zstd at this place of the file. */
export class FrameError extends Error {
  readonly at: number

  constructor(at: number) {
    super('what follows is not zstd')
    this.at = at
  }
}

const ZSTD_MAGIC_BYTES = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd)

type State = 'magic' | 'descriptor' | 'header' | 'block' | 'body' | 'skipped'

const DICTIONARY_BYTES = [0, 1, 2, 4]
const SIZE_BYTES = [0, 2, 4, 8]

/**
 * Cuts the bytes of a .zst where its frames end (RFC 8878, 3.1), without decoding: Node's decoder stops behind the first one. Frames that hold no content are
 * left out.
 */
export class FrameCutter {
  private state: State = 'magic'
  /** Bytes that the state still wants. */
  private wanted = 4
  /** The little-endian number that it reads. */
  private value = 0
  private digits = 0
  private checksum = false
  private lastBlock = false
  private position = 0
  private frame = 0

  /** In the middle of a frame: that is no place for a file to end. */
  get isInside(): boolean {
    return this.state !== 'magic' || this.digits > 0
  }

  /** Where the frame at hand began. */
  get start(): number {
    return this.frame
  }

  /** Throws FrameError where a frame should begin and none does. */
  *cut(piece: Uint8Array): Generator<FramePiece> {
    let from = 0
    for (let at = 0; at < piece.length; ) {
      if (this.state === 'magic' && this.digits === 0) this.frame = this.position + at
      const before = this.state
      at += this.take(piece, at)
      if (this.wanted > 0) continue
      this.step()
      if (before === 'magic' && this.holdsContent) {
        // Its first bytes may be in the piece before this one, whose bytes are gone.
        yield { bytes: ZSTD_MAGIC_BYTES, frame: this.frame, last: false }
      } else if (this.state === 'magic' && isContent(before)) {
        yield { bytes: piece.subarray(from, at), frame: this.frame, last: true }
      }
      if (before === 'magic' || this.state === 'magic') from = at
    }
    if (this.holdsContent && from < piece.length) yield { bytes: piece.subarray(from), frame: this.frame, last: false }
    this.position += piece.length
  }

  private get holdsContent(): boolean {
    return isContent(this.state)
  }

  /** Takes bytes that the state wants; answers how many. */
  private take(piece: Uint8Array, at: number): number {
    if (this.state === 'body' || this.state === 'skipped') {
      const step = Math.min(this.wanted, piece.length - at)
      this.wanted -= step
      return step
    }
    this.value += piece[at] * 256 ** this.digits
    this.digits++
    this.wanted--
    return 1
  }

  /** What was wanted is there; goes on to what comes next. */
  private step(): void {
    const { state, value } = this
    switch (state) {
      case 'magic':
        if (isZstdFrame(value)) return this.enter('descriptor', 1)
        if (isSkippable(value)) return this.enter('header', 4)
        throw new FrameError(this.frame)
      case 'descriptor': {
        this.checksum = (value & 4) !== 0
        const single = (value & 32) !== 0
        const size = SIZE_BYTES[value >> 6] || (single ? 1 : 0)
        const more = (single ? 0 : 1) + DICTIONARY_BYTES[value & 3] + size
        this.lastBlock = false
        return more > 0 ? this.enter('body', more) : this.enter('block', 3)
      }
      case 'header':
        return value > 0 ? this.enter('skipped', value) : this.enter('magic', 4)
      case 'skipped':
        return this.enter('magic', 4)
      case 'block': {
        const type = (value >> 1) & 3
        // There is none like this: the decoder gets all that follows, and says so.
        if (type === 3) return this.enter('body', Infinity)
        this.lastBlock = (value & 1) !== 0
        const size = type === 1 ? 1 : value >> 3
        return size > 0 ? this.enter('body', size) : this.behindBlock()
      }
      case 'body':
        return this.behindBlock()
    }
  }

  /** Behind a block, or the header of the frame. */
  private behindBlock(): void {
    if (!this.lastBlock) return this.enter('block', 3)
    if (!this.checksum) return this.enter('magic', 4)
    this.checksum = false
    this.enter('body', 4)
  }

  private enter(state: State, wanted: number): void {
    this.state = state
    this.wanted = wanted
    this.value = 0
    this.digits = 0
  }
}

function isContent(state: State): boolean {
  return state === 'descriptor' || state === 'block' || state === 'body'
}
