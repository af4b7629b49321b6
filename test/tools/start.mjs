// `npm start [-- FILE…]`: builds, then opens a real VS Code with the extension and a log in it.
// Which one: the user's own (`code` on PATH), else the desktop build that can be downloaded, else a VS Code server in a browser.
//   --browser      the server in a browser in any case
//   --no-browser   the same, but only print the address to open
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { makeLog } from '../support/makeLog.ts';
import { out, root } from './paths.mjs';
import { cleanEnv, run, start, which } from './processes.mjs';
import { desktopProgram, installedProgram } from './vscode/desktop.mjs';
import { startServer } from './vscode/server.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { browser: { type: 'boolean' }, 'no-browser': { type: 'boolean' } },
});

/** The files to open: those named, from where npm was called, or a sample. */
function logs() {
  if (positionals.length === 0) {
    const sample = path.join(out, 'sample', 'sample.log');
    makeLog(sample);
    return [sample];
  }
  const files = positionals.map((file) => path.resolve(process.env.INIT_CWD ?? process.cwd(), file));
  const missing = files.filter((file) => !existsSync(file));
  if (missing.length === 0) return files;
  console.error(`no such file: ${missing.join(', ')}`);
  return process.exit(1);
}

/** Shows an address with the system's own opener, where there is a screen. */
function openInBrowser(url) {
  const opener =
    process.platform === 'darwin' ? ['open', url]
    : process.platform === 'win32' ? ['cmd', '/c', 'start', '""', url.replaceAll('&', '^&')]
    : process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? ['xdg-open', url]
    : undefined;
  const program = opener && which(opener[0]);
  if (program) start(program, opener.slice(1), { stdio: 'ignore' }).child.on('error', () => {});
}

const files = logs();
const folder = path.dirname(files[0]);
// Read by the extension when it activates.
const env = { SLUICE_OPEN: files.join(path.delimiter) };

if ((await run(process.execPath, [path.join(root, 'esbuild.mjs')], { cwd: root, quiet: true })) !== 0) process.exit(1);

const wantsServer = options.browser || options['no-browser'] || process.env.SLUICE_VSCODE === 'code-server';
const installed = wantsServer ? undefined : installedProgram();
const desktop = wantsServer || installed ? undefined : await desktopProgram('newest');
if (installed) {
  console.log(`Opening ${files.join(', ')} in ${installed} …`);
  const code = await run(installed, [`--extensionDevelopmentPath=${root}`, '--new-window', folder], {
    env: cleanEnv(env),
    shell: process.platform === 'win32',
  });
  process.exit(code);
} else if (desktop) {
  console.log(`Opening ${files.join(', ')} in ${desktop} … (Ctrl+C ends it)`);
  const profile = path.join(os.homedir(), '.sluice-vscode-dev');
  const program = start(desktop, [`--extensionDevelopmentPath=${root}`, `--user-data-dir=${profile}`, '--new-window', '--skip-welcome', '--disable-workspace-trust', folder], {
    env: cleanEnv(env),
    stdio: 'inherit',
  });
  await program.ended;
  await program.stop();
} else {
  const server = await startServer({ env, settings: { 'chat.disableAIFeatures': null } });
  const url = server.url({ folder, extensionPath: root });
  console.log(`\nVS Code with Sluice and ${files.join(', ')} is at\n\n  ${url}\n\nCtrl+C ends it.`);
  if (!options['no-browser']) openInBrowser(url);
  await server.ended;
  console.error("VS Code's server ended.");
  process.exit(1);
}
