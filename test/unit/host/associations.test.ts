import { strict as assert } from 'node:assert'
import { associated } from '../../../src/host/associations.ts'

describe('host/associations', () => {
  const formatOf = (path: string): string | undefined =>
    associated({ '*.gw.log': 'logback', '**/raw/*': 'plain', 'app.?.log': 'json', 'c++ [x].log': 'glog', bad: 7 }, path)

  it('fits names, and paths where a pattern has a slash', () => {
    assert.equal(formatOf('/var/log/a.gw.log'), 'logback')
    assert.equal(formatOf('/var/raw/a.log'), 'plain')
    assert.equal(formatOf('C:\\logs\\raw\\a.log'), 'plain')
    assert.equal(formatOf('/var/log/app.1.log'), 'json')
    assert.equal(formatOf('/var/log/c++ [x].log'), 'glog')
  })

  it('fits nothing else', () => {
    for (const path of ['/var/log/gw.log', '/var/log/a.gw.log.1', '/var/raw/deep/a.log', '/var/log/app.12.log', '/var/log/cc x.log', 'bad']) {
      assert.equal(formatOf(path), undefined, path)
    }
  })

  it('takes no setting that is none', () => {
    for (const setting of [undefined, null, 'x', 7, []]) assert.equal(associated(setting, '/a.log'), undefined)
  })
})
