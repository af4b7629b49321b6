import { strict as assert } from 'node:assert'
import { BlockReader } from '../../../../../src/engine/lines/block.ts'
import { LineBatch } from '../../../../../src/engine/records/lineBatch.ts'
import type { SearchNode } from '../../../../../src/engine/query/ast.ts'
import { parseOrThrow } from '../../../../../src/engine/stages/registry.ts'
import { search } from '../../../../../src/engine/stages/filter/search.ts'
import { linesOf } from '../../../../support/blocks.ts'
import { MemoryFile } from '../../../../support/memoryFile.ts'
import { NotingContext, textsOf } from '../../../../support/runStages.ts'

const LOG = ['ERROR disk full', 'error Disk ok', 'warn timeout 5', 'Kelvin \u212a', 'größe ÄPFEL', 'a|b (c)', ''].join('\n')

async function finds(query: string, expected: readonly string[], log = LOG): Promise<void> {
  assert.deepEqual(await textsOf(query, log), expected)
}

describe('search', () => {
  it('gives every line for nothing', async () => {
    await finds('', LOG.split('\n').slice(0, -1))
    await finds('*', LOG.split('\n').slice(0, -1))
  })

  it('ignores case where there is no capital letter', async () => {
    await finds('error', ['ERROR disk full', 'error Disk ok'])
    await finds('ERROR', ['ERROR disk full'])
    await finds('"disk ok"', ['error Disk ok'])
    await finds('äpfel', ['größe ÄPFEL'])
    await finds('GRÖSSE', [])
    await finds('kelvin k', ['Kelvin \u212a'])
  })

  it('combines', async () => {
    await finds('error disk -full', ['error Disk ok'])
    await finds('full OR timeout', ['ERROR disk full', 'warn timeout 5'])
    await finds('NOT (error OR warn) NOT k', ['größe ÄPFEL', 'a|b (c)'])
    await finds('"a|b" "(c)"', ['a|b (c)'])
  })

  it('tests a regex line by line, without the CR', async () => {
    await finds('/^b.$/', ['bc'], 'ab\r\nbc\r\nbcd')
    await finds('/full$|^$/', ['full', ''], 'full\r\n\r\nfuller')
    await finds('/a\\s+b/', [], 'a\nb\n')
    await finds('/error/i', ['ERROR disk full', 'error Disk ok'])
    await finds('/error/', ['error Disk ok'])
    await finds('/DISK/gi -/full/', ['error Disk ok'])
  })

  it('has no fields before parse', async () => {
    const context = new NotingContext()
    assert.deepEqual(await textsOf('user=ann OR NOT user:a', 'x\ny\n', context), ['x', 'y'])
    assert.deepEqual(context.seen, [])
  })

  it('works behind other stages', async () => {
    await finds('error | search full', ['ERROR disk full'])
    await finds('| replace /ERROR/ with "oops" | search OOPS', [])
    await finds('| replace /ERROR/ with "OOPS" | search OOPS', ['OOPS disk full'])
    await finds('| stats count() by raw | search timeout', ['warn timeout 5\t1'])
  })

  it('compares fields', async () => {
    const log = 'u=ann t=5 \nu=Bob t=10 \nu=cy t=5.0 \nnone\nu= t=abc \n'
    const where = async (condition: string, expected: readonly number[]): Promise<void> => {
      const rows = log.split('\n')
      await finds(`| parse "u=* t=* " as u, t | search ${condition}`, expected.map((i) => rows[i]), log)
    }
    await where('t=5', [0, 2])
    await where('t="5"', [0])
    await where('t!=5', [1, 4])
    await where('NOT t=5', [1, 3, 4])
    await where('t>5', [1, 4])
    await where('t>="5"', [0, 2, 4])
    await where('t<10', [0, 2])
    await where('u=bob', [])
    await where('u:bob', [1])
    await where('u:B', [1])
    await where('u:*', [0, 1, 2, 4])
    await where('u=""', [4])
    await where('NOT u:*', [3])
    await where('u=/^[a-c]/', [0, 2])
    await where('u!=/^[a-c]/', [1, 4])
    await where('u:ann OR none', [0, 3])
    await where('nosuch!=5', [])
  })

  it('tells of fields and rows it looks at', async () => {
    const context = new NotingContext()
    await textsOf('| parse "u=* " as u | search u:a OR v:b OR /x/', 'q\nu=b \n', context)
    assert.deepEqual(context.seen, ['u'])
    assert.ok(context.beats.includes(0) && context.beats.includes(1))
  })

  it('finds words in all of a line that is too long to be held, a regex within windows', () => {
    const file = Buffer.from(`short\n${'x'.repeat(250)}needle${'é'.repeat(250)} END\r\nneedle\n`)
    const rows = (query: string): number[] => {
      const reader = new BlockReader(new MemoryFile(file), 0, { blockBytes: 64, maxLineBytes: 128 })
      const node = parseOrThrow(query).stages[0].node as SearchNode
      const starts: number[] = []
      const run = search.create(node, new NotingContext())
      for (let i = 0; i < Math.ceil(file.length / 64); i++) {
        for (const batch of run([LineBatch.of(reader.read(i))])) {
          for (let row = 0; row < batch.length; row++) starts.push((batch as LineBatch).block.sourceOffset((batch as LineBatch).start(row)))
        }
      }
      return starts
    }
    const last = file.length - 7
    assert.deepEqual(rows('needle'), [6, last])
    assert.deepEqual(rows('xneedleé'), [6])
    assert.deepEqual(rows('NOT needle'), [0])
    assert.deepEqual(rows('needle END'), [6])
    assert.deepEqual(rows('/END$/'), [6])
    assert.deepEqual(rows('/^short.*|needle.*END/'), [0])
    assert.deepEqual(rows('/\\ufffd/'), [])
    assert.deepEqual(rows('needle -"no such"'), [6, last])
  })

  it('stops at the end of a block, whatever the buffer held before', () => {
    const file = Buffer.from('needle needle needle\nx\n')
    const reader = new BlockReader(new MemoryFile(file), 0, { blockBytes: 21, maxLineBytes: 64 })
    const run = search.create(parseOrThrow('NEEDLE OR needle').stages[0].node as SearchNode, new NotingContext())
    const counts = [0, 1].map((i) => [...run([LineBatch.of(reader.read(i))])].map((batch) => batch.length))
    assert.deepEqual(counts, [[1], [0]])
  })

  it('takes a driver up again that was left out, and the better of two', () => {
    const logs = ['took 5ms 1\n'.repeat(500), 'took 1234ms 2\n'.repeat(500), `${'took 5ms 3\n'.repeat(500)}took 1234ms 4\n`]
    const run = search.create(parseOrThrow('/took \\d{4}ms/').stages[0].node as SearchNode, new NotingContext())
    const counts = Array.from({ length: 60 }, (_, i) => [...run([linesOf(logs[Math.floor(i / 20)])])].map((batch) => batch.length)[0])
    assert.deepEqual(counts, [...Array<number>(20).fill(0), ...Array<number>(20).fill(500), ...Array<number>(20).fill(1)])
  })

  it('finds words and their borders at the ends of a file', async () => {
    await finds('/\\b5\\d\\d\\b/', ['500', 'a 501', '502 b', '503'], '500\na 501\n502 b\n1504\n5055\n5060a\n503')
    await finds('/^\\d{4}$/', ['5678'], '\ufeff1234\r\n12345\r\n5678')
  })

  it('gives rows that know their line', () => {
    const [batch] = search.create(parseOrThrow('b').stages[0].node as SearchNode, new NotingContext())([linesOf('a\nb\nc\nb')])
    assert.deepEqual([(batch as LineBatch).lineAbove(0), (batch as LineBatch).lineAbove(1), batch.text(1)], [1, 3, 'b'])
  })

  it('goes on when a needle is in most lines', () => {
    const log = 'error 1\n'.repeat(500) + 'error 2\n'
    const run = search.create(parseOrThrow('/error.*2/').stages[0].node as SearchNode, new NotingContext())
    for (let i = 0; i < 20; i++) assert.deepEqual([...run([linesOf(log)])].map((batch) => batch.length), [1])
  })
})

describe('what is pushed down to bytes', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['', undefined],
    ['timeout', 'bytes: "timeout" (ignoring case), exact'],
    ['"Connection reset"', 'bytes: "Connection reset", exact'],
    ['error OR timeout', 'bytes: any of "error" (ignoring case), "timeout" (ignoring case), exact'],
    ['error connection', 'bytes: whichever is on the fewest lines: "connection" (ignoring case); "error" (ignoring case), then the expression on the line'],
    ['error -debug', 'bytes: "error" (ignoring case), then the expression on the line'],
    ['-debug', 'none: every line is decoded'],
    ['error OR -debug', 'none: every line is decoded'],
    ['user=ann', 'none: every line is decoded'],
    ['user=ann error', 'bytes: "error" (ignoring case), then the expression on the line'],
    ['/ERROR.*timeout/', 'bytes: whichever is on the fewest lines: "timeout"; "ERROR", then the expression on the line'],
    ['/[A-Z]{5,}\\d+/', 'bytes: /[A-Z]{5}[0-9]/, then the expression on the line'],
    ['/\\b(5\\d\\d)\\b/', 'bytes: whichever is on the fewest lines: /\\b5[0-9][0-9]\\b/; "5", then the expression on the line'],
    ['/took \\d{4,}ms$/', 'bytes: whichever is on the fewest lines: /took [0-9]{4}/; "took "; /[0-9]{4}ms(line end)/, then the expression on the line'],
    ['/\\d{4}-\\d\\d/ OR timeout', 'bytes: any of "timeout" (ignoring case), /[0-9]{4}\\-[0-9][0-9]/, then the expression on the line'],
    ['/\\.\\d{3}Z|[A-Z]{4}\\s/', 'bytes: any of /\\.[0-9]{3}Z/, /[A-Z]{4}[\\x09\\x0b-\\x0d \\x80-\\xff]/, then the expression on the line'],
    ['/ERROR/', 'bytes: "ERROR", exact'],
    ['/\\d+/', 'none: every line is decoded'],
    ['"\ufffd"', 'none: every line is decoded'],
  ]
  for (const [query, expected] of cases) {
    it(`for ${query || 'nothing'}`, () => assert.equal(search.pushDown!(parseOrThrow(query).stages[0].node as SearchNode), expected))
  }
})
