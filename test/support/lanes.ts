import { FileSource } from '../../src/engine/bytes/fileSource.ts'
import { inlinePool } from '../../src/engine/results/inlinePool.ts'
import type { ScannerPool } from '../../src/engine/results/pool.ts'
import type { OpenSource } from '../../src/engine/results/sourceReaders.ts'

/** A pool of several lanes that all run in this thread, each with a scanner of its own as a worker has. */
export function inlineLanes(count: number, open?: OpenSource): ScannerPool {
  const pools = Array.from({ length: count + 1 }, () => inlinePool(open))
  return {
    threads: count,
    lanes: pools.slice(0, count).map((pool) => pool.lanes[0]),
    pageLane: pools[count].pageLane,
    rowsLane: pools[count].rowsLane,
    load: (spec) => pools.forEach((pool) => pool.load(spec)),
    input: (program, segment, input) => pools.forEach((pool) => pool.input(program, segment, input)),
    drop: (program) => pools.forEach((pool) => pool.drop(program)),
    async dispose() {
      for (const pool of pools) await pool.dispose()
    },
  }
}

/** Opens files, and notes the blocks of bytes that are read of them. */
export class ReadCounter {
  bytes = 0
  /** Called before every read. */
  onRead: (() => void) | undefined

  readonly open: OpenSource = (spec) => {
    const source = FileSource.open(spec.path, spec)
    return {
      size: source.size,
      read: (target, start, length, position) => {
        this.onRead?.()
        const read = source.read(target, start, length, position)
        this.bytes += read
        return read
      },
      close: () => source.close(),
    }
  }
}
