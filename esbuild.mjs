// Builds the extension: `node esbuild.mjs [--production] [--watch]`.
// dist/ is CommonJS for Node's bundles and one script for the webview; see package.json for who calls this.
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { grammar } from './src/engine/language/grammar.ts';
import { stages } from './src/engine/stages/registry.ts';
import { panelBundle } from './src/webview/build/panelBundle.mjs';

const root = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(root, 'dist');
const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  // Half the memory, and read without decoding.
  charset: 'ascii',
  logLevel: 'info',
  metafile: true,
  define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
};

// import.meta.url is empty in CommonJS bundles; this makes `new URL('./worker.js', import.meta.url)` point beside the bundle.
const importMetaUrl = "const sluiceImportMetaUrl = require('url').pathToFileURL(__filename).href;";

/** @type {esbuild.BuildOptions} */
const node = {
  ...common,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode'],
  define: { ...common.define, 'import.meta.url': 'sluiceImportMetaUrl' },
  banner: { js: importMetaUrl },
};

/** @type {esbuild.BuildOptions} */
const browser = { ...common, ...panelBundle };

/** @type {{ from: string, to: string, options: esbuild.BuildOptions }[]} */
const bundles = [
  { from: 'src/extension.ts', to: 'extension.js', options: node },
  { from: 'src/process/engine.ts', to: 'engine.js', options: node },
  { from: 'src/process/worker.ts', to: 'worker.js', options: node },
  { from: 'src/cli/launch.ts', to: 'cli.js', options: { ...node, banner: { js: `#!/usr/bin/env node\n${importMetaUrl}` } } },
  { from: 'src/cli/main.ts', to: 'command.js', options: node },
  { from: 'src/cli/commandWorker.ts', to: 'commandWorker.js', options: node },
  { from: 'src/engine/bytes/guessEncoding.ts', to: 'guessEncoding.js', options: node },
  { from: 'src/engine/bytes/packed/libraries.ts', to: 'libraries.js', options: node },
  { from: 'src/engine/bytes/packed/decodeWorker.ts', to: 'decodeWorker.js', options: node },
  { from: 'src/engine/language/language.ts', to: 'language.js', options: node },
  { from: 'src/engine/results/export/typed/typedWorker.ts', to: 'typedWorker.js', options: node },
  { from: 'src/engine/results/scripts/scriptWorker.ts', to: 'scriptWorker.js', options: node },
  { from: 'src/webview/main.tsx', to: 'webview.js', options: browser },
];

/**
 * Functions of these are required when they are first called: loading them takes a tenth of the time in which the command line starts, and most
 * commands never call one.
 */
const lazyModules = {
  name: 'lazy-modules',
  setup: (/** @type {esbuild.PluginBuild} */ build) => {
    build.onResolve({ filter: /^node:(crypto|fs\/promises)$/ }, ({ path: id, namespace }) => {
      return namespace === 'lazy' ? { path: id, external: true } : { path: id, namespace: 'lazy' };
    });
    build.onLoad({ filter: /.*/, namespace: 'lazy' }, async ({ path: id }) => {
      const functions = Object.entries(await import(id)).filter(([name, value]) => typeof value === 'function' && name !== 'default');
      const contents = functions.map(([name]) => `export const ${name} = (...values) => require('${id}').${name}(...values);`);
      return { contents: contents.join('\n'), loader: 'js' };
    });
    // Only regular expressions need it, and it is a tenth of all that there is to load. A build fails where more of it is used than this has.
    build.onResolve({ filter: /^@eslint-community\/regexpp$/ }, ({ path: id, kind }) => {
      return kind === 'import-statement' ? { path: id, namespace: 'lazy-package' } : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: 'lazy-package' }, ({ path: id }) => {
      const contents = `
        export function RegExpParser(...values) { return new (require('${id}').RegExpParser)(...values) }
        export const visitRegExpAST = (...values) => require('${id}').visitRegExpAST(...values);`;
      return { contents, loader: 'js', resolveDir: root };
    });
  },
};

/**
 * What few logs or windows need, loaded from scripts beside the others: the tables and libraries would be a third of what the command line reads to start,
 * the language service most of what the extension host does.
 */
const loadedBeside = {
  name: 'loaded-beside',
  setup: (/** @type {esbuild.PluginBuild} */ build) => {
    build.onResolve({ filter: /\/(guessEncoding|libraries|language)\.ts$/ }, ({ path: id, kind }) => {
      return kind === 'dynamic-import' ? { path: path.basename(id, '.ts'), namespace: 'beside' } : undefined;
    });
    build.onResolve({ filter: /\.js$/, namespace: 'beside' }, ({ path: id }) => ({ path: id, external: true }));
    build.onLoad({ filter: /.*/, namespace: 'beside' }, ({ path: name }) => ({ contents: `module.exports = require('./${name}.js');`, loader: 'js' }));
  },
};

/**
 * Of the stages only those are loaded that a query has: of the others the registry has the names, which is all that a parser looks for. A third of the command
 * line's code is only for stages.
 */
const lazyStages = {
  name: 'lazy-stages',
  setup: (/** @type {esbuild.PluginBuild} */ build) => {
    build.onLoad({ filter: /[/\\]engine[/\\]stages[/\\]registry\.ts$/ }, async ({ path: file }) => {
      const source = readFileSync(file, 'utf8');
      const imports = [...source.matchAll(/^import \{ ([\w ,]+) \} from '(\.\/\w+\/[\w/]+\.ts)'$/gm)];
      let contents = source;
      let left = stages.length;
      for (const [line, names, from] of imports) {
        const module = await import(new URL(from, pathToFileURL(file)).href);
        const bound = names.split(', ').map((name) => name.split(' as '));
        const known = bound.map(([name]) => stages.find((stage) => stage === module[name]));
        left -= known.filter((stage) => stage).length;
        // What is not a stage is wanted as it is, and then its module is loaded anyway.
        if (known.includes(undefined)) continue;
        const made = bound.map(([name, local = name], i) => {
          const { kind, names: own } = /** @type {(typeof stages)[number]} */ (known[i]);
          return `const ${local} = lazyStage(${JSON.stringify({ kind, names: own })}, () => require('${from}').${name})`;
        });
        contents = contents.replace(line, made.join('\n'));
      }
      if (left !== 0) throw new Error(`${left} stages are not imported one by one by ${file}`);
      return { contents: LAZY_STAGE + contents, loader: 'ts' };
    });
  },
};

/** As it stands in the bundle: an object that has what is known, and loads the stage when something else is asked for. */
const LAZY_STAGE = `
function lazyStage(known: any, load: () => any): any {
  return new Proxy(known, {
    get: (_, key) => key in known ? known[key] : load()[key],
    has: (_, key) => key in load(),
    ownKeys: () => Reflect.ownKeys(load()),
    getOwnPropertyDescriptor: (_, key) => {
      const found = Reflect.getOwnPropertyDescriptor(load(), key)
      return found && { ...found, configurable: true }
    },
  })
}
`;

function copyCodicons() {
  const from = path.join(root, 'node_modules/@vscode/codicons/dist');
  const to = path.join(dist, 'codicons');
  mkdirSync(to, { recursive: true });
  for (const file of ['codicon.css', 'codicon.ttf']) cpSync(path.join(from, file), path.join(to, file));
}

// The command line's bundle is run as a program.
const cli = path.join(dist, 'cli.js');
const makeExecutable = {
  name: 'make-executable',
  setup: (/** @type {esbuild.PluginBuild} */ build) => build.onEnd(() => existsSync(cli) && chmodSync(cli, 0o755)),
};

/** The licences of the packages that are in the bundles, which have to go with them. */
function writeNotices(/** @type {string[]} */ inputs) {
  const packages = new Set(['@vscode/codicons']);
  for (const input of inputs) {
    const found = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) packages.add(found[1]);
  }
  const notices = [...packages].sort().map((name) => {
    const folder = path.join(root, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const texts = readdirSync(folder)
      .filter((file) => /^(licen[cs]e|notice)/i.test(file) && statSync(path.join(folder, file)).isFile())
      .map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
    return `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
  });
  writeFileSync(path.join(dist, 'THIRD-PARTY-NOTICES.txt'), notices.join(`\n${'-'.repeat(80)}\n\n`));
}

function pluginsOf(/** @type {string} */ bundle) {
  switch (bundle) {
    case 'cli.js':
      return [makeExecutable];
    case 'command.js':
      return [lazyModules, loadedBeside, lazyStages];
    case 'webview.js':
      return panelBundle.plugins;
    default:
      return [loadedBeside];
  }
}

async function main() {
  // Only a package must hold nothing but what this build makes; a running VS Code may have dist/ open.
  if (production) rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  copyCodicons();
  writeFileSync(path.join(dist, 'sluice.tmLanguage.json'), grammar());
  const contexts = await Promise.all(
    bundles.map(({ from, to, options }) =>
      esbuild.context({
        ...options,
        entryPoints: [from],
        outfile: path.join(dist, to),
        plugins: pluginsOf(to),
      }),
    ),
  );
  if (watch) {
    await Promise.all(contexts.map((context) => context.watch()));
    return; // stays until it is interrupted
  }
  try {
    const results = await Promise.all(contexts.map((context) => context.rebuild()));
    writeNotices(results.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {})));
  } finally {
    await Promise.all(contexts.map((context) => context.dispose()));
  }
  for (const { to } of bundles) {
    console.log(`dist/${to}  ${(statSync(path.join(dist, to)).size / 1024).toFixed(0)} KB`);
  }
}

await main().catch((error) => {
  // esbuild has already printed what is wrong with the sources.
  if (!error?.errors) console.error(error);
  process.exitCode = 1;
});
