import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { createFactReader } from '../../src/engine/records/facts.ts'
import { plainKernels } from '../../src/engine/lines/kernels.ts'
import { detect } from '../../src/engine/records/formats/detect.ts'
import { hasEitherOrder, orderOf, slashedTimes, withDayOrder } from '../../src/engine/records/formats/dayOrder.ts'
import { formatNamed, FORMATS } from '../../src/engine/records/formats/registry.ts'
import { userFormat } from '../../src/engine/records/formats/userFormat.ts'
import { splitLines } from '../../src/engine/records/lineSplitter.ts'

const HOUR = 3_600_000
const two = (n: number): string => String(n).padStart(2, '0')
type Date3 = readonly [day: number, month: number, year: number]

/** Ascending times, at most some days apart. */
const times = fc.tuple(fc.integer({ min: Date.UTC(2019, 0, 1) / HOUR, max: Date.UTC(2031, 0, 1) / HOUR }), fc.array(fc.nat(9 * 24), { minLength: 4, maxLength: 40 })).map(([first, apart]) => {
  let hours = first
  return apart.map((on) => (hours += on) * HOUR)
})
const dateOf = (time: number): Date3 => [new Date(time).getUTCDate(), new Date(time).getUTCMonth() + 1, new Date(time).getUTCFullYear()]
const clocks: readonly ((hour: number) => string)[] = [
  (hour) => `${two(hour)}:00:00`,
  (hour) => `${hour}:00`,
  (hour) => `${hour % 12 === 0 ? 12 : hour % 12}:00:00 ${hour < 12 ? 'AM' : 'pm'}`,
]

/** Whether day and month may be either, and it makes the times go back if they are taken for the other. */
function isTold(all: readonly Date3[]): boolean {
  if (all.some(([day]) => day > 12)) return true
  const turned = all.map(([day, month, year]) => Date.UTC(year, day - 1, month))
  return turned.some((time, i) => i > 0 && time < turned[i - 1])
}

function read(text: string): { readonly name: string; readonly times: readonly number[] } {
  const bytes = Buffer.from(text)
  const format = detect([bytes])
  return { name: format.name, times: [...createFactReader(format, plainKernels)(bytes, splitLines(bytes, 0, bytes.length, plainKernels, undefined)).times] }
}

describe('properties: order of day and month', function () {
  this.timeout(60_000)
  const texts: readonly (readonly [string, (stamps: readonly string[]) => string, number])[] = [
    ['lines', (stamps) => stamps.map((stamp, i) => `${stamp} INFO row ${i}\n`).join(''), 0],
    ['a CSV column', (stamps) => `when,what,row\n${stamps.map((stamp, i) => `"${stamp}",x,${i}\n`).join('')}`, 1],
  ]
  for (const [title, print, header] of texts) {
    it(`shows from all stamps of ${title}, and is the month first where nothing shows it`, () => {
      fc.assert(
        fc.property(times, fc.constantFrom(...clocks), fc.constantFrom(' ', ', '), fc.boolean(), fc.boolean(), (all, clock, gap, isDayFirst, padded) => {
          const number = (n: number): string => (padded ? two(n) : String(n))
          const dates = all.map(dateOf)
          const stamps = all.map((time, i) => {
            const [day, month, year] = dates[i]
            return `${(isDayFirst ? [day, month] : [month, day]).map(number).join('/')}/${year}${gap}${clock(new Date(time).getUTCHours())}`
          })
          const found = read(print(stamps))
          const isDay = isDayFirst && isTold(dates)
          assert.equal(found.name.includes('order=dmy'), isDay, found.name)
          const meant = dates.map(([day, month, year], i) => (isDay || !isDayFirst ? all[i] : Date.UTC(year, day - 1, month) + (all[i] % (24 * HOUR))))
          assert.deepEqual(found.times.slice(header), meant)
        }),
        { numRuns: 150 },
      )
    })
  }

  it('is found out for formats of a person that do not say how times are written, and for those that list both orders', () => {
    const bytes = Buffer.from('01/05/2026 06:00:00|one\n13/05/2026 06:00:00|two\n')
    const found = (time?: string | readonly string[]): readonly [string, number] => {
      const own = userFormat({ name: 'mine', expression: '^(?<time>[^|]+)\\|(?<message>.*)', ...(time === undefined ? {} : { time }) })
      const format = detect([bytes], undefined, [own])
      return [format.name, createFactReader(format, plainKernels)(bytes, splitLines(bytes, 0, bytes.length, plainKernels, undefined)).times[0]]
    }
    assert.deepEqual(found(), ['mine order=dmy', Date.UTC(2026, 4, 1, 6)])
    assert.deepEqual(found(['%m/%d/%Y %H:%M:%S', '%d/%m/%Y %H:%M:%S']), ['mine order=dmy', Date.UTC(2026, 4, 1, 6)])
    assert.deepEqual(found('%m/%d/%Y %H:%M:%S'), ['mine', Date.UTC(2026, 0, 5, 6)])
  })

  it('is kept in the names of formats, which read the same stamps by either', () => {
    const either = FORMATS.filter(hasEitherOrder)
    assert.deepEqual(either.map(({ name }) => name), ['auditd', 'timestamped-slashes'])
    for (const format of either) {
      const orders = (['mdy', 'dmy'] as const).map((order) => formatNamed(`${format.name} order=${order}`)?.time?.layouts ?? [])
      for (const layouts of orders) assert.deepEqual(new Set(layouts), new Set(format.time?.layouts))
      assert.deepEqual(orders[0], format.time?.layouts)
      assert.deepEqual(orders.map((layouts) => layouts.map(orderOf).find((order) => order !== undefined)), ['mdy', 'dmy'])
      assert.deepEqual(withDayOrder(format, 'dmy', true).time?.layouts.some((each) => orderOf(each) === 'mdy'), false)
    }
    for (const name of ['auditd order=ymd', 'json order=dmy', 'timestamped order=mdy']) assert.equal(formatNamed(name), undefined)
    assert.equal(slashedTimes(' ').length, 8)
  })
})
