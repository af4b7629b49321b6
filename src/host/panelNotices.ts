import type { SourceChange, SourceInfo } from '../common/protocol.ts'
import { changeNotice, damageNotice, errorNotice, replacedNotice, restartedNotice, type Notice } from './texts.ts'

/** The sentence above a panel's rows: what happened to its files. */
export class PanelNotices {
  private readonly show: (notice: Notice | undefined) => void
  private notice: Notice | undefined
  /** A growing log does not bring back what was put away. */
  private growthDismissed = false
  /** To be said once the files have been looked at again. */
  private replaced: Notice | undefined

  constructor(show: (notice: Notice | undefined) => void) {
    this.show = show
  }

  get current(): Notice | undefined {
    return this.notice
  }

  /** The files were opened; answers what a page that is new has to be told. */
  noteOpened(sources: readonly SourceInfo[]): Notice | undefined {
    return (this.notice ??= damageNotice(sources))
  }

  noteReopened(sources: readonly SourceInfo[], reason: string | undefined): void {
    this.growthDismissed = false
    this.set(reason === undefined ? (this.replaced ?? damageNotice(sources)) : restartedNotice(reason))
    this.replaced = undefined
  }

  noteFailed(error: unknown): void {
    this.set(errorNotice(error))
  }

  /** The panel takes the change in by itself, so only another file under the same name is worth a word. */
  noteFollowed({ kind }: SourceChange, { path }: SourceInfo): void {
    if (kind === 'changed') this.replaced = replacedNotice(path)
  }

  noteChange(change: SourceChange, { path, size }: SourceInfo): void {
    const isGrowth = change.kind === 'grown' || change.kind === 'unpacking'
    if (!isGrowth || !this.growthDismissed) this.set(changeNotice(change, path, size))
  }

  noteFollowing(): void {
    this.growthDismissed = false
  }

  /** One of its buttons was pressed. */
  noteActed(): void {
    this.notice = undefined
  }

  /** It was put away by hand. */
  dismiss(): void {
    if (this.notice?.kind === 'info') this.growthDismissed = true
    this.notice = undefined
  }

  private set(notice: Notice | undefined): void {
    this.notice = notice
    this.show(notice)
  }
}
