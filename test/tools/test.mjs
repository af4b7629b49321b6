// `npm test`: all suites in order, then one line with the sums.
//   npm test -- --only unit,e2e     parts only: check lint build unit integration integration-oldest integration-newest e2e package
//   npm test -- --file panel        only test files with this in their path
import { closeSync, globSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundleIntegration, runIntegration } from './integration.mjs';
import { makePackage } from './package.mjs';
import { out, root } from './paths.mjs';
import { cleanEnv, start } from './processes.mjs';

/** @typedef {import('./report.mjs').Report} Report */

const { values: options } = parseArgs({ options: { only: { type: 'string' }, file: { type: 'string' } } });
const only = options.only?.split(',').map((name) => name.trim());

/** Runs a program of node_modules or the tree under this Node; whether it ended well and in time. What it prints goes to `log`, an open file, if there is one. */
async function succeeds(args, minutes, log) {
  const stdio = log === undefined ? 'inherit' : ['ignore', log, log];
  const { child, ended, stop } = start(process.execPath, args, { cwd: root, stdio, env: cleanEnv() });
  const timer = setTimeout(() => {
    console.error(`not ended after ${minutes} minutes; stopped`);
    void stop();
  }, minutes * 60_000);
  await ended;
  clearTimeout(timer);
  await stop();
  return child.exitCode === 0;
}

const failure = (why) => /** @type {Report} */ ({ passed: 0, failed: 1, skipped: 0, files: [], failures: [why] });
const nothing = /** @type {Report} */ ({ passed: 0, failed: 0, skipped: 0, files: [], failures: [] });

/** A step that is not made of tests counts only when it fails. */
const step = (what, args) => async (/** @type {number | undefined} */ log) => ((await succeeds(args, 10, log)) ? nothing : failure(what));

/** Every file that the globs find must have run a test, and there must be some. */
function withFilesChecked(name, /** @type {Report} */ report, /** @type {string[]} */ expected) {
  const missing = expected.filter((file) => !report.files.includes(file));
  const problems = missing.map((file) => `${name}: no test of ${file} was run`);
  if (expected.length === 0 && !options.file) problems.push(`${name}: no test file found`);
  return { ...report, failed: report.failed + problems.length, failures: [...report.failures, ...problems] };
}

/** Test files run by mocha under Node. */
const mochaSuite = (name, patterns, exclude, minutes, /** @type {number | undefined} */ log) => async () => {
  const files = globSync(patterns, { cwd: root, exclude })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => !options.file || file.includes(options.file))
    .sort();
  if (files.length === 0) return withFilesChecked(name, nothing, files);
  const reportFile = path.join(out, `${name}.json`);
  rmSync(reportFile, { force: true });
  await succeeds([path.join(import.meta.dirname, 'mochaRun.mjs'), name, reportFile, ...files], minutes, log);
  try {
    return withFilesChecked(name, JSON.parse(readFileSync(reportFile, 'utf8')), files);
  } catch {
    return failure(`${name}: mocha ended without a report`);
  }
};

/** Runs beside what comes before it from now on; what it prints comes when it is asked for. */
const early = (name, /** @type {(log: number) => Promise<Report>} */ run) => {
  const logFile = path.join(out, `${name}.log`);
  mkdirSync(out, { recursive: true });
  const log = openSync(logFile, 'w');
  const ended = run(log);
  return async () => {
    const report = await ended;
    closeSync(log);
    process.stdout.write(readFileSync(logFile));
    return report;
  };
};

/** What takes minutes on one core, in two processes; what the second prints comes behind the first. */
const unitSuite = async () => {
  const beside = early('properties', (log) => mochaSuite('properties', ['test/properties/**/*.test.ts'], [], 15, log)());
  const unit = await mochaSuite('unit', ['test/{unit,regression,scenarios}/**/*.test.ts'], [], 15)();
  const properties = await beside();
  return {
    passed: unit.passed + properties.passed,
    failed: unit.failed + properties.failed,
    skipped: unit.skipped + properties.skipped,
    files: [...unit.files, ...properties.files],
    failures: [...unit.failures, ...properties.failures],
  };
};

const integrationSuite = (/** @type {'oldest' | 'newest'} */ version) => async () => {
  const files = await bundleIntegration(options.file);
  if (files.length === 0 && options.file) return nothing;
  return withFilesChecked(`integration-${version}`, await runIntegration(version), files);
};

const packageSuite = async () => {
  await makePackage();
  return mochaSuite('package', ['test/e2e/package/**/*.e2e.ts'], [], 5)();
};

const tool = (name) => path.join(root, 'node_modules', name);
const lint = step('lint failed (npm run lint)', [tool('eslint/bin/eslint.js'), '.']);
/** @type {[string, () => Promise<Report>][]} */
const suites = [
  ['check', step('the type check failed (npm run check)', [tool('typescript/bin/tsc'), '--noEmit'])],
  ['lint', lint],
  ['build', step('the build failed (npm run build)', [path.join(root, 'esbuild.mjs')])],
  ['unit', unitSuite],
  ['integration-oldest', integrationSuite('oldest')],
  ['integration-newest', integrationSuite('newest')],
  ['e2e', mochaSuite('e2e', ['test/e2e/**/*.e2e.ts'], ['test/e2e/package/**'], 20)],
  ['package', packageSuite],
];

const wanted = suites.filter(([name]) => !only || only.some((each) => name === each || name.startsWith(`${each}-`)));
if (wanted.length === 0) console.error(`--only knows: ${suites.map(([name]) => name).join(' ')}`);
mkdirSync(out, { recursive: true });
// One core each.
const linting = wanted.findIndex(([name]) => name === 'lint');
if (linting > 0) wanted[linting] = ['lint', early('lint', lint)];
const sum = { passed: 0, failed: wanted.length === 0 ? 1 : 0, skipped: 0 };
const lines = [];
for (const [name, suite] of wanted) {
  console.log(`\n── ${name} ──`);
  const started = Date.now();
  const report = await suite().catch((error) => failure(`${name}: ${error?.stack ?? error}`));
  for (const count of /** @type {const} */ (['passed', 'failed', 'skipped'])) sum[count] += report[count];
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  lines.push(`${report.failed ? '✘' : '✔'} ${name}: ${report.passed} ok, ${report.failed} bad, ${report.skipped} left out, ${report.files.length} files, ${seconds} s`);
  for (const each of report.failures) lines.push(`    ${each}`);
  for (const each of report.retried ?? []) lines.push(`    tried twice: ${each}`);
  if (name === 'build' && report.failed) break; // nothing after it could run
}
console.log(`\n${lines.join('\n')}\n`);
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exit(sum.failed > 0 ? 1 : 0);
