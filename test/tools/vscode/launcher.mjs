#!/usr/bin/env node
// Stands where @vscode/test-electron expects VS Code's program: takes the same flags, runs the extension tests in a VS Code
// server with a headless browser, prints what the workbench logs, and exits with the tests' exit code.
// Environment: SLUICE_VSCODE_VERSION (oldest, newest), SLUICE_TEST_TIMEOUT (seconds for all of it, default 300).
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { out } from '../paths.mjs';
import { launchBrowser } from './browser.mjs';
import { startServer } from './server.mjs';

/** The value of `--name=value`. */
const flag = (name) => process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const extensionPath = flag('extensionDevelopmentPath');
const testsPath = flag('extensionTestsPath');
const folder = process.argv.slice(2).find((argument) => !argument.startsWith('-') && existsSync(argument));
if (!extensionPath || !testsPath) {
  console.error('usage: launcher.mjs --extensionDevelopmentPath=FOLDER --extensionTestsPath=FILE [FOLDER TO OPEN]');
  process.exit(2);
}

const seconds = Number(process.env.SLUICE_TEST_TIMEOUT ?? 300);
const version = /** @type {import('./versions.mjs').VersionName} */ (process.env.SLUICE_VSCODE_VERSION ?? 'newest');

// The workbench logs a lot. What the tests print carries this prefix; the rest goes into a file when they fail.
const prefix = '[test] ';
const shown = process.env.SLUICE_VERBOSE ? console.log : (line) => others.push(line);
const others = [];

const server = await startServer({ version, env: { SLUICE_TEST_PREFIX: prefix } });
const browser = await launchBrowser();
let timer;
const code = await new Promise((resolve, reject) => {
  const fail = (why) => reject(new Error(why));
  timer = setTimeout(() => fail(`the tests did not end within ${seconds} s`), seconds * 1000);
  void server.ended.then(() => fail("VS Code's server ended"));
  browser.on('disconnected', () => fail('the browser ended'));
  void (async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on('crash', () => fail('the page crashed'));
    await page.exposeFunction('codeAutomationExit', (status) => resolve(status));
    await page.exposeFunction('codeAutomationLog', (type, args) => {
      const line = format(...args);
      if (line.startsWith(prefix)) console.log(line.replaceAll(prefix, ''));
      else shown(`${type}: ${line}`);
    });
    await page.goto(server.url({ folder, extensionPath, testsPath }));
  })().catch(reject);
}).catch((error) => {
  console.error(`launcher: ${error.message}`);
  return 1;
});
clearTimeout(timer);
if (code !== 0) {
  const log = path.join(out, `workbench-${version}.log`);
  mkdirSync(out, { recursive: true });
  writeFileSync(log, `${others.join('\n')}\n${server.output()}`);
  console.error(`What the workbench and its server logged: ${path.relative(process.cwd(), log)}`);
}
await browser.close().catch(() => {});
await server.stop();
process.exit(code);
