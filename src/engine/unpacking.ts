import { saying } from '../common/errorTexts.ts'
import type { SourceChange } from '../common/protocol.ts'
import type { Inspected } from './bytes/inspect.ts'
import { unsoundFile } from './bytes/packed/members.ts'
import type { SpoolStore } from './bytes/packed/spoolStore.ts'

/** How far it is is told so often, in milliseconds. */
const INTERVAL = 500
/** What there is more of a source is told when it is so many times as much, and not before so many milliseconds. */
const GROWTH = 4
const PATIENCE = 2000

/** Tells of sources that are still being unpacked how far they are, and when there is enough more of them to look again. */
export class Unpacking {
  private readonly timer: NodeJS.Timeout | undefined
  private readonly files: readonly Inspected[]
  private readonly spools: SpoolStore | undefined
  private readonly tell: (change: Omit<SourceChange, 'analysis'>) => void
  private readonly started = performance.now()
  private stopped = false

  constructor(files: readonly Inspected[], spools: SpoolStore | undefined, tell: (change: Omit<SourceChange, 'analysis'>) => void) {
    this.files = files
    this.spools = spools
    this.tell = tell
    const open = files.filter(({ info }) => info.unpacking)
    if (open.length === 0) return
    this.timer = setInterval(() => this.look(), INTERVAL)
    this.timer.unref()
    void Promise.all(open.map(({ held }) => held?.spool.waitFor(Infinity))).then(() => this.look())
  }

  stop(): void {
    this.stopped = true
    clearInterval(this.timer)
  }

  /** An error may be that of a file which is read in place, and is damaged: then it is to be unpacked, as far as that goes, for who looks at it again. */
  instead(error: unknown): void {
    const path = unsoundFile(error)
    const source = this.files.findIndex(({ spec }) => spec.path === path && spec.members?.original !== undefined)
    if (path === undefined || source < 0 || this.stopped) return
    this.stop()
    const { name, size } = this.files[source].info
    const told = (): void => this.tell({ source, kind: 'unpacked', ...saying('toUnpack', { name }), size })
    void this.spools?.refuseInPlace(path).then(told, told)
  }

  private look(): void {
    if (this.stopped) return
    const open = [...this.files.entries()].filter(([, { info }]) => info.unpacking)
    const spools = open.flatMap(([, { held }]) => held?.spool ?? [])
    const late = performance.now() - this.started > PATIENCE
    const enough = open.some(([, { info, held }]) => late && held !== undefined && held.spool.size >= GROWTH * info.size)
    const [source, { info, held }] = open[0]
    const size = held?.spool.size ?? info.size
    if (enough || spools.every(({ complete }) => complete)) {
      // Once: whoever is told looks at the files again, and then others watch.
      this.stop()
      this.tell({ source, kind: 'unpacked', ...saying('unpackedFurther', { name: info.name }), size })
      return
    }
    // As a text: writing a number for people takes 5 MB of tables.
    const percent = String(Math.floor(100 * Math.min(...spools.map(({ fraction }) => fraction))))
    this.tell({ source, kind: 'unpacking', ...saying('unpacking', { name: info.name, percent }), size })
  }
}
