import { basename, dirname } from 'node:path'
import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../../common/lifecycle.ts'
import type { Bookmark } from '../../common/panelProtocol.ts'
import { lineOf } from '../bookmarks/bookmarks.ts'
import type { BookmarkEntry } from '../bookmarks/commands.ts'
import { t } from '../l10n.ts'
import { panelTitle } from '../names.ts'
import type { Panels } from '../panels.ts'
import type { PanelServices } from '../panelServices.ts'
import { namedPipelines } from '../pipelines/named.ts'
import { readPaths } from '../recentLogs.ts'

export const LOGS_VIEW = 'sluice.logs'

/** What the view shows: three parts, and what is in them. Entries of commands in its menus are these too. */
type Entry =
  | { readonly kind: 'part'; readonly part: 'bookmarks' | 'recent' | 'pipelines' }
  | ({ readonly kind: 'file' } & BookmarkEntry)
  | ({ readonly kind: 'bookmark'; readonly bookmark: Bookmark } & BookmarkEntry)
  | { readonly kind: 'log'; readonly paths: readonly string[] }
  | { readonly kind: 'pipeline'; readonly name: string; readonly text: string }

const PARTS = {
  bookmarks: { label: () => t('Bookmarks'), icon: 'bookmark' },
  recent: { label: () => t('Recent logs'), icon: 'history' },
  pipelines: { label: () => t('Saved pipelines'), icon: 'filter' },
} as const

/** Bookmarks, logs that were looked at, and saved pipelines, beside the explorer. */
class LogsView implements vscode.TreeDataProvider<Entry> {
  readonly changed = new vscode.EventEmitter<void>()
  readonly onDidChangeTreeData = this.changed.event
  private readonly services: PanelServices

  constructor(services: PanelServices) {
    this.services = services
  }

  getChildren(entry?: Entry): Entry[] {
    const { bookmarks, recent } = this.services
    if (!entry) {
      const parts = Object.keys(PARTS) as (keyof typeof PARTS)[]
      const filled = parts.map((part): Entry => ({ kind: 'part', part })).filter((part) => this.getChildren(part).length > 0)
      return filled
    }
    switch (entry.kind) {
      case 'part':
        if (entry.part === 'bookmarks') return bookmarks.paths.map((path) => ({ kind: 'file', path }))
        if (entry.part === 'recent') return recent.entries.flatMap(readPaths).map((paths) => ({ kind: 'log', paths }))
        return namedPipelines().map(({ name, text }) => ({ kind: 'pipeline', name, text }))
      case 'file':
        return bookmarks.of(entry.path).map((bookmark) => ({ kind: 'bookmark', path: entry.path, offset: bookmark.offset, bookmark }))
      default:
        return []
    }
  }

  getTreeItem(entry: Entry): vscode.TreeItem {
    const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState
    const item = new vscode.TreeItem('', None)
    item.contextValue = entry.kind
    switch (entry.kind) {
      case 'part':
        item.label = PARTS[entry.part].label()
        item.iconPath = new vscode.ThemeIcon(PARTS[entry.part].icon)
        item.collapsibleState = entry.part === 'bookmarks' ? Expanded : Collapsed
        item.id = entry.part
        break
      case 'file':
        item.resourceUri = vscode.Uri.file(entry.path)
        item.label = basename(entry.path)
        item.description = dirname(entry.path)
        item.collapsibleState = Expanded
        break
      case 'bookmark':
        // An empty message says nothing.
        item.label = entry.bookmark.note ?? (entry.bookmark.message || entry.bookmark.text)
        item.description = t('line {0}', lineOf(entry.bookmark))
        item.tooltip = entry.bookmark.note === undefined ? entry.bookmark.text : `${entry.bookmark.note}\n${entry.bookmark.text}`
        item.iconPath = new vscode.ThemeIcon('bookmark')
        item.command = { command: 'sluice.openBookmark', title: t('Go to bookmark'), arguments: [entry] }
        break
      case 'log':
        item.label = panelTitle(entry.paths)
        item.description = dirname(entry.paths[0])
        item.tooltip = entry.paths.join('\n')
        item.iconPath = new vscode.ThemeIcon('output')
        item.command = { command: 'sluice.analyze', title: t('Analyze log'), arguments: [undefined, entry.paths.map((path) => vscode.Uri.file(path))] }
        break
      case 'pipeline':
        item.label = entry.name
        item.description = entry.text.replace(/\s+/g, ' ')
        item.tooltip = entry.text
        item.iconPath = new vscode.ThemeIcon('filter')
        item.command = { command: 'sluice.runPipeline', title: t('Run pipeline'), arguments: [undefined, undefined, { name: entry.name }] }
        break
    }
    return item
  }
}

export function registerLogsView(panels: Panels, services: PanelServices): Disposable {
  const store = new DisposableStore()
  const view = new LogsView(services)
  const change = (): void => view.changed.fire()
  store.add(view.changed)
  store.add(services.bookmarks.onChange.on(change))
  store.add(services.recent.onChange.on(change))
  store.add(panels.onChange.on(change))
  store.add(vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('sluice.pipelines') && change()))
  store.add(vscode.window.registerTreeDataProvider(LOGS_VIEW, view))
  return store
}
