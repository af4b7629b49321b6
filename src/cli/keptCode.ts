/**
 * What V8 has compiled of a bundle, kept between runs: half of a short run would go into parsing and compiling. Node's own compile cache keeps only
 * what is compiled when a file is loaded, which is little of it; this keeps all functions that runs of each kind have called.
 */
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { BundleScript } from './bundleScript.ts'
import { checksum } from './checksum.ts'

/** Of other versions of Node or of the bundle, the ones used last may stay. */
const MOST_FILES = 4
/** Kinds of runs whose functions are kept; more would make the loading long. */
const MOST_KINDS = 32
const NAME = /\.code$/
/** In numbers of eight bytes: the checksum of all that comes behind it, the number of kinds, and the kinds. */
const HEAD = 2
const WORD = 8

interface Kept {
  readonly kinds: readonly bigint[]
  readonly code: Uint8Array
}

/** A bundle of CommonJS, run with the compiled code that is kept of it. */
export class KeptBundle<T> {
  readonly exports: T
  /** Compiled code that V8 has taken, for others to load the same bundle by. */
  readonly code: Uint8Array | undefined
  private readonly file: string
  private readonly script: BundleScript<T>
  private readonly kinds: readonly bigint[]

  /** `folder`: where the code is kept. It need not exist, and what is in it need not be what was put there. */
  constructor(path: string, folder: string) {
    const bytes = readFileSync(path)
    const source = bytes.toString('latin1')
    // V8 looks at its own version and flags, but of the source only at its length, and not at whether the code is whole.
    this.file = join(folder, `${process.version}-${process.arch}-${checksum(bytes).toString(16)}.code`)
    const kept = read(this.file)
    this.script = new BundleScript<T>(path, source, kept?.code)
    const taken = kept && !this.script.rejected ? kept : undefined
    this.code = taken?.code
    this.kinds = taken?.kinds ?? []
    this.exports = this.script.run()
  }

  /** To be called at the end of a run: if it is the first of its kind, what it has compiled is kept. Never throws. */
  keep(kind: string): void {
    const number = checksum(Buffer.from(kind))
    if (this.kinds.includes(number) || this.kinds.length === MOST_KINDS) return
    try {
      write(this.file, { kinds: [...this.kinds, number], code: this.script.compiled() })
    } catch {
      // Then the next run compiles it again.
    }
  }
}

/** Undefined where there is none, it is damaged, or it is somebody else's: who may write it decides what is run. */
function read(file: string): Kept | undefined {
  try {
    const descriptor = openSync(file, 'r')
    try {
      if (fstatSync(descriptor).uid !== (process.getuid?.() ?? 0)) return undefined
      return parse(readFileSync(descriptor))
    } finally {
      closeSync(descriptor)
    }
  } catch {
    return undefined
  }
}

function parse(bytes: Buffer): Kept | undefined {
  if (bytes.length < HEAD * WORD || bytes.readBigUInt64LE(0) !== checksum(bytes.subarray(WORD))) return undefined
  const count = Number(bytes.readBigUInt64LE(WORD))
  const kinds = Array.from({ length: count }, (_, i) => bytes.readBigUInt64LE((HEAD + i) * WORD))
  return { kinds, code: bytes.subarray((HEAD + count) * WORD) }
}

/** Under another name first, so that whoever reads at the same time finds all of it. */
function write(file: string, { kinds, code }: Kept): void {
  const head = Buffer.from(BigUint64Array.of(0n, BigInt(kinds.length), ...kinds).buffer)
  const bytes = Buffer.concat([head, code])
  bytes.writeBigUInt64LE(checksum(bytes.subarray(WORD)), 0)
  const folder = dirname(file)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const unfinished = `${file}.${process.pid}.part`
  try {
    writeFileSync(unfinished, bytes, { mode: 0o600 })
    renameSync(unfinished, file)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw error
  }
  trim(folder)
}

function trim(folder: string): void {
  const files = readdirSync(folder).filter((name) => NAME.test(name)).map((name) => join(folder, name))
  const byAge = files.map((file) => ({ file, modified: statSync(file).mtimeMs })).sort((a, b) => b.modified - a.modified)
  for (const { file } of byAge.slice(MOST_FILES)) rmSync(file, { force: true })
}
