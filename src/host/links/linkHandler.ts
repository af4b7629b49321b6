import * as vscode from 'vscode'
import { t } from '../l10n.ts'
import { language } from '../language/service.ts'
import type { Panels } from '../panels.ts'
import { decodeLink, encodeLink, LINK_PATH, type RowLink } from './rowLink.ts'

/** Follows links to rows, once the person has said so: anybody can make one. */
export class LinkHandler implements vscode.UriHandler {
  private readonly panels: Panels

  constructor(panels: Panels) {
    this.panels = panels
  }

  async handleUri(uri: vscode.Uri): Promise<void> {
    const link = decodeLink(uri.path, uri.query)
    if (typeof link === 'string') return void vscode.window.showWarningMessage(`${t('Sluice cannot follow the link.')} ${link}`)
    const { withoutScripts } = await language()
    const query = withoutScripts(link.query)
    if (query === undefined) return void vscode.window.showWarningMessage(`${t('Sluice cannot follow the link.')} ${t('Its query has a mistake.')}`)
    const choice = await vscode.window.showInformationMessage(describeLink(link, query), t('Open log'))
    if (choice !== undefined) this.panels.follow({ ...link, query })
  }
}

function describeLink({ paths, line, query }: RowLink, safe: string): string {
  const logs = paths.join(', ')
  const place = line === undefined ? logs : t('{0} at line {1}', logs, line)
  const searched = query.length > 200 ? `${query.slice(0, 200)}…` : query
  const asked = query === '' ? t('A link asks Sluice to open {0}.', place) : t('A link asks Sluice to open {0} with the query {1}.', place, searched)
  return safe === query ? asked : `${asked} ${t('Its scripts are switched off.')}`
}

/** Puts the link to a row on the clipboard. */
export async function copyLink(link: RowLink, extension: string): Promise<void> {
  await vscode.env.clipboard.writeText(linkTo(link, extension))
}

/** The link to a row, as other people can open it where they have the same files. */
function linkTo(link: RowLink, extension: string): string {
  return vscode.Uri.from({ scheme: vscode.env.uriScheme, authority: extension, path: LINK_PATH }).toString() + `?${encodeLink(link)}`
}
