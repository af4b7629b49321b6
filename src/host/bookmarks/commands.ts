import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../../common/lifecycle.ts'
import { t } from '../l10n.ts'
import type { Panels } from '../panels.ts'
import type { PanelServices } from '../panelServices.ts'
import { bookmarksAsMarkdown } from './markdown.ts'
import { askForNote } from './panelBookmarks.ts'

/** An entry of the tree that stands for a bookmark, or for the file of some. */
export interface BookmarkEntry {
  readonly path: string
  readonly offset?: number
}

/** Commands on bookmarks wherever they are shown; those on the row that is selected are the page's. */
export function registerBookmarkCommands(panels: Panels, { bookmarks }: PanelServices): Disposable {
  const store = new DisposableStore()
  const register = (name: string, run: (entry: Partial<BookmarkEntry> | undefined) => unknown): void =>
    void store.add(vscode.commands.registerCommand(`sluice.${name}`, run))

  register('openBookmark', (entry) => entry?.path !== undefined && entry.offset !== undefined && panels.reveal(entry.path, entry.offset))
  register('annotateBookmark', (entry) => entry?.path !== undefined && entry.offset !== undefined && askForNote(bookmarks, entry.path, entry.offset))
  register('removeBookmark', (entry) => entry?.path !== undefined && bookmarks.remove(entry.path, entry.offset))
  register('exportBookmarks', async (entry) => {
    // Those of a file; of the panel; or all.
    const wanted = entry?.path === undefined ? (panels.active?.paths ?? bookmarks.paths) : [entry.path]
    const files = wanted.map((path) => ({ path, bookmarks: bookmarks.of(path) })).filter((file) => file.bookmarks.length > 0)
    if (files.length === 0) return void vscode.window.setStatusBarMessage(t('There are no bookmarks to export.'), 4000)
    const content = bookmarksAsMarkdown(files)
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'markdown', content }))
  })
  return store
}
