import assert from 'node:assert/strict';
import { once } from 'node:events';
import path from 'node:path';
import { root } from '../tools/paths.mjs';
import { start } from '../tools/processes.mjs';
import { launchBrowser } from '../tools/vscode/browser.mjs';

describe('npm start', () => {
  it('serves a VS Code with a sample log open in Sluice', async function () {
    this.timeout(180_000);
    const program = start(process.execPath, [path.join(root, 'test/tools/start.mjs'), '--no-browser'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const browser = await launchBrowser();
    try {
      let printed = '';
      while (!/http:\S+/.test(printed)) {
        const [chunk] = await Promise.race([once(program.child.stdout!, 'data'), program.ended.then(() => [undefined])]);
        assert.ok(chunk, `it ended early:\n${printed}`);
        printed += String(chunk);
      }
      const page = await browser.newPage();
      await page.goto(/http:\S+/.exec(printed)![0]);
      const panel = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
      await panel.getByText('request=1 ').first().waitFor({ timeout: 60_000 });
    } finally {
      await browser.close();
      await program.stop();
    }
  });
});
