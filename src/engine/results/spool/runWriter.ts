import { freeNow } from '../../../common/freeNow.ts'
import { copyFew, SHORT } from './growingBytes.ts'
import { At, HEAD_BYTES } from './runRecord.ts'
import { SampleWriter, type Samples } from './runSamples.ts'
import type { SpoolWriter } from './spoolFile.ts'

/** A run is written in pieces of about this size. */
const PIECE_BYTES = 1024 * 1024

/** Where runs go. `check` throws where the pass has been ended. */
export interface RunFile {
  readonly path: string
  readonly file: SpoolWriter
  check(): void
}

/** Sorted rows in a file, as in runRecord.ts. */
export interface StoredRun {
  readonly path: string
  readonly offset: number
  readonly bytes: number
  readonly rows: number
  readonly samples: Samples
}

/** Writes one run, whose rows come in order. */
export class RunWriter {
  private readonly to: RunFile
  private readonly samples = new SampleWriter()
  private readonly piece = Buffer.allocUnsafeSlow(PIECE_BYTES)
  private readonly into = new DataView(this.piece.buffer)
  private used = 0
  private readonly offset: number
  private bytes = 0
  private rows = 0

  constructor(to: RunFile) {
    this.to = to
    this.offset = to.file.length
  }

  /** A row that lies in `bytes`, of which `view` is another view. */
  add(bytes: Buffer, view: DataView, at: number, size: number): void {
    this.samples.note(view.getUint32(at + At.Low, true), view.getUint32(at + At.High, true), size, bytes, view, at + HEAD_BYTES, view.getUint32(at + At.Rest, true))
    this.rows++
    if (this.used + size > this.piece.length) this.flush()
    if (size > this.piece.length) {
      this.write(bytes.subarray(at, at + size))
      return
    }
    if (size > SHORT) bytes.copy(this.piece, this.used, at, at + size)
    else copyFew(view, at, at + size, this.into, this.used)
    this.used += size
  }

  end(): StoredRun {
    this.flush()
    freeNow(this.piece)
    const { offset, bytes, rows } = this
    return { path: this.to.path, offset, bytes, rows, samples: this.samples.take() }
  }

  private flush(): void {
    if (this.used > 0) this.write(this.piece.subarray(0, this.used))
    this.used = 0
  }

  private write(bytes: Buffer): void {
    this.to.check()
    this.to.file.write(bytes)
    this.bytes += bytes.length
  }
}
