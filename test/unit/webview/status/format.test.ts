import { strict as assert } from 'node:assert'
import type { SourceInfo } from '../../../../src/common/protocol.ts'
import * as format from '../../../../src/webview/status/format.ts'

const source: SourceInfo = { path: '/a.log', name: 'a.log', size: 12_400_000_000, encoding: 'UTF-8', bom: false, lineEnd: 'LF', binary: false }

const facts = (sources: Parameters<typeof format.describeSources>[0]): string[] => format.describeSources(sources).map(({ text }) => text)

describe('status format', () => {
  it('groups digits', () => {
    assert.equal(format.formatCount(92_318_004), '92,318,004')
  })

  it('shortens large counts, downwards', () => {
    const expected: [number, string][] = [
      [0, '0'],
      [999_999, '999,999'],
      [1_000_000, '1.0 M'],
      [92_399_999, '92.3 M'],
      [999_999_999, '999 M'],
      [1_000_000_000, '1.0 B'],
    ]
    for (const [count, text] of expected) assert.equal(format.compactCount(count), text)
  })

  it('writes sizes and rates', () => {
    assert.equal(format.formatBytes(1), '1 byte')
    assert.equal(format.formatBytes(999), '999 bytes')
    assert.equal(format.formatBytes(999_999), '1.0 MB')
    assert.equal(format.formatBytes(12_400_000_000), '12.4 GB')
    assert.equal(format.formatRate(3.9e9, 1), '3.9 GB/s')
    assert.equal(format.formatRate(3.9e9, 0), undefined)
  })

  it('never says 100 % before the end', () => {
    assert.equal(format.formatPercent(999_999, 1_000_000), '99 %')
    assert.equal(format.formatPercent(5, 5), '100 %')
    assert.equal(format.formatPercent(0, 0), '0 %')
  })

  it('writes times', () => {
    assert.equal(format.formatSeconds(0.042), '0.04 s')
    assert.equal(format.formatSeconds(3.14), '3.1 s')
    assert.equal(format.formatSeconds(125), '2 min 5 s')
    assert.equal(format.formatSeconds(7300), '2 h 1 min')
  })

  it('describes the files', () => {
    assert.deepEqual(facts([source]), ['a.log', '12.4 GB', 'UTF-8 LF', 'Plain text'])
    assert.deepEqual(facts([{ ...source, bom: true, lineEnd: 'none', binary: true }]), ['a.log', '12.4 GB', 'UTF-8 with BOM', 'Plain text', 'binary'])
    assert.deepEqual(facts([source, { ...source, lineEnd: 'CRLF' }]), ['2 files', '24.8 GB', 'UTF-8 mixed line ends', 'Plain text'])
    assert.deepEqual(facts([{ ...source, encoding: 'Shift_JIS' }]), ['a.log', '12.4 GB', 'Shift_JIS LF', 'Plain text'])
    assert.deepEqual(facts([source, { ...source, encoding: 'KOI8-R' }]), ['2 files', '24.8 GB', 'mixed encodings LF', 'Plain text'])
    const json = { name: 'json', title: 'JSON lines' }
    assert.deepEqual(facts([{ ...source, format: json }]), ['a.log', '12.4 GB', 'UTF-8 LF', 'JSON lines'])
    assert.deepEqual(facts([source, { ...source, format: json }]), ['2 files', '24.8 GB', 'UTF-8 LF', 'mixed formats'])
    assert.deepEqual(facts([source, { ...source, name: 'b.log', shift: 7_200_000 }]), ['2 files', '24.8 GB', 'UTF-8 LF', 'Plain text', 'b.log +2h'])
    assert.deepEqual(facts([]), [])
    assert.deepEqual(facts([{ ...source, timeZone: 'Europe/Berlin' }]), ['a.log', '12.4 GB', 'UTF-8 LF', 'Plain text', 'Europe/Berlin'])
    assert.deepEqual(format.describeSources([{ ...source, timeZone: 'Europe/Berlin' }]).map(({ choice }) => choice), [undefined, undefined, 'encoding', 'format', 'timeZone'])
  })

  it('tells rows found from rows read', () => {
    const counts = { rowsMatched: 1884, rowsScanned: 92_318_004, exact: false, state: 'running' } as const
    assert.deepEqual(format.describeRows(counts, false), ['1,884+', 'of 92,318,004+ rows'])
    assert.deepEqual(format.describeRows({ ...counts, exact: true, state: 'done' }, false), ['1,884', 'of 92,318,004 rows'])
    assert.deepEqual(format.describeRows({ rowsMatched: 7, rowsScanned: 7, exact: true, state: 'done' }, false), ['7', 'rows'])
    assert.deepEqual(format.describeRows({ rowsMatched: 4, rowsScanned: 100, exact: true, state: 'done' }, true), ['4', 'rows from 100'])
  })

  it('does not say that more rows were found than read, where looking ahead of the pass counted some', () => {
    assert.deepEqual(format.describeRows({ rowsMatched: 736, rowsScanned: 735, exact: false, state: 'running' }, false), ['736+', 'rows'])
  })

  it('counts selected rows', () => {
    assert.equal(format.describeSelection(0), '')
    assert.equal(format.describeSelection(1), '1 row selected')
    assert.equal(format.describeSelection(3000), '3,000 rows selected')
    assert.equal(format.describeSelection(undefined), 'many rows selected')
  })
})
