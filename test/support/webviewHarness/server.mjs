// Serves the panel's page with a made-up host: `node test/support/webviewHarness/server.mjs [port]`, then open the address it prints.
// Options of the page: see fakeHost.ts; ?theme=dark|light|highContrast; ?language=de.
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { pageTexts, setTranslation } from '../../../src/host/l10n.ts'
import { panelBundle } from '../../../src/webview/build/panelBundle.mjs'
import { themeCss, themes } from './themes.mjs'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const translations = { de: JSON.parse(await readFile(path.join(root, 'media/l10n/bundle.l10n.de.json'), 'utf8')) }
const codicons = path.join(root, 'node_modules/@vscode/codicons/dist')

async function bundle() {
  const { outputFiles } = await build({
    ...panelBundle,
    absWorkingDir: root,
    entryPoints: { webview: 'src/webview/main.tsx', fakeHost: 'test/support/webviewHarness/fakeHost.ts' },
    outdir: 'dist',
    write: false,
    sourcemap: 'inline',
    logLevel: 'warning',
  })
  return new Map(outputFiles.map(({ path: file, contents }) => [`/${path.basename(file)}`, Buffer.from(contents)]))
}

/** The page as the extension makes it, under the same policy. */
function html(theme, language, nonce) {
  setTranslation((text) => translations[language]?.[text] ?? text, language, language in translations)
  const texts = pageTexts()
  const policy = `default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; script-src 'nonce-${nonce}'`
  return `<!DOCTYPE html>
<html lang="${texts.textLanguage}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="/theme/${theme}.css">
<link rel="stylesheet" href="/codicon.css" id="icons" media="not all">
<link rel="stylesheet" href="/webview.css">
<title>Sluice</title>
</head>
<body class="${themes[theme].body}">
<div id="root"></div>
<script type="application/json" id="texts">${JSON.stringify(texts).replaceAll('<', '\\u003c')}</script>
<script nonce="${nonce}" src="/fakeHost.js"></script>
<script nonce="${nonce}" src="/webview.js"></script>
</body>
</html>`
}

const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf', '.html': 'text/html; charset=utf-8' }

/** Starts serving; answers the address and a function that ends it. */
export async function serve(port = 0) {
  const files = await bundle()
  for (const file of ['codicon.css', 'codicon.ttf']) files.set(`/${file}`, await readFile(path.join(codicons, file)))
  for (const name of Object.keys(themes)) files.set(`/theme/${name}.css`, Buffer.from(themeCss(name)))
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const theme = url.searchParams.get('theme') ?? 'dark'
    const language = url.searchParams.get('language') ?? 'en'
    const body = url.pathname === '/' ? html(theme in themes ? theme : 'dark', language, randomBytes(16).toString('base64')) : files.get(url.pathname)
    if (body === undefined) return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': TYPES[url.pathname === '/' ? '.html' : path.extname(url.pathname)] ?? 'text/plain' }).end(body)
  })
  await new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  const used = typeof address === 'object' && address ? address.port : port
  return { url: `http://127.0.0.1:${used}/`, close: () => new Promise((resolve) => server.close(resolve)) }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log((await serve(Number(process.argv[2] ?? 0))).url)
