import { strict as assert } from 'node:assert'
import { formatItems } from '../../../src/host/formatItems.ts'
import { PREFIX_KINDS, PREFIXES } from '../../../src/engine/records/formats/prefix.ts'
import { formatNamed, FORMATS } from '../../../src/engine/records/formats/registry.ts'

const all = [
  ...FORMATS.map(({ name, title }) => ({ name, title })),
  ...PREFIX_KINDS.map((name) => ({ name, title: PREFIXES[name].title, isPrefix: true })),
]
const info = (name: string): { name: string; title: string } => ({ name, title: formatNamed(name)?.title ?? '' })
const inUse = (items: ReturnType<typeof formatItems>): unknown[] => items.filter(({ description }) => description.endsWith('in use')).map(({ name }) => name)

describe('the list of formats', () => {
  it('shows those that are in use, plain text too', () => {
    assert.deepEqual(inUse(formatItems(all, [info('json'), info('syslog'), info('json')])), ['json', 'syslog'])
    assert.deepEqual(inUse(formatItems(all, [undefined])), ['plain'])
    assert.deepEqual(inUse(formatItems(all, [])), [])
  })

  it('begins with one that is wrapped, and leads to the others behind the same prefix', () => {
    const items = formatItems(all, [info('cri/json'), info('cri/json')])
    assert.deepEqual(items.slice(0, 3).map(({ name, prefix }) => name ?? prefix), ['auto', 'cri/json', 'cri/'])
    assert.deepEqual(inUse(items), ['cri/json'])
    assert.equal(items.filter(({ prefix }) => prefix === 'cri/').length, 1)
    assert.deepEqual(inUse(formatItems(all, [info('cri/json')], 'cri/')), ['cri/json'])
  })

  it('has only combinations that there are, each under the name that the format itself has', () => {
    const seen: string[] = []
    const look = (prefix?: string): void => {
      for (const item of formatItems(all, [], prefix)) {
        if (item.name === undefined) look(item.prefix)
        else if (item.name !== 'auto') {
          assert.equal(formatNamed(item.name)?.name, item.name)
          if (!prefix?.slice(0, -1).includes('/')) assert.equal(formatNamed(item.name)?.title, item.label)
          seen.push(item.name)
        }
      }
    }
    look()
    // Alone, behind each prefix, and behind each of the others with time stamps.
    assert.equal(new Set(seen).size, FORMATS.length * (1 + PREFIX_KINDS.length + PREFIX_KINDS.length - 1))
    assert.equal(new Set(seen).size, seen.length)
    assert.ok(seen.includes('kubectl/stamped/json'))
  })
})
