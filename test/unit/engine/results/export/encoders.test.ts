import { strict as assert } from 'node:assert'
import type { RenderFormat } from '../../../../../src/engine/results/scannerApi.ts'
import type { RecordBatch } from '../../../../../src/engine/records/batch.ts'
import { LineBatch } from '../../../../../src/engine/records/lineBatch.ts'
import { TableBatch } from '../../../../../src/engine/records/tableBatch.ts'
import { csvCell, fencedText, makeEncoder } from '../../../../../src/engine/results/export/encoders.ts'
import type { ExportLayout } from '../../../../../src/engine/results/export/values.ts'
import { ByteWriter } from '../../../../../src/engine/results/export/writer.ts'
import { linesOf } from '../../../../support/blocks.ts'

function layout(names: readonly string[], more: { chosen?: boolean; table?: boolean; sources?: string[] } = {}): ExportLayout {
  return { columns: { names, chosen: more.chosen ?? false, table: more.table ?? false }, sources: more.sources }
}

/** All rows of a batch in a format, with its header, as bytes. */
function encode(format: RenderFormat, batch: RecordBatch, rows: ExportLayout, source?: string): Buffer {
  const encoder = makeEncoder(format, rows)
  const out = new ByteWriter(() => 0)
  for (let row = 0; row < batch.length; row++) {
    encoder.write(out, batch, row, batch instanceof LineBatch ? { line: batch.lineAbove(row) + 1, source } : undefined)
  }
  const chunks = out.take().map((chunk) => (chunk instanceof ArrayBuffer ? Buffer.from(chunk) : Buffer.from(`<at ${chunk.offset}>`)))
  return Buffer.concat([Buffer.from(encoder.header), ...chunks])
}

const withFields = (text: string): RecordBatch =>
  linesOf(text).withFields(['a', 'b'], (line) => (line.includes('=') ? line.split('=') : undefined))

describe('engine/results/export/encoders', () => {
  describe('text', () => {
    it('is the raw bytes with the line end they have in the file', () => {
      for (const bytes of [Buffer.from('a\r\nb\n\n'), Buffer.from([0xff, 0, 10, 0xe2, 0x82, 13, 10])]) {
        assert.deepEqual(encode('text', linesOf(bytes), layout(['raw'])), bytes)
      }
    })

    it('adds a newline that the last line lacks, and nothing else', () => {
      assert.equal(encode('text', linesOf('a\nb'), layout(['raw'])).toString(), 'a\nb\n')
      assert.equal(encode('text', linesOf('a\r\nb\r'), layout(['raw'])).toString(), 'a\r\nb\r\n')
    })

    it('is the bytes of the rows that are left', () => {
      const bytes = Buffer.from('a\r\nb\nc\r\n')
      assert.equal(encode('text', linesOf(bytes).select(Uint32Array.of(0, 2)), layout(['raw'])).toString(), 'a\r\nc\r\n')
    })

    it('is the new text where a stage changed it', () => {
      const batch = linesOf(Buffer.from([0x61, 0x31, 13, 10, 0xff, 13, 10])).withText((text) => text.replace('1', '2'))
      assert.deepEqual(encode('text', batch, layout(['raw'])), Buffer.from([0x61, 0x32, 10, 0xff, 13, 10]))
    })

    it('is the place of a line too long to be held', () => {
      const batch = linesOf('ab\n' + 'x'.repeat(50) + '\n', { blockBytes: 8, maxLineBytes: 16 })
      assert.equal(encode('text', batch, layout(['raw'])).toString(), 'ab\n<at 3>')
    })

    it('is the raw row as long as nobody chose columns, else these with tabs between them', () => {
      const batch = withFields('x=1\nno\n')
      assert.equal(encode('text', batch, layout(['raw', 'a', 'b'])).toString(), 'x=1\nno\n')
      assert.equal(encode('text', batch, layout(['b', 'a'], { chosen: true })).toString(), '1\tx\n\t\n')
      assert.equal(encode('text', batch, layout(['raw'], { chosen: true })).toString(), 'x=1\nno\n')
      assert.equal(encode('text', batch, layout(['line', 'raw'], { chosen: true })).toString(), '1\tx=1\n2\tno\n')
    })

    it('is the cells of a table', () => {
      const batch = new TableBatch({ columns: ['a', 'n'], rows: [['x', 2], [undefined, 1]] })
      assert.equal(encode('text', batch, layout(['a', 'n'], { chosen: true, table: true })).toString(), 'x\t2\n\t1\n')
    })
  })

  describe('jsonl', () => {
    const objects = (batch: RecordBatch, rows: ExportLayout, source?: string): unknown[] =>
      encode('jsonl', batch, rows, source)
        .toString()
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as unknown)

    it('has line, raw and the fields that there are, in this order', () => {
      const text = encode('jsonl', withFields('x=1\nno\n'), layout(['raw', 'a', 'b'])).toString()
      assert.equal(text, '{"line":1,"raw":"x=1","a":"x","b":"1"}\n{"line":2,"raw":"no"}\n')
    })

    it('names the source where there are several', () => {
      assert.deepEqual(objects(linesOf('x\n'), layout(['raw'], { sources: ['a.log', 'b.log'] }), 'b.log'), [{ line: 1, source: 'b.log', raw: 'x' }])
    })

    it('is one line a row, whatever is in it', () => {
      const nasty = '"\\ \u2028 \0 \t \u001b[31m </script> \ufeff'
      assert.deepEqual(objects(linesOf(nasty + '\nb\rc\n'), layout(['raw'])), [
        { line: 1, raw: nasty },
        { line: 2, raw: 'b\rc' },
      ])
    })

    it('is valid UTF-8 also for half a character and for bytes that are none', () => {
      const batch = linesOf(Buffer.from([0xff, 10])).withFields(['half'], () => ['\ud83d'])
      const bytes = encode('jsonl', batch, layout(['raw', 'half']))
      assert.deepEqual(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), { line: 1, raw: '\ufffd', half: '\ud83d' })
    })

    it('lets fields of a row win over what it is made of', () => {
      const batch = linesOf('x\n').withFields(['line', 'source', '__proto__'], () => ['mine', 'my own', 'p'])
      const text = encode('jsonl', batch, layout(['raw', 'line', 'source', '__proto__'], { sources: ['a', 'b'] }), 'a').toString()
      assert.equal(text, '{"raw":"x","line":"mine","source":"my own","__proto__":"p"}\n')
    })

    it('has null for a group of rows without the field, and numbers as numbers', () => {
      const batch = new TableBatch({ columns: ['a', 'n'], rows: [[undefined, 3], ['4', 1]] })
      assert.deepEqual(objects(batch, layout(['a', 'n'], { chosen: true, table: true })), [
        { a: null, n: 3 },
        { a: '4', n: 1 },
      ])
    })
  })

  describe('csv', () => {
    const csv = (batch: RecordBatch, rows: ExportLayout, source?: string): string => encode('csv', batch, rows, source).toString()

    it('has a header, and empty cells where a row has no such field', () => {
      assert.equal(csv(withFields('x=1\nno\n'), layout(['raw', 'a', 'b'])), "line,raw,a,b\n1,x=1,x,1\n2,no,,\n")
    })

    it('names the source, and escapes the header too', () => {
      const batch = linesOf('x\n').withFields(['=a,b'], () => ['1'])
      assert.equal(csv(batch, layout(['raw', '=a,b'], { sources: ['p,q', 'r'] }), 'p,q'), 'line,source,raw,"\'=a,b"\n1,"p,q",x,1\n')
    })

    it('is the table of an aggregate as it is', () => {
      const batch = new TableBatch({ columns: ['user', 'count()'], rows: [['ann', 2], [undefined, 1]] })
      assert.equal(csv(batch, layout(['user', 'count()'], { chosen: true, table: true })), 'user,count()\nann,2\n,1\n')
    })

    const cells: readonly (readonly [value: string | number | undefined, cell: string])[] = [
      [undefined, ''],
      ['', ''],
      ['plain', 'plain'],
      [0, '0'],
      [-5, '-5'],
      ['a,b', '"a,b"'],
      ['say "no"', '"say ""no"""'],
      ['a\rb', '"a\rb"'],
      ['a\nb', '"a\nb"'],
      ['=cmd()', "'=cmd()"],
      ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
      ['+SUM(1)', "'+SUM(1)"],
      ['-2+3', "'-2+3"],
      ['@import', "'@import"],
      ['\t=1', "'\t=1"],
      ['\r=1', '"\'\r=1"'],
      ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
      ['-5', '-5'],
      ['+1.5e-3', '+1.5e-3'],
      ['-.5', '-.5'],
      ['-', "'-"],
      ['-5 apples', "'-5 apples"],
      ['1=2', '1=2'],
    ]
    for (const [value, cell] of cells) it(`writes ${JSON.stringify(value)} as ${JSON.stringify(cell)}`, () => assert.equal(csvCell(value), cell))
  })

  describe('TSV and Markdown', () => {
    it('TSV has tabs between cells, and quotes what has some', () => {
      const rows = layout(['a', 'b'], { chosen: true })
      assert.equal(encode('tsv', withFields('x,"y=1\ty\n=2=3\n'), rows).toString(), "line\ta\tb\n1\t\"x,\"\"y\"\t\"1\ty\"\n2\t\t2\n")
    })

    it('Markdown is a table in which nothing is markup', () => {
      const table = new TableBatch({ columns: ['a|b', 'n'], rows: [['<b>*x*</b> [l](u) `c` a|b \\ &amp;\nnext', 3], [undefined, -1]] })
      assert.equal(
        encode('markdown', table, layout(['a|b', 'n'], { table: true, chosen: true })).toString(),
        '| a\\|b | n |\n| --- | --- |\n| \\<b\\>\\*x\\*\\</b\\> \\[l\\](u) \\`c\\` a\\|b \\\\ &amp;amp;<br>next | 3 |\n|  | -1 |\n',
      )
    })

    it('Markdown of texts is a block that they do not end', () => {
      assert.equal(fencedText('a ```` b\n```\n'), '`````\na ```` b\n```\n`````\n')
      assert.equal(fencedText('a'), '```\na\n```\n')
      assert.equal(fencedText(''), '```\n```\n')
    })
  })
})
