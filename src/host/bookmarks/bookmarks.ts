import { Emitter, type Disposable } from '../../common/lifecycle.ts'
import type { Bookmark } from '../../common/panelProtocol.ts'
import { formatCount } from '../l10n.ts'

/** Where bookmarks are kept: a Memento of VS Code. */
export interface BookmarkStorage {
  get(): unknown
  set(value: Record<string, readonly Bookmark[]>): PromiseLike<void>
}

/** What a person calls the line of a bookmark. */
export function lineOf({ line, about }: Bookmark): string {
  return `${about ? '~' : ''}${formatCount(line)}`
}

/** Of one file; more are not what anybody walks through. */
const MOST = 1000

/** The bookmarks of all files, by path; those of a file in the order of its bytes. */
export class Bookmarks implements Disposable {
  /** The path of the file whose bookmarks have changed. */
  readonly onChange = new Emitter<string>()
  private readonly storage: BookmarkStorage

  constructor(storage: BookmarkStorage) {
    this.storage = storage
  }

  /** The files that have any. */
  get paths(): readonly string[] {
    return Object.keys(this.all)
  }

  of(path: string): readonly Bookmark[] {
    return this.all[path] ?? []
  }

  /** Marks a row, or takes its mark away; answers whether it has one now. Throws where the file has too many. */
  async toggle(path: string, bookmark: Bookmark): Promise<boolean> {
    const before = this.of(path)
    const rest = before.filter(({ offset }) => offset !== bookmark.offset)
    const isNew = rest.length === before.length
    if (isNew && before.length >= MOST) throw new Error(`${path} has ${MOST} bookmarks`)
    await this.put(path, isNew ? [...before, bookmark].sort((a, b) => a.offset - b.offset) : rest)
    return isNew
  }

  /** Writes a note to a bookmark; an empty one is none. */
  async annotate(path: string, offset: number, note: string): Promise<void> {
    const text = note.trim()
    await this.put(path, this.of(path).map((each) => (each.offset === offset ? { ...each, note: text === '' ? undefined : text } : each)))
  }

  async remove(path: string, offset?: number): Promise<void> {
    await this.put(path, offset === undefined ? [] : this.of(path).filter((each) => each.offset !== offset))
  }

  dispose(): void {
    this.onChange.dispose()
  }

  private async put(path: string, bookmarks: readonly Bookmark[]): Promise<void> {
    const { [path]: _, ...others } = this.all
    await this.storage.set(bookmarks.length === 0 ? others : { ...others, [path]: bookmarks })
    this.onChange.fire(path)
  }

  /** What is kept, without what is no bookmark: it may be of another version. */
  private get all(): Record<string, readonly Bookmark[]> {
    const kept = this.storage.get()
    if (typeof kept !== 'object' || kept === null) return {}
    const entries = Object.entries(kept).map(([path, list]): [string, readonly Bookmark[]] => [path, Array.isArray(list) ? list.filter(isBookmark) : []])
    return Object.fromEntries(entries.filter(([, list]) => list.length > 0))
  }
}

function isBookmark(value: unknown): value is Bookmark {
  if (typeof value !== 'object' || value === null) return false
  const { offset, line, text, message, note } = value as Partial<Record<keyof Bookmark, unknown>>
  return typeof offset === 'number' && typeof line === 'number' && typeof text === 'string' && [message, note].every((each) => each === undefined || typeof each === 'string')
}
