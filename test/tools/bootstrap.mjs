// `npm start` and `npm test` on a bare clone: installs what the lock file names if it is not there, then runs
// test/tools/<name>.mjs under the Node that package.json pins. Plain JavaScript for any Node from 18 on, no dependencies.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const modules = path.join(root, 'node_modules');
const pinnedNode = path.join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** Whether node_modules holds every package that the lock file names (optional ones are another platform's), in its version. */
function isInstalled() {
  const hidden = path.join(modules, '.package-lock.json');
  if (!existsSync(pinnedNode) || !existsSync(hidden)) return false;
  try {
    const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
    const present = JSON.parse(readFileSync(hidden, 'utf8')).packages;
    return Object.entries(wanted).every(
      ([name, { version, optional }]) => name === '' || optional || present[name]?.version === version,
    );
  } catch {
    return false;
  }
}

function install() {
  console.log('Installing the packages that package-lock.json names (npm ci) …');
  // The install scripts must run: the package "node" fetches its program in one. Inside `npm run`, npm tells where it is.
  const env = { ...process.env, npm_config_ignore_scripts: 'false', npm_config_omit: '' };
  const npm = process.env.npm_execpath;
  const result = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, 'ci'], { cwd: root, stdio: 'inherit', env })
    : spawnSync('npm', ['ci'], { cwd: root, stdio: 'inherit', env, shell: process.platform === 'win32' });
  if (result.status !== 0) {
    console.error('npm ci failed; the lines above say why.');
    process.exit(result.status || 1);
  }
}

const [name, ...rest] = process.argv.slice(2);
if (!isInstalled()) install();

const separator = path.delimiter;
const child = spawn(pinnedNode, [path.join(root, 'test', 'tools', `${name}.mjs`), ...rest], {
  // The caller's folder: npm itself changes to the package's root and keeps the caller's in INIT_CWD.
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: path.join(modules, '.bin') + separator + process.env.PATH },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(String(error));
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
