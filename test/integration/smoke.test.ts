import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the extension in VS Code', () => {
  it('is found by its id and activates', async () => {
    const extension = vscode.extensions.getExtension('sluice.sluice');
    assert.ok(extension, 'sluice.sluice is not there');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('contributes only commands that are registered', async () => {
    const extension = vscode.extensions.getExtension('sluice.sluice');
    const contributed: { command: string }[] = extension?.packageJSON.contributes?.commands ?? [];
    await extension?.activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(contributed.map((each) => each.command).filter((command) => !registered.has(command)), []);
  });
});
