import { stat } from 'node:fs/promises'
import { inspectSource, type Inspected } from '../inspect.ts'
import { membersInPlace } from './inPlace.ts'
import { MEMBER_BYTES } from './memberWriter.ts'
import { MemberSource, unsoundFile } from './members.ts'
import type { HeldSpool, SpoolStore } from './spoolStore.ts'

/** A file that is unpacked within this time is opened whole; of a longer one, what there is by then. In milliseconds. */
const PATIENCE = 200

export interface PackedOptions {
  readonly spools: SpoolStore
  /** What is waited for: all, or what can be shown first. */
  readonly wanted: 'whole' | 'start'
  /** Name of the content's encoding; undefined: it is detected. */
  readonly encoding: string | undefined
}

/**
 * The content of a packed file, which has been looked at, as a source; of one that takes long to unpack, with `start`, what there is of it. Whoever gets it releases what it
 * holds. Throws SluiceError.
 */
export async function inspectPacked(packed: Inspected, options: PackedOptions): Promise<Inspected> {
  return (await inPlace(packed, options)) ?? (await spooled(packed, options))
}

/** Undefined if it has no members that open on their own, or they are not sound. */
async function inPlace({ spec: { path, name }, packing, member, modified, info }: Inspected, { spools, encoding }: PackedOptions): Promise<Inspected | undefined> {
  if (!packing || member !== undefined || (await spools.mustUnpack(path))) return undefined
  try {
    const members = await membersInPlace(path, packing)
    if (!members) return undefined
    const { plain, original } = members
    const source = MemberSource.open(members, plain[plain.length - 1], name)
    const found = await inspectSource(source, { path, name, file: original, members }, modified, encoding)
    return { ...found, packing: undefined, info: { ...found.info, path: info.path } }
  } catch (error) {
    if (unsoundFile(error) !== undefined) return undefined
    throw error
  }
}

async function spooled({ spec: { path }, member, info }: Inspected, { spools, wanted, encoding }: PackedOptions): Promise<Inspected> {
  const held = await spools.hold(path, member)
  const { spool } = held
  try {
    if (wanted === 'whole') await spool.waitFor(Infinity)
    else {
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE)))
      await Promise.race([spool.waitFor(Infinity), late])
      clearTimeout(timer)
      await spool.waitFor(MEMBER_BYTES)
    }
    if (spool.failure) throw spool.failure
    const found = await look(path, held, (await stat(path)).mtimeMs, encoding)
    return { ...found, member, info: { ...found.info, path: info.path } }
  } catch (error) {
    await held.release()
    throw error
  }
}

async function look(path: string, held: HeldSpool, modified: number, encoding?: string): Promise<Inspected> {
  const { spool } = held
  const { size, spec, complete, message, said, name } = spool
  const found = await inspectSource(MemberSource.open(spec, size, name), { path, name, members: spec }, modified, encoding)
  return { ...found, packing: undefined, held, info: { ...found.info, ...(complete ? { damage: message, damageSaid: said } : { unpacking: true }) } }
}
