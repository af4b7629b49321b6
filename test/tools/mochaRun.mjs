// Runs test files with mocha under this Node and writes a report: node mochaRun.mjs SUITE REPORT.json FILE…
// TypeScript needs no build: Node strips the types.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import '../support/seed.ts';
import '../support/texts.ts';
import { collect } from './report.mjs';

const [suite, reportFile, ...files] = process.argv.slice(2);
const slow = suite === 'e2e' || suite === 'package';
const mocha = new Mocha({
  ui: 'bdd',
  timeout: slow ? 60_000 : 10_000,
  slow: slow ? 5000 : 500,
  forbidOnly: true,
  // A browser may lose a click to a workbench that is still moving. What needed another try is named in the sum.
  retries: slow ? 2 : 0,
  rootHooks: slow ? (await import('../e2e/support/hooks.ts')).mochaHooks : {},
});
// One by one: a file that cannot be loaded is one failure and does not keep the others from running.
const unloadable = [];
for (const file of files) {
  mocha.files = [path.resolve(file)];
  try {
    await mocha.loadFilesAsync();
  } catch (error) {
    console.error(`\n${file} could not be loaded:`, error);
    unloadable.push({ file, failure: `${file} could not be loaded: ${String(error?.message ?? error).split('\n')[0]}` });
  }
}
const report = await new Promise((resolve) => {
  const runner = mocha.run(() => resolve(finish()));
  const finish = collect(runner, process.cwd());
});
report.failed += unloadable.length;
report.failures.push(...unloadable.map(({ failure }) => failure));
report.files.push(...unloadable.map(({ file }) => file));
writeFileSync(reportFile, JSON.stringify(report));
// A timer or a worker that a test left behind must not keep the run from ending. process.exit() may itself: it waits for V8's threads, one of which may
// wait for a garbage collection in this one, for ever (nodejs/node#54918). Whoever runs this looks at the report, not at the status.
process.emit('exit', 0);
process.kill(process.pid, 'SIGKILL');
