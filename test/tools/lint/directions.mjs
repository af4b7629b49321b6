// The lint rule that keeps the design's dependency directions: who in src/ may import whom.
import path from 'node:path';

const engineFolders = ['common', 'kernels', 'engine/bytes', 'engine/lines', 'engine/records', 'engine/stages', 'engine/results'];
const upTo = (/** @type {string} */ folder) => engineFolders.slice(0, engineFolders.indexOf(folder));
const unpackers = ['yauzl', 'xz-decompress', 'unbzip2-stream'];
const parquet = ['hyparquet', 'hyparquet-writer'];
const regexp = ['@eslint-community/regexpp'];

/**
 * Layers of src/, by path prefix; the longest prefix of a file is its layer. `may` lists the prefixes it may import
 * besides its own, `types` those of which it may import types only, `lazy` those that it may load by `import()`, `node` whether `node:` modules are open to it,
 * `packages` the npm packages.
 * @type {Record<string, { may: string[], types?: string[], lazy?: string[], node?: boolean, packages?: string[] }>}
 */
export const layers = {
  common: { may: [] },
  kernels: { may: [] },
  'engine/bytes': { may: upTo('engine/bytes'), node: true, packages: [...regexp, 'chardet', ...unpackers] },
  'engine/lines': { may: upTo('engine/lines'), packages: regexp },
  'engine/records': { may: upTo('engine/records'), packages: regexp },
  'engine/query': { may: ['common'], types: ['engine/records'], packages: regexp },
  'engine/stages': { may: [...upTo('engine/stages'), 'engine/query'], packages: regexp },
  'engine/language': { may: ['common', 'engine/query', 'engine/stages'] },
  'engine/results': { may: [...upTo('engine/results'), 'engine/query'], node: true, packages: [...regexp, ...parquet] },
  engine: { may: [...engineFolders, 'engine/query'], packages: regexp },
  process: { may: ['common', 'engine', 'kernels'], node: true },
  cli: { may: ['common', 'engine', 'process', 'kernels'], node: true },
  // The language service is a bundle of its own, loaded with the first pipeline.
  host: { may: ['common'], types: ['engine/language'], lazy: ['engine/language'], node: true, packages: ['vscode'] },
  webview: { may: ['common', 'engine/query', 'engine/stages', 'engine/language'], packages: ['preact', '@vscode/codicons'] },
  'extension.ts': { may: ['common', 'host'], node: true, packages: ['vscode'] },
};

const inside = (/** @type {string} */ file, /** @type {string} */ prefix) => file === prefix || file.startsWith(`${prefix}/`);

/** The layer of a path relative to src/, or undefined where it has none. */
export function layerOf(file) {
  return Object.keys(layers)
    .filter((prefix) => inside(file, prefix))
    .sort((a, b) => b.length - a.length)[0];
}

/**
 * Why `file` may not import `specifier`, or undefined where it may.
 * @param {string} file path relative to src/, with forward slashes
 * @param {string} specifier what stands in the import
 * @param {boolean} typeOnly whether nothing but types is imported
 * @param {boolean} [lazy] whether it is loaded by `import()`
 * @returns {string | undefined}
 */
export function violation(file, specifier, typeOnly, lazy = false) {
  const layer = layerOf(file);
  if (!layer) return `src/${file} belongs to no known layer (test/tools/lint/directions.mjs lists them)`;
  const rule = layers[layer];
  if (specifier.startsWith('node:')) return rule.node ? undefined : `src/${layer} may not import node: modules`;
  if (!specifier.startsWith('.')) {
    const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
    return rule.packages?.includes(name) ? undefined : `src/${layer} may not import the package ${name}`;
  }
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
  if (target.startsWith('..')) return 'src may not import from outside src';
  const to = layerOf(target);
  if (!to) return `src/${target} belongs to no known layer`;
  // A prefix opens all that is below it ("engine" opens "engine/bytes"), so test the path, not the layer.
  if (to === layer || rule.may.some((prefix) => inside(target, prefix))) return undefined;
  if (lazy && rule.lazy?.some((prefix) => inside(target, prefix))) return undefined;
  if (rule.types?.some((prefix) => inside(target, prefix))) {
    return typeOnly ? undefined : `src/${layer} may import only types from src/${to}`;
  }
  return `src/${layer} may not import src/${to}`;
}

/** @type {import('eslint').Rule.RuleModule} */
export const directions = {
  meta: { type: 'problem', docs: { description: 'imports follow the dependency directions of the design' }, schema: [] },
  create(context) {
    const src = path.join(context.cwd, 'src');
    const file = path.relative(src, context.filename).split(path.sep).join('/');
    if (file.startsWith('..')) return {};
    const check = (/** @type {any} */ node, /** @type {any} */ source, /** @type {boolean} */ typeOnly, lazy = false) => {
      if (typeof source?.value !== 'string') return;
      const message = violation(file, source.value, typeOnly, lazy);
      if (message) context.report({ node, message });
    };
    const kindIsType = (/** @type {any} */ node) => node.importKind === 'type' || node.exportKind === 'type';
    const onlyTypes = (/** @type {any} */ node) =>
      kindIsType(node) || (node.specifiers?.length > 0 && node.specifiers.every(kindIsType));
    return {
      ImportDeclaration: (node) => check(node, node.source, onlyTypes(node)),
      ExportNamedDeclaration: (node) => check(node, node.source, onlyTypes(node)),
      ExportAllDeclaration: (node) => check(node, node.source, kindIsType(node)),
      ImportExpression: (node) => check(node, node.source, false, true),
      TSImportType: (/** @type {any} */ node) => check(node, node.source ?? node.argument?.literal, true),
    };
  },
};
