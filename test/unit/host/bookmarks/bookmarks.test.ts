import { strict as assert } from 'node:assert'
import type { Bookmark } from '../../../../src/common/panelProtocol.ts'
import { Bookmarks } from '../../../../src/host/bookmarks/bookmarks.ts'
import { bookmarksAsMarkdown } from '../../../../src/host/bookmarks/markdown.ts'

function setUp(kept?: unknown) {
  let value = kept
  const bookmarks = new Bookmarks({ get: () => value, set: async (next) => void (value = next) })
  const changed: string[] = []
  bookmarks.onChange.on((path) => changed.push(path))
  return { bookmarks, changed, kept: () => value }
}

const mark = (offset: number, text = `row at ${offset}`): Bookmark => ({ offset, line: offset / 10 + 1, text })

describe('host/bookmarks', () => {
  it('sets and takes away marks, in the order of the file, and tells', async () => {
    const { bookmarks, changed } = setUp()
    assert.equal(await bookmarks.toggle('/a.log', mark(20)), true)
    assert.equal(await bookmarks.toggle('/a.log', mark(10)), true)
    assert.equal(await bookmarks.toggle('/b.log', mark(0)), true)
    assert.deepEqual(bookmarks.of('/a.log').map(({ offset }) => offset), [10, 20])
    assert.equal(await bookmarks.toggle('/a.log', mark(20)), false)
    assert.deepEqual([bookmarks.of('/a.log').length, bookmarks.paths, changed], [1, ['/b.log', '/a.log'], ['/a.log', '/a.log', '/b.log', '/a.log']])
    await bookmarks.remove('/a.log')
    assert.deepEqual(bookmarks.paths, ['/b.log'])
  })

  it('keeps notes, and takes an empty one away', async () => {
    const { bookmarks } = setUp()
    await bookmarks.toggle('/a.log', mark(0))
    await bookmarks.annotate('/a.log', 0, ' it began here ')
    assert.equal(bookmarks.of('/a.log')[0].note, 'it began here')
    await bookmarks.annotate('/a.log', 0, ' ')
    assert.equal(bookmarks.of('/a.log')[0].note, undefined)
  })

  it('ignores what is kept and is no bookmark', () => {
    assert.deepEqual(setUp('nonsense').bookmarks.paths, [])
    const { bookmarks } = setUp({ '/a.log': [mark(0), { offset: 'x' }, null], '/b.log': 7 })
    assert.deepEqual([bookmarks.paths, bookmarks.of('/a.log')], [['/a.log'], [mark(0)]])
  })

  it('takes no more for a file than anybody walks through, and says so', async () => {
    const { bookmarks } = setUp({ '/a.log': Array.from({ length: 1000 }, (_, i) => mark(i)) })
    await assert.rejects(bookmarks.toggle('/a.log', mark(5000)), /1000/)
    assert.equal(await bookmarks.toggle('/a.log', mark(7)), false)
    assert.equal(await bookmarks.toggle('/a.log', mark(5000)), true)
  })

  it('exports Markdown that no row breaks out of', () => {
    const text = bookmarksAsMarkdown([{ path: '/var/log/a_b.log', bookmarks: [{ ...mark(0, 'a ```` fence'), note: 'see <b> &amp; *this*' }, { ...mark(10, 'plain'), about: true }] }])
    assert.equal(text, '## /var/log/a\\_b.log\n\n**Line 1**: see \\<b\\> \\&amp; \\*this\\*\n\n`````text\na ```` fence\n`````\n\n**Line ~2**\n\n```text\nplain\n```\n')
  })
})
