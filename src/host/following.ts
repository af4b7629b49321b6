import type { Disposable } from '../common/lifecycle.ts'
import type { SourceChange } from '../common/protocol.ts'

/** What has been written is taken in at most so often, and never for more than this part of the time. In milliseconds. */
const LEAST_PAUSE = 500
const SHARE = 4

export interface Followed {
  /** Looks at the files again, and runs the query over what there is now. */
  reload(): Promise<void>
  /** A pass is under way, or rows are being written somewhere: a reload would end that. */
  isBusy(): boolean
}

/** Takes in by itself what happens to the files of a panel while it is on. */
export class Following implements Disposable {
  private readonly followed: Followed
  private readonly now: () => number
  private isOn = false
  private waiting = false
  private timer: ReturnType<typeof setTimeout> | undefined
  /** When the last reload began, and how long all that it led to has taken. */
  private began = -Infinity
  private took = 0

  constructor(followed: Followed, now: () => number = () => performance.now()) {
    this.followed = followed
    this.now = now
  }

  /** Switches it on, and takes in what has happened since the files were looked at, or off. */
  set(on: boolean): void {
    this.isOn = on
    clearTimeout(this.timer)
    this.timer = undefined
    this.next()
  }

  /** Whether the change is taken in, now or soon. */
  takes({ kind }: Pick<SourceChange, 'kind'>): boolean {
    if (kind !== 'grown' && kind !== 'changed') return false
    this.waiting = true
    this.next()
    return this.isOn
  }

  /** The files have been looked at again, whoever wanted it. */
  noteReloaded(): void {
    this.waiting = false
  }

  /** The pass that a reload led to may have ended. */
  noteIdle(): void {
    if (this.took === 0 && this.began > -Infinity && !this.followed.isBusy()) this.took = this.now() - this.began
    this.next()
  }

  dispose(): void {
    this.isOn = false
    clearTimeout(this.timer)
    this.timer = undefined
  }

  private next(): void {
    if (!this.isOn || !this.waiting || this.timer !== undefined || this.followed.isBusy()) return
    const pause = Math.max(LEAST_PAUSE, SHARE * this.took) - (this.now() - this.began)
    this.timer = setTimeout(() => this.reload(), Math.max(0, pause))
  }

  private reload(): void {
    this.timer = undefined
    if (!this.waiting || this.followed.isBusy()) return
    this.waiting = false
    this.began = this.now()
    this.took = 0
    void this.followed.reload()
  }
}
