// Integration tests: bundled, then run by mocha inside a real VS Code.
// node test/tools/integration.mjs [oldest|newest …]   (SLUICE_VERBOSE=1 shows all that the workbench logs)
import { globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import * as esbuild from 'esbuild';
import { out, root } from './paths.mjs';
import { cleanEnv } from './processes.mjs';
import { desktopProgram } from './vscode/desktop.mjs';
import { installCodeServer } from './vscode/install.mjs';
import { versions } from './vscode/versions.mjs';

const bundled = path.join(out, 'integration');

/**
 * Bundles every test file on its own; returns their names, as their reports will give them.
 * @param {string} [part] only files with this in their path
 */
export async function bundleIntegration(part = '') {
  rmSync(bundled, { recursive: true, force: true });
  const sources = globSync('test/integration/**/*.test.ts', { cwd: root }).filter((file) => file.includes(part));
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['test/integration/index.ts', ...sources],
    outdir: bundled,
    outbase: 'test/integration',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    define: { 'import.meta.url': 'sluiceImportMetaUrl', 'import.meta.dirname': '__dirname' },
    banner: { js: "const sluiceImportMetaUrl = require('url').pathToFileURL(__filename).href;" },
    logLevel: 'warning',
  });
  return sources
    .map((file) => path.relative('test/integration', file).split(path.sep).join('/').replace(/\.ts$/, '.js'))
    .sort();
}

/**
 * Runs the bundled tests in one version.
 * @param {import('./vscode/versions.mjs').VersionName} version
 * @returns {Promise<import('./report.mjs').Report>}
 */
export async function runIntegration(version) {
  const reportFile = path.join(out, `integration-${version}.json`);
  mkdirSync(out, { recursive: true });
  rmSync(reportFile, { force: true });
  const desktop = await desktopProgram(version);
  if (!desktop) await installCodeServer(version); // outside the launcher's time limit
  console.log(`\nIntegration tests in VS Code ${versions[version].vscode} (${desktop ? 'desktop' : 'server and headless browser'})`);
  // runTests hands process.env on; what would change how another VS Code starts must not be in it.
  const before = { ...process.env };
  const env = cleanEnv();
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  try {
    await runTests({
      vscodeExecutablePath: desktop ?? path.join(import.meta.dirname, 'vscode', 'launcher.mjs'),
      extensionDevelopmentPath: root,
      extensionTestsPath: path.join(bundled, 'index.js'),
      launchArgs: [path.join(root, 'test', 'fixtures'), '--disable-extensions'],
      extensionTestsEnv: { SLUICE_TEST_REPORT: reportFile, SLUICE_VSCODE_VERSION: version },
    });
  } catch (error) {
    console.error(String(error));
  } finally {
    Object.assign(process.env, before);
  }
  try {
    return JSON.parse(readFileSync(reportFile, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0, files: [], failures: [`integration ${version}: no report; VS Code ended before the tests did`] };
  }
}

if (process.argv[1] === import.meta.filename) {
  await bundleIntegration();
  const names = /** @type {import('./vscode/versions.mjs').VersionName[]} */ (process.argv.slice(2));
  for (const version of names.length ? names : /** @type {const} */ (['oldest', 'newest'])) {
    const report = await runIntegration(version);
    console.log(report);
    if (report.failed) process.exitCode = 1;
  }
}
