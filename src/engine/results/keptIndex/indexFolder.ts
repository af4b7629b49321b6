/** The names of kept indexes, and how their folder is kept small. */
import { readdir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { zlib } from '../../bytes/packed/zlib.ts'
import type { FileKey } from '../../bytes/source.ts'
import type { StatisticsKind } from './indexFile.ts'

const NAME = /^([0-9a-f]+-[0-9a-f]+)-[0-9a-f]{8}\.index$/
/** What a write that was killed leaves behind (`writeWhole`). */
const UNFINISHED = /^\.[0-9a-f]+-[0-9a-f]+-[0-9a-f]{8}\.index\.[0-9a-f]+\.part$/
/** No write takes so long, in milliseconds. */
const ABANDONED_AFTER = 60 * 60 * 1000

export interface FolderLimits {
  readonly files: number
  readonly bytes: number
}

/** By device and inode, so that a file keeps its index under another name; one for each way to cut it into records. */
export function indexName(key: FileKey, { format, mode, blockBytes }: Omit<StatisticsKind, 'basis'>): string {
  const kind = zlib().crc32(JSON.stringify([format, mode, blockBytes])).toString(16).padStart(8, '0')
  const numbers = [key.device, key.inode].map((number) => BigInt.asUintN(64, number).toString(16))
  return `${numbers.join('-')}-${kind}.index`
}

interface Entry {
  readonly name: string
  readonly bytes: number
  readonly modified: number
}

/**
 * Removes what is too much: the indexes used longest ago beyond the limits, others of the log of `latest` (an index) that together with
 * that one are longer than `logLimit` bytes, and what writes that were killed have left. Other files stay. Never throws: what cannot be
 * removed now can be the next time.
 */
export async function trimFolder(folder: string, limits: FolderLimits, latest: string, logLimit: number): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  const entries = (await Promise.all(names.map((name) => look(folder, name)))).filter((entry) => entry !== undefined)
  const surplus = [...abandoned(entries), ...tooMuch(entries, limits, latest, logLimit)]
  await Promise.all(surplus.map(({ name }) => unlink(join(folder, name)).catch(() => undefined)))
}

function abandoned(entries: readonly Entry[]): Entry[] {
  return entries.filter(({ name, modified }) => UNFINISHED.test(name) && Date.now() - modified > ABANDONED_AFTER)
}

function tooMuch(entries: readonly Entry[], limits: FolderLimits, latest: string, logLimit: number): Entry[] {
  const logOf = (name: string): string | undefined => NAME.exec(name)?.[1]
  // Times alone do not tell what was just written: several files can have the same.
  const age = ({ name, modified }: Entry): number => (name === latest ? -Infinity : -modified)
  const indexes = entries.filter(({ name }) => NAME.test(name)).sort((a, b) => (age(a) < age(b) ? -1 : 1))
  let files = 0
  let bytes = 0
  let ofLog = 0
  return indexes.filter((index) => {
    const isOther = index.name !== latest && logOf(index.name) === logOf(latest)
    if (files + 1 > limits.files || bytes + index.bytes > limits.bytes || (isOther && ofLog + index.bytes > logLimit)) return true
    files++
    bytes += index.bytes
    if (isOther || index.name === latest) ofLog += index.bytes
    return false
  })
}

/** Undefined for what is not ours, or has just gone. */
async function look(folder: string, name: string): Promise<Entry | undefined> {
  if (!NAME.test(name) && !UNFINISHED.test(name)) return undefined
  const found = await stat(join(folder, name)).catch(() => undefined)
  return found?.isFile() ? { name, bytes: found.size, modified: found.mtimeMs } : undefined
}
