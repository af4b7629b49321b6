import { strict as assert } from 'node:assert'
import { appendFileSync } from 'node:fs'
import type { Start } from '../../../src/cli/command.ts'
import { follow } from '../../../src/cli/live.ts'
import { parseOptions, type CliOptions } from '../../../src/cli/options.ts'
import type { Output } from '../../../src/cli/output.ts'
import { inspectFile } from '../../../src/engine/bytes/inspect.ts'
import { noFormats } from '../../../src/engine/ownFormats.ts'
import { TemporaryFolder } from '../../support/temporary.ts'

describe('cli/live', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  it('names the columns of a file that was empty at first when it has something in it', async () => {
    const path = folder.file('empty.log', '')
    const files = [await inspectFile(path)]
    appendFileSync(path, '{"level":"warn","user":"ann"}\n{"level":"info","user":"bob"}\n')
    let text = ''
    const write = async (data: string | Uint8Array): Promise<void> => {
      text += Buffer.from(data).toString()
    }
    const options = parseOptions(['-f', '--format', 'csv', '| head 1', path]) as CliOptions
    await follow(files, options, noFormats, { write } as unknown as Output, {} as Start)
    assert.equal(text, 'line,continued,time,level,message,raw,user,_more\n1,,,warning,,"{""level"":""warn"",""user"":""ann""}",ann,\n')
  })
})
