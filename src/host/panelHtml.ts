import { randomBytes } from 'node:crypto'
import type { PageTexts } from '../common/texts.ts'

export interface PanelPage {
  /** URIs as the webview is to load them. */
  readonly script: string
  readonly style: string
  readonly codicons: string
  /** The webview's source for content security policies. */
  readonly cspSource: string
  readonly title: string
  /** What the page says; they are data, which no policy has to allow. */
  readonly texts: PageTexts
}

/** Unguessable, so that nothing in a log could ever be run as a script. */
export function makeNonce(): string {
  return randomBytes(24).toString('base64url')
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character])
}

/**
 * The panel's document: nothing inline, nothing from elsewhere. VS Code shows a page, and gives it its messages, when all has come that it asked for
 * until then: the page lets the icons be drawn behind that, so that their font holds up no rows.
 */
export function panelHtml(page: PanelPage, nonce: string): string {
  const { script, style, codicons, cspSource, title, texts } = page
  const policy = [
    "default-src 'none'",
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    `img-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
    // Threads that the page makes of its own text, to end expressions that take too long.
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!DOCTYPE html>
<html lang="${escapeHtml(texts.textLanguage)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${escapeHtml(codicons)}" id="icons" media="not all">
<link rel="stylesheet" href="${escapeHtml(style)}">
</head>
<body>
<div id="root"></div>
<script type="application/json" id="texts">${JSON.stringify(texts).replaceAll('<', '\\u003c')}</script>
<script nonce="${nonce}" src="${escapeHtml(script)}"></script>
</body>
</html>
`
}
