// Finding and starting the browser that shows the workbench.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { run, which } from '../processes.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge'];
const macPrograms = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];

function found() {
  return [process.env.SLUICE_CHROMIUM, which(...names), ...macPrograms, chromium.executablePath()].find((file) => file && existsSync(file));
}

/** The path of a Chromium; installs Debian's where that can be done without asking. */
export async function findChromium() {
  const present = found();
  if (present) return present;
  if (process.platform === 'linux' && process.getuid?.() === 0 && which('apt-get')) {
    console.log('No Chromium found; installing the one of this system …');
    await run('apt-get', ['update'], { quiet: true });
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { quiet: true, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
    const installed = found();
    if (installed) return installed;
  }
  throw new Error('No Chromium or Chrome was found on PATH. Install one ("apt-get install chromium", "npx playwright-core install chromium"), or name it in SLUICE_CHROMIUM.');
}

/** Starts a headless Chromium; close() it. */
export async function launchBrowser() {
  return chromium.launch({
    executablePath: await findChromium(),
    headless: true,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
