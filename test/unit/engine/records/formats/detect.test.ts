import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { detect } from '../../../../../src/engine/records/formats/detect.ts'
import { fieldsOf, formatNamed, FORMATS } from '../../../../../src/engine/records/formats/registry.ts'
import { makeLog, type LogKind } from '../../../../support/makeLog.ts'
import { TemporaryFolder } from '../../../../support/temporary.ts'

const fixture = (name: string): Buffer => readFileSync(new URL(`../../../../fixtures/formats/${name}`, import.meta.url))
const named = (...samples: readonly (string | Buffer)[]): string => detect(samples.map((sample) => Buffer.from(sample))).name.split(' ')[0]

describe('engine/records/formats/detect', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  const kinds: readonly (readonly [LogKind, string])[] = [['app', 'timestamped'], ['json', 'json'], ['access', 'access']]
  for (const [kind, format] of kinds) {
    it(`takes a generated log of kind ${kind} for ${format}`, () => {
      const path = folder.join(`${kind}.log`)
      makeLog(path, { kind, lines: 400 })
      const bytes = readFileSync(path)
      assert.equal(named(bytes), format)
      // Cut in the middle of a line, at both ends.
      assert.equal(named(bytes.subarray(37, 9000), bytes.subarray(20_001, 30_000)), format)
    })
  }

  const fixtures: readonly (readonly [string, string])[] = [
    ['apache-combined.log', 'access'],
    ['common.log', 'access'],
    ['nginx-extra.log', 'access'],
    ['vhost.log', 'access-vhost'],
    ['pino.log', 'json'],
    ['json-with-traces.log', 'json'],
    ['java-traces.log', 'logback-level'],
    ['brackets.log', 'monolog'],
    ['rust-colors.log', 'timestamped'],
    ['slashes.log', 'timestamped'],
    ['syslog.log', 'syslog'],
    ['notes.txt', 'plain'],
    ['pretty.json', 'plain'],
  ]
  for (const [name, format] of fixtures) {
    it(`takes ${name} for ${format}`, () => {
      assert.equal(named(fixture(name)), format)
      assert.equal(named(fixture(name).toString().replace(/\n/g, '\r\n')), format)
    })
  }

  it('takes what most lines are', () => {
    const json = '{"a":1}\n'
    const line = '2026-01-05 06:00:00 x\n'
    assert.equal(named(json.repeat(30) + line.repeat(20)), 'json')
    assert.equal(named(json.repeat(20) + line.repeat(30)), 'timestamped')
    assert.equal(named(json, line, line), 'timestamped')
    assert.equal(named(line + 'x\n'.repeat(18)), 'timestamped')
    assert.equal(named(line + 'x\n'.repeat(20)), 'plain')
    assert.equal(named('10.0.0.1 - - [05/Jan/2026:06:00:00 +0000] "GET / HTTP/1.1" 200 1\n' + 'x\n'.repeat(2)), 'plain')
  })

  it('takes no few lines that begin with a level for a log without times', () => {
    const line = 'INFO:root:x\n'
    assert.equal(named(line.repeat(3) + 'x\n'.repeat(50)), 'python-brief')
    assert.equal(named(line.repeat(3) + 'x\n'.repeat(60)), 'plain')
    assert.equal(named('TODO:root:x\nERROR:\n'.repeat(30)), 'plain')
  })

  it('takes nothing, blank lines and bytes that are no text for plain', () => {
    assert.equal(detect([]).name, 'plain')
    assert.equal(named('', ''), 'plain')
    assert.equal(named('\n\n\r\n'), 'plain')
    assert.equal(named(Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 31) & 255))), 'plain')
    assert.equal(named(Buffer.alloc(300_000)), 'plain')
  })

  it('knows an object by its beginning that is longer than a sample', () => {
    assert.equal(named(`{"text":"${'x'.repeat(200_000)}"}\n`), 'json')
    assert.equal(named(`{${'x'.repeat(200_000)}}\n`), 'plain')
  })

  it('says in the name which fields the log has', () => {
    const format = detect([fixture('json-with-traces.log')])
    assert.equal(format.name, 'json time=ts level=severity message=msg')
    assert.deepEqual(format, formatNamed(format.name))
    assert.deepEqual(fieldsOf(format, 'time')?.slice(0, 3), ['ts', 'time', 'timestamp'])
    assert.equal(detect([fixture('pino.log')]).name, 'json message=msg')
    assert.equal(detect([Buffer.from('{"a":1}\n')]).name, 'json')
    assert.equal(detect([Buffer.from('{"date":"2026-01-05T06:00:00Z","time":"soon"}\n')]).name, 'json time=date')
  })

  it('takes JSON for a dialect only if most of its records have the fields of one of its marks', () => {
    const some = '{"timestamp":1714564800.5,"level":6,"host":"a","short_message":"x"}\n'
    const other = '{"timestamp":1714564800.5,"level":6,"host":"a","message":"x"}\n'
    assert.equal(named(some.repeat(5) + other.repeat(3)), 'gelf')
    assert.equal(named(some.repeat(4) + other.repeat(4)), 'json')
    assert.equal(named(some.repeat(4) + 'at x\n'.repeat(20) + some), 'gelf')
    assert.equal(named('{"log":{"level":"info"},"message":"x"}\n'), 'json')
  })

  it('takes pairs for logfmt if they have a time or a level, and nothing else', () => {
    assert.equal(named('level=info a=1\n'), 'logfmt')
    assert.equal(named('time=2026-01-05T06:00:00Z and words\n'), 'logfmt')
    assert.equal(named('level=info and words\n'), 'plain')
    assert.equal(named('a=1 b=2\n'), 'plain')
    assert.equal(named('service=a level=info\n'), 'logfmt-other')
  })

  it('gives one of the known formats for whatever it is given', () => {
    const names = FORMATS.map(({ name }) => name)
    const known = fc.constantFrom('{', '}', '"a":', '[05/Jan/2026:06:00:00', '2026-01-05 06:00:00', ' ', '\n', '"', '\u001b[0m')
    const text = fc.array(fc.oneof(known, fc.string())).map((pieces) => Buffer.from(pieces.join('')))
    const sample = fc.oneof(text, fc.uint8Array().map((bytes) => Buffer.from(bytes)))
    fc.assert(fc.property(fc.array(sample, { maxLength: 3 }), (samples) => names.includes(detect(samples).name.split(' ')[0])))
  })

  it('takes what looks like a prefix for one only where it is', () => {
    const of = (line: string): string => detect([Buffer.from(`${line}\n`.repeat(20))]).name
    assert.equal(of('web-1  | started'), 'compose/plain')
    assert.equal(of('INFO   | started'), 'plain')
    assert.equal(of('2026-05-01T12:00:00.123456789Z stdout F started'), 'cri/plain')
    assert.equal(of('2026-05-01T12:00:00.123456789Z stdin F started'), 'timestamped')
    assert.equal(of('2026-05-01T12:00:00.123456789Z started'), 'timestamped')
    assert.equal(of('2026-05-01T12:00:00.123456789Z {"msg":"started"}'), 'stamped/json message=msg')
    assert.equal(of('2026-05-01T12:00:00.123Z {"msg":"started"}'), 'timestamped')
  })
})
