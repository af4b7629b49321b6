import * as vscode from 'vscode'
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
    if (typeof link === 'string') return void vscode.window.showWarningMessage(`Sluice cannot follow the link. ${link}`)
    const { withoutScripts } = await language()
    const query = withoutScripts(link.query)
    if (query === undefined) return void vscode.window.showWarningMessage('Sluice cannot follow the link. Its query has a mistake.')
    const choice = await vscode.window.showInformationMessage(describeLink(link, query), 'Open log')
    if (choice === 'Open log') this.panels.follow({ ...link, query })
  }
}

function describeLink({ paths, line, query }: RowLink, safe: string): string {
  const place = line === undefined ? '' : ` at line ${line}`
  const searched = query === '' ? '' : ` with the query ${query.length > 200 ? `${query.slice(0, 200)}…` : query}`
  const scripts = safe === query ? '' : ' Its scripts are switched off.'
  return `A link asks Sluice to open ${paths.join(', ')}${place}${searched}.${scripts}`
}

/** Puts the link to a row on the clipboard. */
export async function copyLink(link: RowLink, extension: string): Promise<void> {
  await vscode.env.clipboard.writeText(linkTo(link, extension))
}

/** The link to a row, as other people can open it where they have the same files. */
function linkTo(link: RowLink, extension: string): string {
  return vscode.Uri.from({ scheme: vscode.env.uriScheme, authority: extension, path: LINK_PATH }).toString() + `?${encodeLink(link)}`
}
