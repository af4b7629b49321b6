// Starting programs so that none is left over.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Tasks to do synchronously when this process ends, however it ends (except by SIGKILL). */
const lastTasks = new Set();
process.on('exit', () => lastTasks.forEach((task) => task()));
for (const [signal, code] of /** @type {const} */ ([['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]])) {
  process.on(signal, () => process.exit(code));
}

/** Does `task` (synchronous) at this process's end, unless the returned function is called before. */
export function atExit(task) {
  lastTasks.add(task);
  return () => lastTasks.delete(task);
}

/** The environment without what would change how another Node or VS Code starts. */
export function cleanEnv(extra = {}) {
  const env = { ...process.env, ...extra };
  for (const name of Object.keys(env)) {
    if (/^(NODE_OPTIONS|NODE_PATH|ELECTRON_RUN_AS_NODE|VSCODE_.*|npm_(config|package|lifecycle)_.*)$/i.test(name)) delete env[name];
  }
  return env;
}

/** The first of the programs `names` that stands on PATH, as a full path. */
export function which(...names) {
  const suffixes = process.platform === 'win32' ? ['.cmd', '.exe', '.bat'] : [''];
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
      for (const suffix of suffixes) {
        const file = path.join(folder, name + suffix);
        try {
          accessSync(file, constants.X_OK);
          return file;
        } catch {
          // not here
        }
      }
    }
  }
  return undefined;
}

function killGroup(child, signal) {
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended already.
  }
}

/**
 * Starts a program in a process group of its own, so that `stop()` ends it with all that it started.
 * @param {string} file
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
export function start(file, args, options) {
  const child = spawn(file, args, { ...options, detached: process.platform !== 'win32' });
  const forget = atExit(() => killGroup(child, 'SIGKILL'));
  const ended = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      killGroup(child, 'SIGTERM');
      const timer = setTimeout(() => killGroup(child, 'SIGKILL'), 3000);
      await ended;
      clearTimeout(timer);
    }
    killGroup(child, 'SIGKILL'); // what it started and did not take along
    forget();
  };
  return { child, ended, stop };
}

/**
 * Runs a program to its end; its exit code. `quiet` keeps the output back unless it fails.
 * @param {string} file
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { quiet?: boolean }} [options]
 */
export async function run(file, args, { quiet = false, ...options } = {}) {
  const child = spawn(file, args, { ...options, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'] });
  const output = [];
  child.stdout?.on('data', (chunk) => output.push(chunk));
  child.stderr?.on('data', (chunk) => output.push(chunk));
  const forget = atExit(() => child.kill());
  try {
    const [code] = await once(child, 'close');
    if (quiet && code !== 0) process.stderr.write(Buffer.concat(output));
    return code ?? 1;
  } finally {
    forget();
  }
}
