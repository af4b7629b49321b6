import { plainLines, type PlainLine, type PlainUnit } from './plainLines.ts'

/** A record: its first line's start, and the end and `next` of its last. */
export interface PlainRecord extends PlainLine {
  /** Number of the first line, from 0. */
  readonly line: number
}

/** Puts together, front to back, what belongs together: a line that is no head goes to the nearest head at most `reach` bytes above it. */
export function plainRecords(bytes: Uint8Array, skip: number, isHead: (line: PlainLine) => boolean, reach: number, unit?: PlainUnit): PlainRecord[] {
  const records: PlainRecord[] = []
  let head: number | undefined
  plainLines(bytes, skip, unit).forEach((line, number) => {
    if (isHead(line)) head = line.start
    const continues = head !== undefined && line.start > head && line.start - head <= reach
    if (continues) {
      const { start, line: first } = records[records.length - 1]
      records[records.length - 1] = { start, line: first, end: line.end, next: line.next }
    } else records.push({ ...line, line: number })
  })
  return records
}
