import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, join } from 'node:path'
import { fileError } from '../fileSource.ts'
import { removeNow, Spool } from './spool.ts'
import { openContent } from './unpack.ts'

/** Spools of other machines that share the folder go after so long, in milliseconds: whether their processes live cannot be known. */
const FOREIGN_AGE = 7 * 24 * 60 * 60 * 1000

const NAME = /^([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.spool$/

/** Disk that unpacked content may take where nobody says otherwise. */
export const DEFAULT_SPOOL_BYTES = 20e9

/** Spools of this process, over all folders: they go with it. */
const live = new Set<string>()
let watched = false

/** A share in the unpacked content of a file. */
export interface HeldSpool {
  readonly spool: Spool
  /** The spool goes with the last share in it; resolves when it has. */
  release(): Promise<void>
}

interface Entry {
  readonly spool: Promise<Spool>
  shares: number
}

/** Unpacks files into a folder; each once, however many analyses look at it. */
export class SpoolStore {
  private readonly folder: string
  private readonly limit: number
  private readonly open: typeof openContent
  private readonly entries = new Map<string, Entry>()
  private readonly spools = new Set<Spool>()
  private readonly unsound = new Set<string>()
  private prepared: Promise<void> | undefined

  /** `limit`: bytes that all spools of this store may take together. */
  constructor(folder: string, limit: number = DEFAULT_SPOOL_BYTES, open: typeof openContent = openContent) {
    this.folder = folder
    this.limit = limit
    this.open = open
  }

  /** The packed file at `path`, as it is now, cannot be read in place after all. Throws SluiceError. */
  async refuseInPlace(path: string): Promise<void> {
    this.unsound.add(await keyOf(path, undefined))
  }

  /** Whether that has been said. Throws SluiceError. */
  async mustUnpack(path: string): Promise<boolean> {
    return this.unsound.size > 0 && this.unsound.has(await keyOf(path, undefined))
  }

  /** The content of the packed file at `path` as it is now. Throws SluiceError. */
  async hold(path: string, member?: string): Promise<HeldSpool> {
    this.prepared ??= this.prepare()
    await this.prepared
    const key = await keyOf(path, member)
    let entry = this.entries.get(key)
    if (!entry) this.entries.set(key, (entry = { spool: this.start(path, member), shares: 0 }))
    const held = entry
    held.shares++
    let released = false
    const release = async (): Promise<void> => {
      if (released) return
      released = true
      if (--held.shares > 0) return
      if (this.entries.get(key) === held) this.entries.delete(key)
      await held.spool.then((spool) => this.end(spool)).catch(() => undefined)
    }
    try {
      return { spool: await held.spool, release }
    } catch (error) {
      await release()
      throw error
    }
  }

  private async start(path: string, member: string | undefined): Promise<Spool> {
    const content = await this.open(path, member)
    const file = join(this.folder, `${machine()}-${process.pid}-${randomBytes(6).toString('hex')}.spool`)
    live.add(file)
    if (!watched) process.on('exit', () => live.forEach(removeNow))
    watched = true
    const spool = await Spool.start(content, { path: file, mayGrow: (bytes) => this.bytes + bytes <= this.limit, limitBytes: this.limit })
    this.spools.add(spool)
    return spool
  }

  private get bytes(): number {
    let sum = 0
    for (const { packedBytes } of this.spools) sum += packedBytes
    return sum
  }

  private async end(spool: Spool): Promise<void> {
    await spool.dispose()
    this.spools.delete(spool)
    live.delete(spool.path)
  }

  /** Makes the folder, and takes away what processes have left that are no more. Throws SluiceError. */
  private async prepare(): Promise<void> {
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 })
      for (const name of await readdir(this.folder)) {
        const path = join(this.folder, name)
        if (!live.has(path) && (await isAbandoned(path))) removeNow(path)
      }
    } catch (error) {
      this.prepared = undefined
      throw fileError(error, this.folder)
    }
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const [, where, process] = NAME.exec(basename(path)) ?? []
  if (where === undefined) return false
  if (where === machine()) return !isAlive(Number(process))
  const found = await stat(path).catch(() => undefined)
  return found !== undefined && Date.now() - found.mtimeMs > FOREIGN_AGE
}

/** Not this process: it knows its own. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function machine(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8)
}

/** A file that has been written to is another. Throws SluiceError. */
async function keyOf(path: string, member: string | undefined): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true })
    return [dev, ino, size, mtimeNs, ctimeNs, member ?? ''].join('\0')
  } catch (error) {
    throw fileError(error, path)
  }
}
