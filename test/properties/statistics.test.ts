import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { plainKernels } from '../../src/engine/lines/kernels.ts'
import { createWasmKernels } from '../../src/engine/lines/wasmKernels.ts'
import { createFactReader } from '../../src/engine/records/facts.ts'
import { access, accessWithHost } from '../../src/engine/records/formats/access.ts'
import type { Format } from '../../src/engine/records/formats/format.ts'
import { compileHead } from '../../src/engine/records/formats/heads.ts'
import { json } from '../../src/engine/records/formats/json.ts'
import { plain } from '../../src/engine/records/formats/plain.ts'
import { timestamped } from '../../src/engine/records/formats/timestamped.ts'
import { createFormatFields } from '../../src/engine/records/formats/formatFields.ts'
import { createGatherer } from '../../src/engine/records/gather.ts'
import { LineBatch } from '../../src/engine/records/lineBatch.ts'
import { splitLines } from '../../src/engine/records/lineSplitter.ts'
import { emptyStatistics, LEVEL_COUNT } from '../../src/engine/records/statistics.ts'
import { blockOf } from '../support/blocks.ts'
import { levelName, wordyText } from '../support/levelArbitrary.ts'
import { plainFacts, plainStatistics } from '../support/plainFacts.ts'
import { broken, commonStamp, epochStamp, isoStamp } from '../support/stampArbitrary.ts'

const oneLine = (text: fc.Arbitrary<string>): fc.Arbitrary<string> => text.map((all) => all.replace(/[\r\n]/g, ' '))
const concat = (...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> => fc.tuple(...parts).map((all) => all.join(''))

const far = fc.integer({ min: 200, max: 260 }).map((n) => `${'.'.repeat(n)}ERROR INFO`)
const startLine = concat(
  fc.constantFrom('', '', '', '[', '\u001b[2m', '\u001b[2m[', '\u001b', ' '),
  fc.oneof({ weight: 5, arbitrary: broken(isoStamp) }, { weight: 1, arbitrary: fc.constant('') }),
  fc.constantFrom('', ' ', '] ', '\u001b[0m ', ': '),
  // Levels shortly before and behind how far they are looked for.
  fc.oneof({ weight: 9, arbitrary: wordyText }, { weight: 1, arbitrary: far }),
)

const timeKey = fc.constantFrom('time', 'timestamp', 'ts', '@timestamp', 't', 'other')
const levelKey = fc.constantFrom('level', 'severity', 'lvl', 'log.level', 'other')
const otherKey = fc.constantFrom('a', 'log', 'msg')
const timeValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.oneof(isoStamp, commonStamp, epochStamp, fc.integer({ min: 1e8, max: 2e12 })),
  fc.oneof(fc.string(), fc.constantFrom(null, true, 21.5)),
)
const levelValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.oneof(levelName, fc.integer({ min: 0, max: 101 }), fc.constantFrom('E', 'D2')),
  fc.oneof(fc.string(), fc.constantFrom(null, true, '"')),
)
const entry = fc.oneof(fc.tuple(timeKey, timeValue), fc.tuple(levelKey, levelValue), fc.tuple(otherKey, fc.jsonValue()))
/** As loggers write that escape more than they have to. */
const escapes = (text: string): string => text.replace(/\//g, '\\/').replace(/"([eEiIwW])/g, (_, char: string) => `"\\u00${char.charCodeAt(0).toString(16)}`)
const entries = fc.uniqueArray(entry, { selector: ([key]) => key })
const jsonLine = fc.tuple(entries, fc.boolean(), fc.boolean()).map(([all, nested, escaped]) => {
  const object = Object.fromEntries(all)
  const level = object['log.level']
  if (nested && level !== undefined) {
    delete object['log.level']
    object.log = { level }
  } else delete object.log
  return escaped ? escapes(JSON.stringify(object)) : JSON.stringify(object)
})

const word = fc.constantFrom('10.0.0.1', '-', 'alice', 'example.org:80', '""')
const accessTime = fc.oneof(broken(commonStamp), isoStamp).map((time) => time.replace(/\]/g, ''))
const request = fc.constantFrom('GET / HTTP/1.1', '', '\\"x\\"', '] 500 [')
const status = fc.oneof(fc.integer({ min: 95, max: 605 }).map(String), word)
const accessLine = fc
  .tuple(word, word, word, accessTime, request, status)
  .map(([ip, ident, user, time, line, code]) => `${ip} ${ident} ${user} [${time}] "${line}" ${code} 17 "-" "curl" 3`)

const cases: readonly (readonly [Format, fc.Arbitrary<string>])[] = [
  [timestamped, oneLine(startLine)],
  // Among them the moment 0, in either zone.
  [{ ...timestamped, zone: 'America/New_York' }, oneLine(fc.oneof({ weight: 9, arbitrary: startLine }, { weight: 1, arbitrary: fc.constantFrom('1970-01-01T00:00', '1970-01-01T00:00Z') }))],
  [{ ...json, zone: 'Asia/Kolkata' }, oneLine(jsonLine)],
  [{ ...access, zone: '-03:30' }, oneLine(accessLine)],
  [plain, oneLine(fc.oneof(startLine, wordyText))],
  [json, oneLine(jsonLine)],
  [{ ...json, time: { from: { fields: ['ts', 'time'] }, layouts: [{ kind: 'epoch' }] }, level: undefined }, oneLine(jsonLine)],
  [access, oneLine(accessLine)],
  [accessWithHost, oneLine(accessLine.map((line) => `example.org ${line}`))],
]

/** Small, so that lines reach its end. */
const BUFFER = 1 << 17

describe('properties: statistics', () => {
  const wasm = createWasmKernels(BUFFER)
  const buffer = wasm.buffer(BUFFER)

  for (const [format, line] of cases) {
    it(`${format.name}${format.zone === undefined ? '' : ` in ${format.zone}`}: time and level are those of expressions, with and without the kernels, up to the end of the buffer`, () => {
      const fast = createFactReader(format, wasm)
      const slow = createFactReader(format, plainKernels)
      const gather = createGatherer(format, wasm)
      fc.assert(
        fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), fc.boolean(), fc.nat(40), (lines, atEnd, before) => {
          const bytes = Buffer.from(lines.join('\n'))
          const from = atEnd ? BUFFER - bytes.length : before
          buffer.fill(0x39)
          bytes.copy(buffer, from)
          const rows = splitLines(buffer, from, from + bytes.length, wasm, undefined)
          const shown = Array.from({ length: rows.count }, (_, i) => buffer.toString('latin1', rows.starts[i], rows.ends[i]))
          const expected = shown.map((text) => plainFacts(format, text))
          const { times, levels } = fast(buffer, rows)
          assert.deepEqual([...times], expected.map(({ time }) => time))
          assert.deepEqual([...levels], expected.map(({ level }) => level))
          const copy = Buffer.from(buffer)
          assert.deepEqual(slow(copy, rows), { times, levels })

          const statistics = emptyStatistics(3)
          gather.gather(buffer, 17, rows, statistics, 1)
          const { minTime, maxTime, untimed, levels: counts } = plainStatistics(expected)
          assert.deepEqual([statistics.lines[1], statistics.records[1]], [17, rows.count])
          assert.deepEqual([statistics.minTime[1], statistics.maxTime[1], statistics.untimed[1]], [minTime, maxTime, untimed])
          assert.deepEqual([...statistics.levels], [...counts.map(() => 0), ...counts, ...counts.map(() => 0)])
        }),
        { numRuns: 1000 },
      )
    })
  }

  for (const [format, line] of cases) {
    it(`${format.name}${format.zone === undefined ? '' : ` in ${format.zone}`}: what a walk over the lines adds up is what the rows say, whoever walks`, () => {
      const kernels = createWasmKernels(4 * 1024 * 1024)
      const slow = createGatherer(format, plainKernels)
      const fast = createGatherer(format, kernels)
      const end = fc.constantFrom('\n', '\n', '\n', '\r\n', '\n  at x\n', '\n\n')
      const how = fc.constantFrom('alone', 'counted', 'walked', 'left', 'split', 'closed')
      let walked = 0
      fc.assert(
        fc.property(fc.array(fc.tuple(line, end), { maxLength: 12 }), fc.boolean(), fc.boolean(), how, (parts, cut, asLines, by) => {
          const text = Buffer.from(parts.map((both) => both.join('')).join(''))
          const content = cut ? text.subarray(0, -1) : text
          const heads = asLines ? undefined : compileHead(format)
          const plainly = LineBatch.of(blockOf(content, 0, { heads, kernels: plainKernels }), createFormatFields(format, plainKernels))
          const expected = emptyStatistics(2)
          slow.gather(plainly.block.bytes, plainly.lineCount, plainly.firstLines, expected, 1)

          const batch = LineBatch.of(blockOf(content, 0, { heads, kernels }), createFormatFields(format, kernels))
          fast.begin(batch)
          if (by === 'counted') assert.equal(batch.length, plainly.length)
          if (by === 'split') assert.equal(batch.firstLines.count, plainly.length)
          if (by === 'walked' || by === 'closed') {
            const names = format.layout.kind === 'json' ? ['a', 'raw.level'] : ['status', 'ip']
            for (const { count, columns } of batch.chunks(names) ?? []) {
              walked++
              assert.equal(columns.length >= names.length && count > 0, true)
              const [first] = plainly.spans(names)
              assert.deepEqual([...columns[0].kinds.subarray(0, count)], [...first!.kinds.subarray(0, count)])
              if (by === 'closed') break
            }
          }
          const statistics = emptyStatistics(2)
          fast.end(batch, statistics, 1)
          assert.deepEqual(statistics, expected)
        }),
        { numRuns: 400 },
      )
      assert.equal(walked > 100, format.layout.kind !== 'none')
    }).timeout(60_000)
  }

  it('records of more than one chunk are added up, also when the block before was left halfway', () => {
    const kernels = createWasmKernels(4 * 1024 * 1024)
    const texts = Array.from({ length: 3000 }, (_, i) => `{"time":"2026-01-05T06:${10 + (i % 50)}:00Z","level":"${['info', 'warn', '\\u0065rror'][i % 3]}","n":${i}}\n`)
    const gatherer = createGatherer(json, kernels)
    const options = { heads: compileHead(json), kernels }
    const batch = (): LineBatch => LineBatch.of(blockOf(texts.join(''), 0, options), createFormatFields(json, kernels))
    const first = batch()
    gatherer.begin(first)
    for (const { count } of first.chunks(['n']) ?? []) {
      assert.ok(count < 3000)
      break
    }
    const second = batch()
    gatherer.begin(second)
    const statistics = emptyStatistics(1)
    gatherer.end(second, statistics, 0)
    assert.deepEqual([...statistics.levels], [0, 0, 0, 1000, 1000, 1000, 0])
    assert.deepEqual([statistics.records[0], statistics.untimed[0]], [3000, 0])
    assert.deepEqual([statistics.minTime[0], statistics.maxTime[0]], [Date.UTC(2026, 0, 5, 6, 10), Date.UTC(2026, 0, 5, 6, 59)])
  })

  it('levels count if they begin within reach, wherever sixteens of bytes begin and end', () => {
    const texts: string[] = []
    for (let digits = 1; digits <= 16; digits++) {
      for (let gap = 212; gap < 236; gap++) texts.push(`2026-01-05T06:00:00.${'1'.repeat(digits)} x${'.'.repeat(gap)}ERROR INFO`)
    }
    const length = buffer.write(texts.join('\n'))
    const { levels } = createFactReader(timestamped, wasm)(buffer, splitLines(buffer, 0, length, wasm, undefined))
    assert.deepEqual([...levels], texts.map((text) => plainFacts(timestamped, text).level))
    assert.deepEqual([...new Set(levels)], [5, 0])
  })

  it('more records than a kernel takes at a time are gathered as they are in parts', () => {
    const texts = Array.from({ length: 3000 }, (_, i) => `2026-01-05T06:${10 + (i % 50)}:00Z ${['INFO', 'WARN', 'x'][i % 3]}`)
    const length = buffer.write(texts.join('\n'))
    const rows = splitLines(buffer, 0, length, wasm, undefined)
    const { times, levels } = createFactReader(timestamped, wasm)(buffer, rows)
    const expected = texts.map((text) => plainFacts(timestamped, text))
    assert.deepEqual([...times], expected.map(({ time }) => time))
    assert.deepEqual([...levels], expected.map(({ level }) => level))
    assert.equal(LEVEL_COUNT, 7)
  })

  it('lines are split, and heads told, with the kernels as without', () => {
    const heads = ['{', '2026-01-05T06:00:00', '[2026/01/05 06:00', '\u001b[2m2026-01-05 06', '2026-01-05T0']
    const piece = fc.constantFrom('\n', '\r\n', '\r', 'x', 'y'.repeat(70), ...heads)
    fc.assert(
      fc.property(fc.array(piece), fc.boolean(), fc.constantFrom(json, timestamped, plain), (pieces, atEnd, format) => {
        const text = Buffer.from(pieces.join(''))
        const from = atEnd ? BUFFER - text.length : 3
        buffer.fill(10)
        text.copy(buffer, from)
        const test = compileHead(format)
        const found = splitLines(buffer, from, from + text.length, wasm, test)
        const lines = text.toString('latin1').split('\n')
        if (lines[lines.length - 1] === '') lines.pop()
        const ended = text[text.length - 1] === 10 ? lines.length : lines.length - 1
        const shown = lines.map((line, i) => (i < ended && line.endsWith('\r') ? line.slice(0, -1) : line))
        assert.deepEqual(Array.from({ length: found.count }, (_, i) => buffer.toString('latin1', found.starts[i], found.ends[i])), shown)
        const isHead = (line: string): boolean => (format.heads as readonly string[]).some((head) => new RegExp(`^(?:${head})`, 's').test(line))
        assert.deepEqual(found.heads && [...found.heads].map(Boolean), test && shown.map(isHead))
        const slow = splitLines(Buffer.from(buffer), from, from + text.length, wasm, test)
        assert.deepEqual(slow, found)
      }),
      { numRuns: 1000 },
    )
  })

  it('lines end where they are said to, wherever what is looked at together begins and ends', () => {
    buffer.fill(10)
    for (let length = 1; length < 200; length++) {
      buffer.fill(0x78, 0, length - 1)
      buffer[length - 1] = 10
      assert.deepEqual(splitLines(buffer, 0, length, wasm, undefined).ends, Uint32Array.of(length - 1))
      assert.deepEqual(splitLines(buffer, 0, length - 1, wasm, undefined).ends, length === 1 ? new Uint32Array() : Uint32Array.of(length - 1))
    }
  })

  it('more lines than the kernel gives at a time are split as well', () => {
    const text = Buffer.from('\n'.repeat(16_384) + '{\r\n'.repeat(16_384) + '{')
    text.copy(buffer)
    const heads = compileHead(json)
    const found = splitLines(buffer, 0, text.length, wasm, heads)
    assert.equal(found.count, 32_769)
    assert.deepEqual(splitLines(Buffer.from(buffer), 0, text.length, wasm, heads), found)
  })
})
