import type { Format } from './format.ts'
import { lineFormat } from './lineFormat.ts'

/** A call is an error if it gives -1 and its number, such as ENOENT, whose letter is that of a level. */
const CALL = '{time} {message:line}{method:[\\w]+}((?{:far}) = -1 {level:[E]}?)'
const TIMES = ['%H:%M:%S%f', '%s']

/** What strace writes with -t, -tt or -ttt. */
export const strace: readonly Format[] = [
  lineFormat({ name: 'strace', title: 'strace', line: `(?[pid {pid:int}] ?)${CALL}`, times: TIMES, isWhole: true }),
  lineFormat({ name: 'strace-pid', title: 'strace of several processes', line: `{pid:int} ${CALL}`, times: TIMES, isWhole: true }),
]
