import assert from 'node:assert/strict';
import { violation } from '../../tools/lint/directions.mjs';

describe('dependency directions', () => {
  const allowed: [string, string, boolean?][] = [
    ['common/rpc.ts', './errors.ts'],
    ['engine/bytes/file.ts', 'node:fs'],
    ['engine/lines/reader.ts', '../bytes/source.ts'],
    ['engine/query/planner.ts', '../records/batch.ts', true],
    ['engine/stages/filter/where.ts', '../../query/ast.ts'],
    ['engine/results/exporter.ts', 'node:fs'],
    ['engine/session.ts', './results/page.ts'],
    ['process/worker.ts', '../engine/stages/filter/where.ts'],
    ['cli/main.ts', '../process/pool.ts'],
    ['host/panel.ts', 'vscode'],
    ['extension.ts', './host/panel.ts'],
    ['webview/chips.tsx', '../engine/query/printer.ts'],
  ];
  const forbidden: [string, string, boolean?][] = [
    ['common/rpc.ts', '../engine/session.ts'],
    ['common/rpc.ts', 'node:fs'],
    ['common/rpc.ts', 'preact'],
    ['engine/lines/reader.ts', 'node:fs'],
    ['engine/bytes/file.ts', '../lines/reader.ts'],
    ['engine/bytes/file.ts', '../session.ts'],
    ['engine/stages/filter/where.ts', '../../results/page.ts'],
    ['engine/query/planner.ts', '../records/batch.ts', false],
    ['engine/query/planner.ts', '../stages/contract.ts'],
    ['engine/session.ts', 'vscode'],
    ['engine/session.ts', '../process/pool.ts'],
    ['host/panel.ts', '../engine/session.ts'],
    ['webview/main.tsx', '../engine/results/page.ts'],
    ['webview/main.tsx', 'vscode'],
    ['webview/main.tsx', 'node:path'],
    ['host/panel.ts', '../../test/support/makeLog.ts'],
    ['elsewhere/file.ts', 'node:fs'],
  ];
  for (const [file, specifier, typeOnly] of allowed) {
    it(`${file} may import ${specifier}`, () => {
      assert.equal(violation(file, specifier, typeOnly ?? false), undefined);
    });
  }
  for (const [file, specifier, typeOnly] of forbidden) {
    it(`${file} may not import ${specifier}`, () => {
      assert.ok(violation(file, specifier, typeOnly ?? false));
    });
  }
  it('host/language.ts may load the language service, but not with itself', () => {
    assert.equal(violation('host/language.ts', '../engine/language/language.ts', false, true), undefined);
    assert.equal(violation('host/language.ts', '../engine/language/language.ts', true), undefined);
    assert.ok(violation('host/language.ts', '../engine/language/language.ts', false));
    assert.ok(violation('host/language.ts', '../engine/session.ts', false, true));
  });
});
