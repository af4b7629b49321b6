// The desktop VS Code, downloaded where that can be done. SLUICE_VSCODE=desktop insists on it, SLUICE_VSCODE=code-server does without.
import { download } from '@vscode/test-electron';
import { cache } from '../paths.mjs';
import { which } from '../processes.mjs';
import { versions } from './versions.mjs';

const server = 'https://update.code.visualstudio.com/api/releases/stable';

/** Whether the download can be had, found out within seconds. */
async function reachable() {
  try {
    const answer = await fetch(server, { method: 'HEAD', signal: AbortSignal.timeout(4000) });
    return answer.ok;
  } catch {
    return false;
  }
}

/** Electron needs a display on Linux. */
const hasDisplay = () => process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/** @type {Promise<boolean> | undefined} */
let usable;

/**
 * The program of the desktop VS Code, or undefined where it cannot be had or shown.
 * @param {import('./versions.mjs').VersionName} version
 * @returns {Promise<string | undefined>}
 */
export async function desktopProgram(version) {
  const wish = process.env.SLUICE_VSCODE;
  if (wish === 'code-server') return undefined;
  usable ??= wish === 'desktop' ? Promise.resolve(true) : Promise.resolve(hasDisplay() && reachable());
  if (!(await usable)) return undefined;
  try {
    return await download({ version: versions[version].vscode, cachePath: cache, timeout: 30_000 });
  } catch (error) {
    if (wish === 'desktop') throw error;
    console.log(`The desktop VS Code could not be downloaded (${error instanceof Error ? error.message : error}); using the server.`);
    return undefined;
  }
}

/** The user's own VS Code, if its command is on PATH. */
export const installedProgram = () => which('code', 'code-insiders', 'codium');
