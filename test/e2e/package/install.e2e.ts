import assert from 'node:assert/strict';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../../tools/paths.mjs';
import { Workbench } from '../support/workbench.ts';

describe('the package', () => {
  let folder: string;
  let workbench: Workbench;

  before(async function () {
    this.timeout(180_000);
    const [vsix] = globSync('sluice-*.vsix', { cwd: root });
    assert.ok(vsix, 'no package; "npm run package" makes it');
    folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-package-'));
    writeFileSync(path.join(folder, 'shop.log'), '2026-01-01T00:00:00Z INFO order accepted user=alice took 12ms\n'.repeat(50));
    workbench = await Workbench.open({ folder, install: [path.join(root, vsix)] });
  });

  after(async () => {
    await workbench?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it('installs, and its command shows the log of the active editor', async () => {
    await workbench.openFile('shop.log');
    await workbench.command('Sluice: Analyze log');
    const frame = await workbench.webviewFrame();
    await frame.getByText('order accepted').first().waitFor();
    assert.deepEqual(workbench.violations, []);
  });
});
