// Files larger than a generator should be run for: generated text, repeated, or followed by a hole.
import { closeSync, copyFileSync, createReadStream, createWriteStream, existsSync, ftruncateSync, openSync, readSync, renameSync, statSync, writeSync } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { cacheFolder, logOf } from './support.ts'

const GB = 1024 ** 3
const CHUNK = 4 * 1024 * 1024

/** Whether the file is there, and no older than the log that it is made of. */
function isMade(file: string, size: number, from: string): boolean {
  if (!existsSync(file)) return false
  const { size: has, mtimeMs } = statSync(file)
  return has >= size && mtimeMs >= statSync(from).mtimeMs
}

/** The generated application log, again and again, until it has that many bytes (whole lines, so some more). Made once. */
export function repeatedLog(size: number): string {
  if (size <= GB) return logOf(size)
  const file = path.join(cacheFolder, `repeated-${size}.log`)
  if (isMade(file, size, logOf(GB))) return file
  const from = openSync(logOf(GB), 'r')
  const to = openSync(`${file}.part`, 'w')
  const buffer = Buffer.alloc(CHUNK)
  for (let written = 0; written < size; ) {
    for (let at = 0, read = 0; (read = readSync(from, buffer, 0, CHUNK, at)) > 0; at += read) writeSync(to, buffer, 0, read)
    written += statSync(logOf(GB)).size
  }
  closeSync(from)
  closeSync(to)
  renameSync(`${file}.part`, file)
  return file
}

/** The log, compressed as gzip does it. Made once. */
export async function gzippedLog(log: string): Promise<string> {
  const file = `${log}.gz`
  if (isMade(file, 1, log)) return file
  await pipeline(createReadStream(log), createGzip(), createWriteStream(`${file}.part`))
  renameSync(`${file}.part`, file)
  return file
}

export const LAST_LINE = 'the last line'

/** A generated log, a hole behind it up to `size` bytes, and a last line: large, but hardly anything on the disk. Made once. */
export function sparseLog(size: number, textBytes = 10 * 1024 * 1024): string {
  const file = path.join(cacheFolder, `sparse-${textBytes}-${size}.log`)
  if (isMade(file, size + 1, logOf(textBytes))) return file
  copyFileSync(logOf(textBytes), file)
  const fd = openSync(file, 'r+')
  ftruncateSync(fd, size)
  writeSync(fd, `\n${LAST_LINE}\n`, size)
  closeSync(fd)
  return file
}
