// What a run of mocha reports to the process that sums up.
import path from 'node:path';

/**
 * @typedef {object} Report
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string[]} files those that ran at least one test (skipped counts), relative to `base`, with forward slashes
 * @property {string[]} failures one line for each
 * @property {string[]} [retried] tests that passed or failed at the second try, one line for each
 */

/**
 * Counts what a mocha runner does; call the returned function when it has ended.
 * @param {import('mocha').Runner} runner
 * @param {string} base
 * @returns {() => Report}
 */
export function collect(runner, base) {
  /** @type {Report} */
  const report = { passed: 0, failed: 0, skipped: 0, files: [], failures: [] };
  const files = new Set();
  const seen = (test) => {
    if (test.file) files.add(path.relative(base, test.file).split(path.sep).join('/'));
  };
  runner.on('pass', (test) => (seen(test), report.passed++));
  runner.on('pending', (test) => (seen(test), report.skipped++));
  /** @type {string[]} */
  const retried = [];
  runner.on('retry', (test, error) => retried.push(`${test.titlePath().join(' › ')}: ${String(error?.message ?? error).split('\n')[0]}`));
  runner.on('fail', (test, error) => {
    seen(test); // a hook that failed counts too
    report.failed++;
    report.failures.push(`${test.titlePath().join(' › ')}: ${String(error?.message ?? error).split('\n')[0]}`);
  });
  return () => ({ ...report, retried, files: [...files].sort() });
}
