import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Workbench } from './support/workbench.ts';

describe('the workbench', () => {
  let folder: string;
  let workbench: Workbench;

  before(async function () {
    this.timeout(120_000);
    folder = Workbench.makeFolder();
    writeFileSync(path.join(folder, 'hello.log'), '2026-01-01T00:00:00Z INFO hello\n');
    workbench = await Workbench.open({ folder });
  });

  after(async () => {
    await workbench?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows the context menu of a file', async () => {
    const entries = await workbench.contextMenu(workbench.explorerItem('hello.log'));
    assert.ok(entries.some((entry) => entry.startsWith('Copy Path')), entries.join(', '));
    await workbench.page.keyboard.press('Escape');
  });

  it('runs a command by the palette', async () => {
    await workbench.command('File: New Untitled Text File');
    await workbench.page.locator('.tab .label-name', { hasText: 'Untitled-1' }).waitFor();
  });

  it('opens a file from the explorer', async () => {
    await workbench.openFile('hello.log');
    assert.ok((await workbench.tabs()).includes('hello.log'));
  });

  for (const theme of ['Default Light Modern', 'Default High Contrast', 'Default Dark Modern'] as const) {
    it(`changes to the theme ${theme}`, async () => {
      await workbench.setTheme(theme);
    });
  }
});
