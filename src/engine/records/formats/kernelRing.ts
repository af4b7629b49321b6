import type { Format } from './format.ts'
import { lineFormat } from './lineFormat.ts'

const LINE = '[(? ?){uptime:number}] {message}'
/** Seconds are filled up to five places, or there are more. */
const UPTIME = [
  '\\[[ \\d][ \\d][ \\d][ \\d]\\d\\.\\d\\d\\d\\d\\d\\d',
  '\\[[1-9]\\d\\d\\d\\d\\d\\.\\d\\d\\d\\d\\d\\d',
  '\\[[1-9]\\d\\d\\d\\d\\d\\d\\.\\d\\d\\d\\d\\d\\d',
]

/** What the kernel of Linux has to say (dmesg): seconds since it was started tell no time of a clock. */
export const kernelRing: readonly Format[] = [
  lineFormat({ name: 'dmesg', title: 'Linux kernel (dmesg)', line: LINE, heads: UPTIME }),
  lineFormat({
    name: 'dmesg-raw',
    title: 'Linux kernel with priorities (dmesg -r)',
    line: `<{pri:int}>${LINE}`,
    level: { priority: 'pri' },
    heads: ['<\\d>', '<\\d\\d>', '<\\d\\d\\d>'].map((priority) => `${priority}\\[[ \\d][ \\d][ \\d][ \\d]\\d`),
  }),
  lineFormat({
    name: 'dmesg-decoded',
    title: 'Linux kernel with levels (dmesg -x)',
    line: `{facility:[a-z\\d]+}(? ?):{level:[a-z]+}(? ?): ${LINE}`,
  }),
  lineFormat({
    name: 'dmesg-dates',
    title: 'Linux kernel with dates (dmesg -T)',
    line: '[{time}] {message}',
    times: ['%a %b %e %H:%M:%S %Y'],
    // Others begin with such a stamp in brackets too.
    isLastResort: true,
  }),
]
