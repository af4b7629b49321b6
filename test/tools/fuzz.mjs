// `npm run fuzz [-- MINUTES [FILE…]]`: the property tests with one random seed after the other, until one fails or the time is over.
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';

const [minutes = '10', ...named] = process.argv.slice(2);
const files = named.length
  ? named
  : globSync('test/{unit,properties}/**/*.test.ts').filter((file) => /\bfc\.(assert|property)\b/.test(readFileSync(file, 'utf8')));
const end = Date.now() + Number(minutes) * 60_000;
let rounds = 0;
do {
  const seed = String((Math.random() * 0x7fffffff) | 0);
  const args = ['node_modules/mocha/bin/mocha.js', '--timeout', '600000', '--reporter', 'dot', ...files];
  const run = spawnSync(process.execPath, args, { env: { ...process.env, SLUICE_SEED: seed }, encoding: 'utf8' });
  if (run.status !== 0) {
    console.error(`${run.stdout}\n${run.stderr}\nfailed with SLUICE_SEED=${seed}`);
    process.exit(1);
  }
  rounds++;
  console.log(`seed ${seed}: all hold`);
} while (Date.now() < end);
console.log(`${rounds} seeds, ${files.length} files, nothing found`);
