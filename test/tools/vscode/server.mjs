// A running VS Code server: serves the workbench to a browser and runs the extension host.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { run, atExit, cleanEnv, start } from '../processes.mjs';
import { installCodeServer } from './install.mjs';

const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.enabled': false,
};

/**
 * @typedef {object} ServerOptions
 * @property {import('./versions.mjs').VersionName} [version] default: newest
 * @property {Record<string, unknown>} [settings] user settings, above a set that keeps the workbench quiet (null takes one of those out)
 * @property {Record<string, string | undefined>} [env] for the extension host
 * @property {string[]} [install] packaged extensions (.vsix) to install first
 * @property {boolean} [verbose] pass the server's output on
 */

/** Where the files of one run are kept; `remove()` deletes them. */
function makeDataFolder(settings) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-vscode-'));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  const forget = atExit(() => {
    try {
      remove();
    } catch {
      // At the end of the process there is nobody left to tell.
    }
  });
  const user = path.join(folder, 'user', 'User');
  mkdirSync(user, { recursive: true });
  const effective = Object.entries({ ...quietSettings, ...settings }).filter(([, value]) => value !== null);
  writeFileSync(path.join(user, 'settings.json'), JSON.stringify(Object.fromEntries(effective), null, 2));
  return { folder, settingsFile: path.join(user, 'settings.json'), remove: () => (forget(), remove()) };
}

/** A path as the workbench wants it in its URL and payload: forward slashes, a leading one. */
const uriPath = (file) => {
  const slashes = path.resolve(file).split(path.sep).join('/');
  return encodeURI(slashes.startsWith('/') ? slashes : `/${slashes}`);
};

/** Waits for the line in which the server tells its port. */
function portOf(server, output) {
  return new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`VS Code's server ${why}:\n${output()}`));
    const timer = setTimeout(() => fail('did not start within 60 s'), 60_000);
    server.child.stdout.on('data', () => {
      const port = /Extension host agent listening on (\d+)/.exec(output())?.[1];
      if (!port) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
    void server.ended.then(() => {
      clearTimeout(timer);
      fail('ended before it listened');
    });
  });
}

/**
 * Starts a server on a free port of this machine only.
 * @param {ServerOptions} [options]
 */
export async function startServer({ version = 'newest', settings = {}, env = {}, install = [], verbose = false } = {}) {
  const { node, main } = await installCodeServer(version);
  const data = makeDataFolder(settings);
  const folders = [
    '--server-data-dir', path.join(data.folder, 'server'),
    '--user-data-dir', path.join(data.folder, 'user'),
    '--extensions-dir', path.join(data.folder, 'extensions'),
  ];
  const common = ['--accept-server-license-terms', '--telemetry-level', 'off', ...folders];
  for (const vsix of install) {
    const code = await run(node, [main, '--install-extension', vsix, '--force', ...common], { env: cleanEnv(env), quiet: true });
    if (code !== 0) throw new Error(`VS Code could not install ${vsix}`);
  }
  let text = '';
  const server = start(
    node,
    [main, '--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--disable-workspace-trust', '--enable-smoke-test-driver', ...common],
    { env: cleanEnv(env), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  for (const stream of [server.child.stdout, server.child.stderr]) {
    stream?.on('data', (chunk) => {
      text += chunk;
      if (verbose) process.stdout.write(chunk);
    });
  }
  const stop = async () => {
    await server.stop();
    data.remove();
  };
  try {
    const port = await portOf(server, () => text);
    const authority = `127.0.0.1:${port}`;
    const remote = (file) => `vscode-remote://${authority}${uriPath(file)}`;
    return {
      port,
      ended: server.ended,
      settingsFile: data.settingsFile,
      dataFolder: data.folder,
      output: () => text,
      stop,
      /**
       * The address of the workbench with a folder open.
       * @param {{ folder?: string, extensionPath?: string, testsPath?: string }} what
       */
      url({ folder, extensionPath, testsPath }) {
        const payload = [];
        if (extensionPath) payload.push(['extensionDevelopmentPath', remote(extensionPath)]);
        if (testsPath) payload.push(['extensionTestsPath', remote(testsPath)]);
        const query = folder ? `folder=${uriPath(folder)}` : 'ew=true';
        return `http://${authority}/?${query}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
