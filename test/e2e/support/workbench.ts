import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { root } from '../../tools/paths.mjs';
import { launchBrowser } from '../../tools/vscode/browser.mjs';
import { startServer } from '../../tools/vscode/server.mjs';

export interface WorkbenchOptions {
  /** Opened as the workspace. Default: an empty temporary folder that close() deletes. */
  folder?: string;
  /** User settings; null takes out one that keeps the workbench quiet. */
  settings?: Record<string, unknown>;
  /** Default: what SLUICE_VSCODE_VERSION says, else newest. */
  version?: 'oldest' | 'newest';
  /** The extension under development. Default: this repository, or none if `install` names packages. */
  extensionPath?: string;
  /** Packaged extensions (.vsix) to install. */
  install?: string[];
  /** Environment of the extension host. */
  env?: Record<string, string>;
  /** Pixels. Default 1400 × 900. */
  viewport?: { width: number; height: number };
  /** Of extensions: the workbench itself has no other texts than English ones here. Default: `en`. */
  language?: string;
}

export type Theme = 'Default Dark Modern' | 'Default Light Modern' | 'Default High Contrast' | 'Default High Contrast Light';

/** What the theme picker calls it, and what the workbench's class names say when it is on. */
const themes: Record<Theme, { label: string; className: string }> = {
  'Default Dark Modern': { label: 'Dark Modern', className: 'dark_modern' },
  'Default Light Modern': { label: 'Light Modern', className: 'light_modern' },
  'Default High Contrast': { label: 'Dark High Contrast', className: 'hc-black' },
  'Default High Contrast Light': { label: 'Light High Contrast', className: 'hc-light' },
};

/** As the language pack's script does, which the page loads from elsewhere. */
function setLanguage(language: string): void {
  Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { get: () => language, set: () => undefined });
}

/** A real VS Code workbench in a headless browser. Everything waits for its condition, 30 s at most. */
export class Workbench {
  /** The workbench that was opened last and not closed; for the picture that is taken when a test fails. */
  static current: Workbench | undefined;

  /** Errors in the consoles of the workbench and of webviews that break the content security policy. */
  readonly violations: string[] = [];

  readonly page: Page;
  readonly folder: string;
  readonly #browser: Browser;
  readonly #server: Awaited<ReturnType<typeof startServer>>;
  readonly #ownFolder: boolean;

  private constructor(page: Page, folder: string, ownFolder: boolean, browser: Browser, server: Awaited<ReturnType<typeof startServer>>) {
    this.page = page;
    this.folder = folder;
    this.#ownFolder = ownFolder;
    this.#browser = browser;
    this.#server = server;
    page.setDefaultTimeout(30_000);
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) this.violations.push(message.text());
    });
  }

  /** An empty temporary folder for logs. Whoever asked deletes it. */
  static makeFolder(): string {
    return mkdtempSync(path.join(os.tmpdir(), 'sluice-e2e-'));
  }

  static async open(options: WorkbenchOptions = {}): Promise<Workbench> {
    const folder = options.folder ?? Workbench.makeFolder();
    const server = await startServer({
      version: options.version ?? (process.env['SLUICE_VSCODE_VERSION'] as WorkbenchOptions['version']),
      settings: { 'workbench.colorTheme': 'Default Dark Modern', 'window.autoDetectColorScheme': false, ...options.settings },
      env: options.env,
      install: options.install,
    });
    let browser: Browser | undefined;
    try {
      browser = await launchBrowser();
      const page = await browser.newPage({ viewport: options.viewport ?? { width: 1400, height: 900 } });
      const workbench = new Workbench(page, folder, !options.folder, browser, server);
      if (options.language) await page.addInitScript(setLanguage, options.language);
      const extensionPath = options.extensionPath ?? (options.install ? undefined : root);
      await page.goto(server.url({ folder, extensionPath }));
      await page.locator('.monaco-workbench .statusbar').waitFor({ timeout: 60_000 });
      await page.locator('.explorer-folders-view .monaco-list').waitFor();
      Workbench.current = workbench;
      return workbench;
    } catch (error) {
      await browser?.close();
      await server.stop();
      throw error;
    }
  }

  /** A file or folder in the explorer, by the name that is shown. */
  explorerItem(name: string): Locator {
    return this.page.locator('.explorer-folders-view .monaco-list-row').filter({ has: this.page.getByText(name, { exact: true }) }).first();
  }

  /** Opens the context menu of something; its entries' titles in order. */
  async contextMenu(target: Locator, timeout = 30_000): Promise<string[]> {
    await target.click({ button: 'right', timeout });
    await this.#menuEntries().first().waitFor({ timeout });
    const titles = await this.#menuEntries().evaluateAll((entries) => entries.map((entry) => entry.textContent ?? ''));
    return titles.map((title) => title.trim()).filter(Boolean);
  }

  /** Picks an entry of the context menu of something. */
  async pickFromContextMenu(target: Locator, title: string): Promise<void> {
    const entry = this.#menuEntries().filter({ hasText: title }).first();
    const deadline = Date.now() + 30_000;
    // An extension's entries come once it has been scanned, and an open menu is not filled again; it closes when an editor takes the focus.
    for (;;) {
      try {
        await this.contextMenu(target, 3000);
        await entry.hover({ timeout: 2000 });
        await entry.click({ timeout: 2000 });
        break;
      } catch (error) {
        if (Date.now() > deadline) throw new Error(`the context menu has no "${title}"`, { cause: error });
        await this.page.keyboard.press('Escape');
      }
    }
    await this.#menuEntries().first().waitFor({ state: 'hidden' });
  }

  #menuEntries(): Locator {
    return this.page.locator('.context-view .monaco-menu .action-item .action-label:not(.separator)');
  }

  /** Opens a file in an editor by its row in the explorer. */
  async openFile(name: string): Promise<void> {
    await this.explorerItem(name).dblclick();
    await this.page.locator(`.tab[data-resource-name="${name}"]`).waitFor();
  }

  /** Runs a command by the palette, by its full title, as in "Sluice: Analyze log". */
  async command(title: string): Promise<void> {
    const row = this.page.locator('.quick-input-widget .monaco-list-row').filter({ has: this.page.locator('.label-name', { hasText: exactly(title) }) });
    const deadline = Date.now() + 30_000;
    // An extension's commands come into the palette once it has been scanned, and an open palette is not filled again.
    for (;;) {
      try {
        // One that was left with the command before may still be closing, and takes this one with it.
        await this.quickInput('>' + title, { open: 'F1', accept: false, timeout: 3000 });
        await row.first().waitFor({ timeout: 3000 });
        break;
      } catch (error) {
        await this.page.keyboard.press('Escape');
        if (Date.now() > deadline) throw new Error(`the command palette has no "${title}"`, { cause: error });
      }
    }
    await row.first().click();
  }

  /** Types into the quick input; `open` is a key that opens it first. */
  async quickInput(text: string, { open, accept = true, timeout = 30_000 }: { open?: string; accept?: boolean; timeout?: number } = {}): Promise<void> {
    const input = this.page.locator('.quick-input-widget .quick-input-box input');
    if (open) await this.page.keyboard.press(open);
    await input.waitFor({ timeout });
    await input.fill(text, { timeout });
    if (accept) await input.press('Enter');
  }

  /** The titles of all open editors' tabs. */
  async tabs(): Promise<string[]> {
    // The newest version shows a name and its ending in two elements.
    const labels = await this.page
      .locator('.tabs-container .tab')
      .evaluateAll((tabs) => tabs.map((tab) => [...tab.querySelectorAll('.label-name, .label-suffix')].map((part) => part.textContent).join('')));
    return labels.map((label) => label.trim());
  }

  /** The texts of the notifications that are shown. */
  async notifications(): Promise<string[]> {
    return this.page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts();
  }

  /** The document of the webview that is visible, once `selector` is in it: VS Code puts it into two nested iframes. */
  async webviewFrame(selector = 'body'): Promise<Frame> {
    const deadline = Date.now() + 30_000;
    for (;;) {
      try {
        const outer = this.page.locator('iframe.webview.ready').filter({ visible: true }).last();
        await outer.waitFor({ timeout: 5000 });
        const outerFrame = await (await outer.elementHandle({ timeout: 5000 }))?.contentFrame();
        const inner = await outerFrame?.waitForSelector('iframe#active-frame', { state: 'attached', timeout: 5000 });
        const frame = await inner?.contentFrame();
        if (!frame) throw new Error('the webview has no document');
        await frame.locator(selector).first().waitFor({ timeout: 5000 });
        return frame;
      } catch (error) {
        // Any of them may belong to a webview that is just being replaced by another.
        if (Date.now() > deadline) throw error;
      }
    }
  }

  /** Changes user settings, as if their file had been edited. */
  updateSettings(changes: Record<string, unknown>): void {
    const present: Record<string, unknown> = JSON.parse(readFileSync(this.#server.settingsFile, 'utf8'));
    writeFileSync(this.#server.settingsFile, JSON.stringify({ ...present, ...changes }, null, 2));
  }

  async setTheme(theme: Theme): Promise<void> {
    const { label, className } = themes[theme];
    const isOn = (timeout: number) =>
      this.page.waitForFunction((name) => document.querySelector('.monaco-workbench')?.className.includes(name), className, { timeout });
    this.updateSettings({ 'workbench.colorTheme': theme });
    try {
      await isOn(1500);
    } catch {
      // Changes of the settings file are not always seen here; it is asked as a person would.
      await this.command('Preferences: Color Theme');
      await this.quickInput(label);
      await isOn(30_000);
    }
  }

  /** A picture (PNG) of the whole window. */
  async screenshot(file: string): Promise<void> {
    mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
    await this.page.screenshot({ path: file });
  }

  async close(): Promise<void> {
    if (Workbench.current === this) Workbench.current = undefined;
    await this.#browser.close();
    await this.#server.stop();
    if (this.#ownFolder) rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

const exactly = (text: string) => new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
