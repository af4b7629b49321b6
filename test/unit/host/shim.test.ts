import { strict as assert } from 'node:assert'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { cmdShim, shShim, writeShims } from '../../../src/host/shim.ts'
import { TemporaryFolder } from '../../support/temporary.ts'

describe('the terminal command', () => {
  let folder: TemporaryFolder
  beforeEach(() => (folder = new TemporaryFolder()))
  afterEach(() => folder.remove())

  it('runs the command line whatever is in the paths and arguments', async function () {
    if (process.platform === 'win32') this.skip()
    const odd = folder.join(`it's "$HOME" \`x\` & ünï`)
    mkdirSync(odd)
    const node = join(odd, 'no de')
    symlinkSync(process.execPath, node)
    const cli = join(odd, 'cli.js')
    folder.file(`it's "$HOME" \`x\` & ünï/cli.js`, 'console.log(JSON.stringify([process.env.ELECTRON_RUN_AS_NODE, ...process.argv.slice(2)]))')
    const bin = folder.join('bin')
    await writeShims(bin, node, cli)
    const args = ['a b', "it's", '$HOME', '*', '']
    const printed = execFileSync(join(bin, 'sluice'), args, { encoding: 'utf8' })
    assert.deepEqual(JSON.parse(printed), ['1', ...args])
    assert.equal(statSync(join(bin, 'sluice')).mode & 0o777, 0o755)
  })

  it('is written only when it changed, and leaves nothing else behind', async () => {
    await writeShims(folder.path, '/node', '/cli.js')
    const before = statSync(folder.join('sluice'), { bigint: true })
    await writeShims(folder.path, '/node', '/cli.js')
    assert.equal(statSync(folder.join('sluice'), { bigint: true }).ino, before.ino)
    await writeShims(folder.path, '/other', '/cli.js')
    assert.notEqual(statSync(folder.join('sluice'), { bigint: true }).ino, before.ino)
    assert.deepEqual(readdirSync(folder.path).sort(), ['sluice', 'sluice.cmd'])
  })

  it('has a form for sh', () => {
    assert.equal(shShim('/usr/bin/node', "/x/it's.js"), `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec '/usr/bin/node' '/x/it'\\''s.js' "$@"\n`)
  })

  it('has a form for cmd', () => {
    const plain = '@echo off\r\nsetlocal\r\nset ELECTRON_RUN_AS_NODE=1\r\n"C:\\Code.exe" "C:\\100%%\\cli.js" %*\r\n'
    assert.equal(cmdShim('C:\\Code.exe', 'C:\\100%\\cli.js'), plain)
    assert.ok(cmdShim('C:\\Ünï\\Code.exe', 'C:\\cli.js').includes('\r\nchcp 65001 >nul\r\n'))
  })
})
