import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import * as vscode from 'vscode'
import type { ExtensionApi } from '../../src/host/api.ts'
import { tarEnd, tarEntry } from '../support/tar.ts'
import { zip } from '../tools/zip.mjs'
import { activated, analyze, closeAll, finished, lines, Logs, panel } from './support/sluice.ts'

type Item = string | (vscode.QuickPickItem & { readonly name?: string })

describe('how a log is read', () => {
  let api: ExtensionApi
  let logs: Logs

  before(async () => {
    api = await activated()
    logs = new Logs()
  })
  afterEach(() => closeAll(api))
  after(() => logs.remove())

  /** Does something that lets the person choose from a list, and chooses; answers what was listed. */
  async function choosing(label: string, action: () => Thenable<unknown>): Promise<readonly Item[]> {
    const shown = vscode.window.showQuickPick
    const listed: Item[] = []
    const choose = async (items: readonly Item[] | Thenable<readonly Item[]>): Promise<Item | undefined> => {
      listed.push(...(await items))
      return listed.find((item) => (typeof item === 'string' ? item : item.label) === label)
    }
    vscode.window.showQuickPick = choose as unknown as typeof shown
    try {
      await action()
      return listed
    } finally {
      vscode.window.showQuickPick = shown
    }
  }

  const used = (items: readonly Item[]): string[] => items.flatMap((item) => (typeof item !== 'string' && item.description?.endsWith('in use') ? item.label : []))

  it('reopens a log with another encoding, and by what it looks like', async () => {
    const file = logs.uri('latin.log')
    writeFileSync(file.fsPath, Buffer.from(lines(200, (i) => `INFO caf\xe9 ${i}\n`).join(''), 'latin1'))
    await analyze(file, { query: 'caf\u0439' })
    await finished(api)
    await choosing('KOI8-R', () => vscode.commands.executeCommand('sluice.reopenWithEncoding'))
    await panel(api, 'the log in KOI8-R', (it) => it.sources[0]?.encoding === 'KOI8-R')
    const encodings = await choosing('Windows-1251', () => vscode.commands.executeCommand('sluice.reopenWithEncoding'))
    assert.deepEqual(used(encodings), ['KOI8-R'])
    await panel(api, 'the rows in the encoding', (it) => it.sources[0]?.encoding === 'Windows-1251' && it.progress?.state === 'done' && it.progress.rowsMatched === 200)
    await choosing('Detect', () => vscode.commands.executeCommand('sluice.reopenWithEncoding'))
    await panel(api, 'another encoding', (it) => it.sources[0]?.encoding !== 'Windows-1251' && it.progress?.state === 'done' && it.progress.rowsMatched === 0)
  })

  it('reopens a log as another format, and shows the one that it has, also a wrapped one', async () => {
    const cri = logs.write('pod.log', lines(100, (i) => `2024-05-01T12:00:00.${String(i).padStart(9, '0')}Z stdout F {"level":"info","msg":"line ${i}"}`))
    await analyze(cri, { query: 'level=info' })
    const before = await finished(api)
    assert.equal(before.sources[0].format?.name, 'cri/json')
    const formats = await choosing('Plain text', () => vscode.commands.executeCommand('sluice.reopenAsFormat'))
    assert.deepEqual(used(formats), [before.sources[0].format?.title])
    await panel(api, 'no format', (it) => it.sources[0]?.format === undefined && it.progress?.state === 'done')
    await choosing('Detect', () => vscode.commands.executeCommand('sluice.reopenAsFormat'))
    await panel(api, 'all rows', (it) => it.sources[0]?.format?.name === 'cri/json' && it.progress?.state === 'done' && it.progress.rowsMatched === 100)
  })

  it('lets one of the files in an archive be chosen', async () => {
    const file = logs.uri('logs.zip')
    writeFileSync(file.fsPath, zip([{ name: 'a.log', data: Buffer.from('one\n') }, { name: 'sub/b.log', data: Buffer.from('one\ntwo\n') }]))
    assert.deepEqual(await choosing('sub/b.log', async () => {
      await analyze(file)
      await finished(api)
    }), ['a.log', 'sub/b.log'])
    const [shown] = api.panels()
    assert.deepEqual([shown.paths, shown.progress?.rowsMatched], [[`${file.fsPath}:sub/b.log`], 2])
  })

  it('lets one of the files in a packed tar be chosen, and leaves the panel where none is', async () => {
    const file = logs.uri('logs.tar.gz')
    const members = ['a.log', 'deep/b.log', 'c.log'].map((name, i) => tarEntry(name, Buffer.from('a row\n'.repeat(i + 1))))
    writeFileSync(file.fsPath, gzipSync(Buffer.concat([...members, tarEnd])))
    const open = async (): Promise<void> => {
      await analyze(file)
      await panel(api, 'an answer', (it) => it.error !== undefined || it.progress?.state === 'done')
    }
    assert.deepEqual(await choosing('none of them', open), ['a.log', 'deep/b.log', 'c.log'])
    assert.match(api.panels()[0].error?.message ?? '', /holds 3 files/)
    await closeAll(api)
    await choosing('deep/b.log', async () => {
      await analyze(file)
      await finished(api)
    })
    const [shown] = api.panels()
    assert.deepEqual([shown.paths, shown.progress?.rowsMatched], [[`${file.fsPath}:deep/b.log`], 2])
  })

  it('saves rows while a log is still being unpacked, and shows all of it in the end', async () => {
    const part = Buffer.from(lines(100_000, (i) => `2024-05-01 12:00:00 INFO request ${i} done in ${i % 1000}ms\n`).join(''))
    // So much that it takes far longer than showing a panel.
    const parts = 240
    const file = logs.uri('large.log.gz')
    const packed = gzipSync(part, { level: 1 })
    writeFileSync(file.fsPath, Buffer.concat(Array.from({ length: parts }, () => packed)))
    await analyze(file, { query: '| head 3000' })
    await panel(api, 'the start of the log', (it) => it.sources[0]?.unpacking === true && it.progress?.state === 'done')
    await vscode.commands.executeCommand('sluice.saveResult', { target: logs.uri('start.log') })
    assert.equal(readFileSync(logs.path('start.log'), 'utf8'), part.toString().split('\n').slice(0, 3000).join('\n') + '\n')
    const shown = await panel(api, 'all of the log', (it) => it.sources[0]?.unpacking !== true && it.progress?.state === 'done')
    assert.equal(shown.sources[0].size, parts * part.length)
  })
})
