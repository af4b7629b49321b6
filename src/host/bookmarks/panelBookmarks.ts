import * as vscode from 'vscode'
import type { PanelHostApi } from '../../common/panelProtocol.ts'
import type { Handlers } from '../../common/rpc.ts'
import { t } from '../l10n.ts'
import { lineOf, type Bookmarks } from './bookmarks.ts'

/** What a panel's page asks of the bookmarks of its files. */
export function panelBookmarks(paths: readonly string[], bookmarks: Bookmarks): Pick<Handlers<PanelHostApi>, 'toggleBookmark' | 'editBookmark'> {
  return {
    async toggleBookmark({ source, bookmark }) {
      const path = paths[source]
      return { on: path !== undefined && (await bookmarks.toggle(path, bookmark)) }
    },
    editBookmark: ({ source, offset }) => askForNote(bookmarks, paths[source], offset),
  }
}

/** Asks for the note of a bookmark. */
export async function askForNote(bookmarks: Bookmarks, path: string, offset: number): Promise<void> {
  const bookmark = bookmarks.of(path).find((each) => each.offset === offset)
  if (!bookmark) return
  const note = await vscode.window.showInputBox({ title: t('Note on line {0}', lineOf(bookmark)), prompt: bookmark.text, value: bookmark.note })
  if (note !== undefined) await bookmarks.annotate(path, offset, note)
}
