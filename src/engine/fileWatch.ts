import { saying } from '../common/errorTexts.ts'
import type { SourceChange } from '../common/protocol.ts'
import { compareWith, type FileIdentity } from './bytes/identity.ts'

/** Files are looked at this often for changes, in milliseconds. */
const WATCH_INTERVAL = 1000

export interface WatchedFile {
  readonly path: string
  readonly name: string
  /** As it was when it was looked at. */
  readonly identity: FileIdentity
  /** How much more has come is not known of its content. */
  readonly isPacked: boolean
}

/** Says what becomes of the files of an analysis, each change once, until it is stopped. */
export class FileWatch {
  private readonly files: () => readonly WatchedFile[]
  private readonly tell: (change: Omit<SourceChange, 'analysis'>) => void
  private readonly told = new Map<number, string>()
  private timer: NodeJS.Timeout | undefined
  private stopped = false

  constructor(files: () => readonly WatchedFile[], tell: (change: Omit<SourceChange, 'analysis'>) => void) {
    this.files = files
    this.tell = tell
    this.wait()
  }

  /** Looks at the files now. */
  async look(): Promise<void> {
    for (const [source, file] of this.files().entries()) {
      const { change, size } = await compareWith(file.path, file.identity).catch(() => ({ change: 'changed' as const, size: 0 }))
      // Meanwhile the file was opened again: it is not known how it differs from that.
      if (this.files()[source]?.identity !== file.identity) continue
      if (change === 'same' || this.stopped) this.told.delete(source)
      else this.report(source, file, change, size)
    }
  }

  /** What has been told is told again if it is still so. */
  forget(): void {
    this.told.clear()
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.timer)
  }

  private wait(): void {
    this.timer = setTimeout(() => {
      void this.look().finally(() => {
        if (!this.stopped) this.wait()
      })
    }, WATCH_INTERVAL)
    this.timer.unref()
  }

  private report(source: number, { name, isPacked }: WatchedFile, change: 'grown' | 'changed' | 'deleted', size: number): void {
    const kind = change === 'grown' && isPacked ? 'changed' : change
    const key = `${kind} ${size}`
    if (this.told.get(source) === key) return
    this.told.set(source, key)
    const text = ({ grown: 'grown', changed: 'cutShort', deleted: 'deleted' } as const)[kind]
    this.tell({ source, kind, ...saying(text, { name }), size })
  }
}
