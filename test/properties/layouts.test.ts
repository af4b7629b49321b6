import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { createWasmKernels } from '../../src/engine/lines/wasmKernels.ts'
import { createFactReader } from '../../src/engine/records/facts.ts'
import { compileHead } from '../../src/engine/records/formats/heads.ts'
import { lineFormat } from '../../src/engine/records/formats/lineFormat.ts'
import type { Conversion } from '../../src/engine/records/time/layout.ts'
import { LayoutReader } from '../../src/engine/records/time/layoutReader.ts'
import { AS_PHASE } from '../../src/engine/records/time/turns.ts'
import { plainLayout } from '../support/plainLayout.ts'
import { broken } from '../support/stampArbitrary.ts'

const two = (from: number, to: number): fc.Arbitrary<string> => fc.integer({ min: from, max: to }).map((n) => String(n).padStart(2, '0'))
const one = (from: number, to: number): fc.Arbitrary<string> => fc.integer({ min: from, max: to }).map(String)
const month = fc.constantFrom('Jan', 'FEB', 'march', 'Apr', 'May', 'June', 'Jul', 'Aug', 'September', 'Oct', 'Nov', 'Dec', 'Foo')

/** How each conversion may be written. */
const written: Readonly<Record<Conversion, fc.Arbitrary<string>>> = {
  '%Y': one(1890, 2110), '%y': two(0, 99), '%m': two(0, 13), '%-m': fc.oneof(one(0, 13), two(1, 12)), '%d': two(0, 32),
  '%-d': fc.oneof(one(0, 32), two(1, 31)), '%e': fc.oneof(one(1, 31), one(1, 31).map((day) => day.padStart(2, ' '))),
  '%b': month.map((name) => name.slice(0, 3)), '%B': month,
  '%A': fc.constantFrom('Mon', 'tuesday', 'Xyz'), '%a': fc.constantFrom('Mon', 'TUE', 'wed', 'Thu', 'Fri', 'Sat', 'Sun', 'Xyz'),
  '%j': fc.integer({ min: 0, max: 367 }).map((day) => String(day).padStart(3, '0')),
  '%H': two(0, 24), '%-H': fc.oneof(one(0, 24), two(0, 23)),
  '%k': fc.oneof(two(0, 24), one(0, 24).map((hour) => hour.padStart(2, ' ')), one(0, 9)),
  '%I': fc.oneof(one(0, 13), two(0, 13)), '%p': fc.constantFrom('AM', 'PM', 'am', 'Pm', 'xm'),
  '%M': two(0, 60), '%S': two(0, 61), '%s': fc.oneof(one(0, 2e9), fc.stringMatching(/^\d{8,21}(\.\d{0,4})?$/)),
  '%f': fc.oneof(fc.constant(''), fc.stringMatching(/^[.,:]\d{0,11}$/)),
  '%z': fc.oneof(fc.constantFrom('', 'Z', '+01', '-0830', '+05:45', ' +0100', '+15:00', ' 5'), fc.constant('')),
  '%n': fc.constantFrom('', ' ', '\t', '  ', ' \t '),
  '%Z': fc.constantFrom('', ' CEST', ' UTC', ' Utc', ' X', ' GMT+1'),
}

const layouts = [
  '%Y-%m-%d%n%H:%M:%S%f%z',
  '%b %e %H:%M:%S%f', '%b %e %Y %H:%M:%S', '%Y-%m-%d %H:%M:%S%f%z', '%y%m%d %H%M%S', '%m%d %H:%M:%S%f', '%a %b %e %H:%M:%S%f %Y',
  '%-m/%-d/%Y %I:%M:%S %p', '%d.%m.%Y %-H:%M', '%H:%M:%S%f', '%b %-d, %Y %I:%M:%S%f %p', '%Y-%jT%H:%M:%S%f', '%s', '[%s]',
  '%Y-%m-%d %H:%M:%S%f%Z', '%d/%b/%Y:%H:%M:%S%f%z', '%y/%m/%d %H:%M:%S', '%A, %-d %B %Y %H:%M',
  '%y%m%d %k:%M:%S', '%M:%S%f',
] as const

const stampOf = (layout: string): fc.Arbitrary<string> => {
  const parts = (layout.match(/%-?.|[^%]/g) ?? []).map((part) => written[part as Conversion] ?? fc.constant(part))
  return fc.tuple(...parts).map((all) => all.join(''))
}

const BUFFER = 4096

describe('properties: layouts of stamps', () => {
  const kernels = createWasmKernels(BUFFER)
  const followed = fc.constantFrom('', '', ' x', 'x', '5', ':', 'é')
  const moment = fc.integer({ min: 0, max: 2_160_000_000 }).map((seconds) => 1000 * seconds)
  for (const layout of layouts) {
    it(`${layout} is read as by expressions and Date, wherever it stands and whatever was read before`, () => {
      fc.assert(
        fc.property(moment, fc.array(fc.tuple(broken(stampOf(layout)), followed), { minLength: 1, maxLength: 3 }), (until, stamps) => {
          const reader = new LayoutReader(layout, until)
          for (const [stamp, behind] of stamps) {
            const bytes = Buffer.from(`12${stamp}${behind}34:5`)
            const text = bytes.subarray(2, -4).toString('latin1')
            const expected = plainLayout(layout, until, text)
            const time = reader.read(bytes, 2, bytes.length - 4)
            assert.equal(time, expected.time)
            if (!Number.isNaN(time)) assert.deepEqual([reader.end, reader.isLocal], [2 + expected.end, expected.isLocal])
            // The kernels give the same, also as stamps come again.
            bytes.copy(kernels.buffer(BUFFER))
            for (const at of [until, AS_PHASE]) {
              const stamps = createFactReader({ ...lineFormat({ name: 'x', title: 'x', line: '{time}{message}', times: [layout] }), until: at }, kernels)
              const { times } = stamps(kernels.buffer(BUFFER), { starts: Uint32Array.of(2), ends: Uint32Array.of(bytes.length - 4), count: 1 })
              assert.equal(times[0], new LayoutReader(layout, at).read(bytes, 2, bytes.length - 4))
            }
          }
        }),
        { numRuns: 2000 },
      )
    })

    it(`${layout}: heads are found wherever there is a stamp`, () => {
      const test = compileHead(lineFormat({ name: 'x', title: 'x', line: '{time} {message}', times: [layout] }))
      assert.ok(test)
      fc.assert(
        fc.property(stampOf(layout), (stamp) => {
          const bytes = Buffer.from(stamp)
          const time = new LayoutReader(layout).read(bytes, 0, bytes.length)
          // Times of a year that no log is of are left out.
          if (!Number.isNaN(time) && time > 0) assert.ok(test.test(bytes, 0, bytes.length), stamp)
        }),
      )
    })
  }

  for (const layout of ['%Q', '%', '%H', '%Y-%m-%d', '%j %H:%M', 'é%H:%M']) {
    it(`refuses '${layout}'`, () => assert.throws(() => new LayoutReader(layout), RangeError))
  }
})
