// Runs inside VS Code's extension host: the bundled test files beside this one under mocha, and a report for the outer process.
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { collect } from '../tools/report.mjs';

/** Called by VS Code; resolves when all passed, rejects when any failed. */
export async function run(): Promise<void> {
  const { default: Mocha } = await import('mocha');
  // A launcher that shows the tests' lines only, and not all that the workbench logs, knows them by this prefix.
  const prefix = process.env['SLUICE_TEST_PREFIX'] ?? '';
  Mocha.reporters.Base.consoleLog = (...values: unknown[]) => console.log(format(...values).replace(/^/gm, prefix));
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 30_000, forbidOnly: true });
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js'))
    .sort();
  for (const file of files) mocha.addFile(path.join(import.meta.dirname, file));
  const report = await new Promise<ReturnType<ReturnType<typeof collect>>>((resolve) => {
    const runner = mocha.run(() => resolve(finish()));
    const finish = collect(runner, import.meta.dirname);
  });
  const reportFile = process.env['SLUICE_TEST_REPORT'];
  if (reportFile) writeFileSync(reportFile, JSON.stringify(report));
  if (report.failed > 0) throw new Error(`${report.failed} failed`);
}
