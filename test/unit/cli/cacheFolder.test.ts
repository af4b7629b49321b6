import { strict as assert } from 'node:assert'
import { homedir } from 'node:os'
import path from 'node:path'
import { cacheFolder } from '../../../src/cli/cacheFolder.ts'

describe('cli/cacheFolder', () => {
  const home = (): string => '/home/ann'
  const windowsHome = (): string => 'C:\\Users\\ann'

  it('follows XDG, on Linux and wherever nothing else is the custom', () => {
    assert.equal(cacheFolder({}, 'linux', home), '/home/ann/.cache/sluice')
    assert.equal(cacheFolder({ XDG_CACHE_HOME: '/fast/cache' }, 'linux', home), '/fast/cache/sluice')
    assert.equal(cacheFolder({ XDG_CACHE_HOME: '/fast/cache' }, 'freebsd', home), '/fast/cache/sluice')
    for (const given of ['', 'cache', '../x']) assert.equal(cacheFolder({ XDG_CACHE_HOME: given }, 'linux', home), '/home/ann/.cache/sluice')
  })

  it('is in Library on macOS', () => {
    assert.equal(cacheFolder({ XDG_CACHE_HOME: '/fast/cache' }, 'darwin', home), '/home/ann/Library/Caches/sluice')
  })

  it('is among the local data on Windows', () => {
    assert.equal(cacheFolder({ LOCALAPPDATA: 'D:\\Local' }, 'win32', windowsHome), 'D:\\Local\\sluice')
    assert.equal(cacheFolder({ LOCALAPPDATA: '' }, 'win32', windowsHome), 'C:\\Users\\ann\\AppData\\Local\\sluice')
  })

  it('is nowhere without a home', () => {
    const none = (): string => {
      throw new Error('ENOENT')
    }
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      assert.equal(cacheFolder({}, platform, none), undefined)
      assert.equal(cacheFolder({}, platform, () => ''), undefined)
    }
    assert.equal(cacheFolder({ XDG_CACHE_HOME: '/fast/cache' }, 'linux', none), '/fast/cache/sluice')
  })

  it('is that of this machine, if nothing else is said', () => {
    const folder = cacheFolder()
    assert.ok(folder !== undefined && path.isAbsolute(folder) && path.basename(folder) === 'sluice')
    assert.equal(cacheFolder({}), cacheFolder({}, process.platform, homedir))
  })
})
