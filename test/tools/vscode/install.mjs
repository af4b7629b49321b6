// Puts a whole VS Code (server, extension host, workbench) out of the npm package `code-server` into .vscode-test/.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cache } from '../paths.mjs';
import { run, which } from '../processes.mjs';
import { versions } from './versions.mjs';

/** A folder with include/node below it, which node-gyp needs to build native modules; undefined where none is found. */
function headersPrefix() {
  const prefixes = [
    process.env.npm_config_nodedir,
    path.resolve(path.dirname(process.execPath), '..'),
    ...(process.env.PATH ?? '').split(path.delimiter).map((folder) => path.resolve(folder, '..')),
    '/usr',
    '/usr/local',
  ];
  return prefixes.find((prefix) => prefix && existsSync(path.join(prefix, 'include', 'node', 'node.h')));
}

/** Runs npm under the Node `node`. */
async function npm(node, args, cwd, explanation) {
  const own = process.env.npm_execpath;
  const found = own?.endsWith('.js') ? own : undefined;
  // npm's own settings stay (a registry may come from there), but not those of the run that we are in.
  const env = { ...process.env, PATH: path.dirname(node) + path.delimiter + process.env.PATH };
  for (const key of ['ignore_scripts', 'omit', 'local_prefix', 'global']) delete env[`npm_config_${key}`];
  delete env.NODE_OPTIONS;
  const code = found
    ? await run(node, [found, ...args], { cwd, env, quiet: true })
    : await run('npm', args, { cwd, env, quiet: true, shell: process.platform === 'win32' });
  if (code !== 0) throw new Error(`"npm ${args.join(' ')}" failed with code ${code}. ${explanation ?? ''}`);
}

/** The Node that a version wants: the running one where it fits, else out of the npm package `node`. */
async function nodeFor(version, folder) {
  if (process.versions.node.split('.')[0] === version.node) return process.execPath;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, allowScripts: { node: true } }));
  await npm(process.execPath, ['install', '--no-audit', '--no-fund', `node@${version.node}`], folder);
  return nodeIn(folder);
}
const nodeIn = (folder) => path.join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

function located(version, folder) {
  const own = nodeIn(path.join(folder, 'node'));
  return {
    node: existsSync(own) ? own : process.execPath,
    main: path.join(folder, 'package', 'lib', 'vscode', 'out', 'server-main.js'),
  };
}

/**
 * Installs the version unless it is there, which takes about a minute.
 * @param {import('./versions.mjs').VersionName} name
 * @returns {Promise<{ node: string, main: string }>} the Node to run it with, and its server-main.js
 */
export async function installCodeServer(name) {
  const version = versions[name];
  // The platform and the pinned Node's major are in the name: a cache carried elsewhere must not be taken for this machine's.
  const label = `code-server-${version.codeServer}-${process.platform}-${process.arch}-node${process.versions.node.split('.')[0]}`;
  const folder = path.join(cache, label);
  if (existsSync(folder)) return located(version, folder);

  console.log(`Setting up VS Code ${version.vscode} in ${path.relative(process.cwd(), folder)} (once, about a minute) …`);
  mkdirSync(cache, { recursive: true });
  const building = mkdtempSync(path.join(cache, '.building-'));
  try {
    const node = await nodeFor(version, path.join(building, 'node'));
    await npm(node, ['pack', '--silent', `code-server@${version.codeServer}`], building);
    const tarball = readdirSync(building).find((file) => file.endsWith('.tgz'));
    // A relative name: tar takes a drive letter for a host.
    if ((await run('tar', ['-xzf', tarball], { cwd: building, quiet: true })) !== 0) throw new Error('tar could not unpack code-server');
    rmSync(path.join(building, tarball));

    const vscode = path.join(building, 'package', 'lib', 'vscode');
    // --ignore-scripts: its own scripts build more than is needed here, and fail where Kerberos headers are missing.
    await npm(node, ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], vscode);
    const headers = headersPrefix();
    for (const tool of ['python3', 'make', 'g++']) {
      if (process.platform === 'linux' && !which(tool)) throw new Error(`${tool} is missing; on Debian: apt-get install python3 make g++`);
    }
    await npm(
      node,
      ['rebuild', ...version.nativeModules, ...(headers ? [`--nodedir=${headers}`] : [])],
      vscode,
      headers
        ? `(Node's headers: ${headers})`
        : "No Node headers were found beside the Node on PATH, in /usr or in /usr/local, so they had to be downloaded. Set npm_config_nodedir to a folder that holds include/node.",
    );
    try {
      renameSync(building, folder);
    } catch (error) {
      if (!existsSync(folder)) throw error; // else another run was faster, and its work is as good
    }
  } finally {
    rmSync(building, { recursive: true, force: true, maxRetries: 3 });
  }
  return located(version, folder);
}

// node test/tools/vscode/install.mjs [oldest|newest …]
if (process.argv[1] === import.meta.filename) {
  const names = process.argv.slice(2);
  for (const name of names.length ? names : Object.keys(versions)) {
    const started = Date.now();
    console.log(await installCodeServer(/** @type {'oldest'} */ (name)), `${((Date.now() - started) / 1000).toFixed(0)} s on ${os.cpus().length} cores`);
  }
}
