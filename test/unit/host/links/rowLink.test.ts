import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { decodeLink, encodeLink, LINK_PATH, type RowLink } from '../../../../src/host/links/rowLink.ts'

describe('host/links/rowLink', () => {
  it('gives back what a link was made of, whatever its texts, once VS Code has undone their encoding', () => {
    const paths = fc.array(fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')).map((text) => `/${text}`), { minLength: 1, maxLength: 3 })
    const arbitrary = fc.record({ paths, query: fc.string({ unit: 'grapheme' }), line: fc.option(fc.nat({ max: 1e12 }).map((n) => n + 1), { nil: undefined }) })
    fc.assert(
      fc.property(arbitrary, ({ paths: given, query, line }) => {
        const link: RowLink = { paths: given, query, ...(line === undefined ? {} : { line, source: given.length - 1 }) }
        assert.deepEqual(decodeLink(LINK_PATH, decodeURIComponent(encodeLink(link))), link)
      }),
    )
  })

  it('refuses what is no link to a log', () => {
    const refused = (path: string, query: string): string => {
      const found = decodeLink(path, query)
      assert.equal(typeof found, 'string', query)
      return found as string
    }
    assert.match(refused('/run', 'path=/a.log'), /no links to \/run/)
    assert.match(refused(LINK_PATH, ''), /names no log/)
    assert.match(refused(LINK_PATH, 'path=../etc/passwd'), /whole path/)
    assert.match(refused(LINK_PATH, 'path=/a%00b'), /whole path/)
    assert.match(refused(LINK_PATH, `path=/a&query=${'x'.repeat(30_000)}`), /too long/)
  })

  it('leaves out a line that is none', () => {
    for (const line of ['0', '-1', '1e3', 'x', '']) assert.deepEqual(decodeLink(LINK_PATH, `path=/a.log&line=${line}`), { paths: ['/a.log'], query: '' })
    assert.deepEqual(decodeLink(LINK_PATH, 'path=/a.log&line=5&source=1'), { paths: ['/a.log'], query: '' })
  })
})
