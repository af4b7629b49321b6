/** What a worker tells of blocks for their rows to be merged with those of other files. */
import { LineBatch } from '../../records/lineBatch.ts'
import { emptyStatistics } from '../../records/statistics.ts'
import type { Program } from '../program.ts'
import type { BlockRange, RowKeys, ScanResult } from '../scannerApi.ts'
import { KeyList } from './runningTimes.ts'

/** By which times the rows of some blocks of a segment are merged. */
export function rowKeys(program: Program, { segment, from, to }: Omit<BlockRange, 'program'>): RowKeys {
  const list = new KeyList()
  const rows = new Uint32Array(to - from)
  const greatest = new Float64Array(to - from)
  for (let block = from; block < to; block++) {
    const whole = segment === 0 ? program.records(block) : undefined
    const times = program.runningTimes(segment, block, whole)
    greatest[block - from] = times.greatest
    for (const batch of whole ? program.rowsOf(whole) : program.rows(segment, block)) {
      if (!(batch instanceof LineBatch)) continue
      list.add(times, batch)
      rows[block - from] += batch.length
    }
  }
  return { keys: list.take(), rows, greatest }
}

/** Statistics of some blocks of the files. */
export function gather(program: Program, from: number, to: number): Pick<ScanResult, 'lines' | 'records' | 'statistics'> {
  const statistics = emptyStatistics(to - from)
  const lines = new Uint32Array(to - from)
  const records = new Int32Array(to - from)
  for (let block = from; block < to; block++) {
    const whole = program.records(block)
    program.beginGather(whole)
    program.gather(whole, statistics, block - from)
    lines[block - from] = whole.lineCount
    records[block - from] = whole.knownRecords
    whole.release()
  }
  return { lines, records, statistics }
}
