/** The `sluice` command of the integrated terminal: two small scripts that run the command line under VS Code's own Node. */
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A word for sh, whatever is in it. */
export function quoteSh(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** `node`: the program that runs as Node, `cli`: the command line's bundle. */
export function shShim(node: string, cli: string): string {
  return `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec ${quoteSh(node)} ${quoteSh(cli)} "$@"\n`
}

/** A percent sign stands for itself when doubled; a file name on Windows has no quotes. */
export function cmdShim(node: string, cli: string): string {
  const quoted = (path: string): string => `"${path.replaceAll('%', '%%')}"`
  const lines = [
    '@echo off',
    'setlocal',
    // cmd reads the rest of the file in this code page.
    ...(/[^\x20-\x7e]/.test(node + cli) ? ['chcp 65001 >nul'] : []),
    'set ELECTRON_RUN_AS_NODE=1',
    `${quoted(node)} ${quoted(cli)} %*`,
  ]
  return `${lines.join('\r\n')}\r\n`
}

/** Writes the shims to a folder, which it makes; files that are right already are left alone. */
export async function writeShims(folder: string, node: string, cli: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeProgram(join(folder, 'sluice'), shShim(node, cli))
  await writeProgram(join(folder, 'sluice.cmd'), cmdShim(node, cli))
}

/** Whole or not at all: another window may run it at this moment. */
async function writeProgram(path: string, content: string): Promise<void> {
  const present = await readFile(path, 'utf8').catch(() => undefined)
  if (present === content) return
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await writeFile(temporary, content, { mode: 0o755 })
    await chmod(temporary, 0o755) // whatever the umask
    await rename(temporary, path)
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw error
  }
}
