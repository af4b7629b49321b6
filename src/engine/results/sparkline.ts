/** Numbers over time as they are shown: a table has them as a list (`[0,3,12]`), which programs can read; people see blocks. */
import type { FieldValue } from '../records/batch.ts'
import { SPARKLINE } from '../stages/aggregate/patterns/node.ts'

const BLOCKS = '▁▂▃▄▅▆▇█'
const NUMBERS = /^\[\d+(?:,\d+)*\]$/

/** Whether the value of a column is such a list. */
export function isSparkline(name: string, value: FieldValue): value is string {
  return name === SPARKLINE && typeof value === 'string' && NUMBERS.test(value)
}

/** The value of a column for people: a block for each number, of which only 0 is the lowest. */
export function shownValue(name: string, value: FieldValue): FieldValue {
  if (!isSparkline(name, value)) return value
  const counts = JSON.parse(value) as number[]
  const most = Math.max(...counts)
  return counts.map((count) => BLOCKS[most === 0 ? 0 : Math.ceil((count / most) * (BLOCKS.length - 1))]).join('')
}
