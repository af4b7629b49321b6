import { strict as assert } from 'node:assert'
import { escapeHtml, makeNonce, panelHtml } from '../../../src/host/panelHtml.ts'

describe('the document of the panel', () => {
  const page = {
    script: 'https://webview/dist/webview.js',
    style: 'https://webview/dist/webview.css',
    codicons: 'https://webview/dist/codicons/codicon.css',
    cspSource: 'https://webview',
    texts: { language: 'de', textLanguage: 'de', texts: { bad: '</script><script>alert(1)</script>' } },
    title: '<img src=x onerror=alert(1)>"\'&.log',
  }
  const nonce = makeNonce()
  const html = panelHtml(page, nonce)

  it('forbids all that it does not name, and everything inline', () => {
    const [, policy] = /Content-Security-Policy" content="([^"]+)"/.exec(html) ?? []
    assert.ok(policy)
    const directives = policy.replaceAll('&#39;', "'").split('; ')
    assert.equal(directives[0], "default-src 'none'")
    assert.ok(directives.includes(`script-src 'nonce-${nonce}'`))
    assert.doesNotMatch(policy, /unsafe|data:|\*|http:/)
    assert.doesNotMatch(html, /<style|style=|\son\w+="/)
    assert.deepEqual(html.match(/<script[^>]*>[^<]*/g), ['<script type="application/json" id="texts">' + JSON.stringify(page.texts).replaceAll('<', '\\u003c'), `<script nonce="${nonce}" src="${page.script}">`])
  })

  it('escapes the names of files', () => {
    assert.ok(html.includes('<title>&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;.log</title>'))
    assert.equal(escapeHtml('a < b'), 'a &lt; b')
  })

  it('links the icons so that their font is not waited for', () => {
    assert.ok(html.includes(`<link rel="stylesheet" href="${page.codicons}" id="icons" media="not all">`))
  })

  it('has another nonce every time', () => {
    assert.notEqual(makeNonce(), nonce)
    assert.match(nonce, /^[\w-]{32}$/)
  })
})
