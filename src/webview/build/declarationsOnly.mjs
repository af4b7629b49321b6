// For the panel's bundle: of stages and functions only what is needed to read, print, complete and explain queries. What makes them run is as large as all the rest
// of the panel together, and nothing there calls it.
import { readFile } from 'node:fs/promises';
import ts from 'typescript';

/** Members of the declarations (see contract.ts and functions/declare.ts) that only a worker or the planner calls. */
const RUNNING = new Set(['create', 'order', 'preselect', 'learned', 'label', 'pushDown', 'explain', 'problem', 'reads', 'around', 'lineStarts']);

/** The source of a declaration without what makes it run, and without what help says of it, which comes as data (engine/language/examples.ts). Exported for its test. */
export function withoutRunning(/** @type {string} */ source) {
  const file = ts.createSourceFile('stage.ts', source, ts.ScriptTarget.Latest, true);
  /** @type {{ start: number, end: number, text: string }[]} */
  const cuts = [];
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isObjectLiteralExpression(node)) {
      const names = new Set(node.properties.map(nameOf));
      const runs = names.has('create') || (names.has('learned') && names.has('label'));
      for (const member of node.properties) {
        const name = nameOf(member);
        if (name === 'summary' && names.has('examples')) cuts.push({ start: member.getStart(file), end: member.getEnd(), text: "summary: ''" });
        else if (name === 'examples' && names.has('summary')) cuts.push({ start: member.getStart(file), end: member.getEnd(), text: 'examples: []' });
        else if (runs && RUNNING.has(name)) cuts.push({ start: member.getStart(file), end: member.getEnd() + Number(source[member.getEnd()] === ','), text: '' });
        else visit(member);
      }
    } else ts.forEachChild(node, visit);
  };
  visit(file);
  return cuts.reduceRight((text, { start, end, text: instead }) => text.slice(0, start) + instead + text.slice(end), source);
}

/** The source without what methods and functions of these names do: the panel makes readers of stamps only to see whether a layout is right. Exported for its test. */
export function withoutMethods(/** @type {string} */ source, /** @type {readonly string[]} */ names) {
  const file = ts.createSourceFile('class.ts', source, ts.ScriptTarget.Latest, true);
  /** @type {ts.Block[]} */
  const bodies = [];
  const visit = (/** @type {ts.Node} */ node) => {
    if ((ts.isMethodDeclaration(node) || ts.isGetAccessor(node) || ts.isFunctionDeclaration(node)) && node.body && node.name && names.includes(node.name.getText(file))) bodies.push(node.body);
    else ts.forEachChild(node, visit);
  };
  visit(file);
  return bodies.reduceRight((text, body) => `${text.slice(0, body.getStart(file))}{ throw new Error('The panel reads no log.') }${text.slice(body.getEnd())}`, source);
}

/** The source without the declarations of fields that get their values later: who looks at one before finds no value either way. Exported for its test. */
export function withoutBareFields(/** @type {string} */ source, /** @type {'ts' | 'tsx'} */ kind) {
  const file = ts.createSourceFile(`class.${kind}`, source, ts.ScriptTarget.Latest, true);
  /** @type {ts.ClassElement[]} */
  const bare = [];
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isPropertyDeclaration(node) && !node.initializer && !ts.getModifiers(node)?.some(({ kind: word }) => word === ts.SyntaxKind.StaticKeyword)) bare.push(node);
    else ts.forEachChild(node, visit);
  };
  visit(file);
  return bare.reduceRight((text, member) => text.slice(0, member.getStart(file)) + text.slice(member.getEnd()), source);
}

/** What names end with that nobody outside of their class knows: the bundler gives them short ones. */
export const PRIVATE = '__private';

/** The source with such names for the private members of its classes, as far as they are used by `this.name` alone. Exported for its test. */
export function withShortPrivates(/** @type {string} */ source, /** @type {'ts' | 'tsx'} */ kind) {
  const file = ts.createSourceFile(`class.${kind}`, source, ts.ScriptTarget.Latest, true);
  /** @type {ts.Node[]} */
  const found = [];
  for (const statement of file.statements) {
    if (!ts.isClassDeclaration(statement)) continue;
    /** @type {Map<string, ts.Node[]>} */
    const names = new Map();
    for (const { name, modifiers } of /** @type {ts.NodeArray<ts.PropertyDeclaration>} */ (statement.members)) {
      const words = modifiers?.map((modifier) => modifier.kind) ?? [];
      if (name && ts.isIdentifier(name) && words.includes(ts.SyntaxKind.PrivateKeyword) && !words.includes(ts.SyntaxKind.StaticKeyword)) names.set(name.text, []);
    }
    const visit = (/** @type {ts.Node} */ node) => {
      if (ts.isIdentifier(node) && names.has(node.text)) {
        const { parent } = node;
        const isOwn = parent.parent === statement && 'name' in parent && parent.name === node;
        const isMember = ts.isPropertyAccessExpression(parent) && parent.name === node;
        if (isOwn || (isMember && parent.expression.kind === ts.SyntaxKind.ThisKeyword)) names.get(node.text)?.push(node);
        // What is taken out of an object by its name, or is a member of another one, may be this.
        else if (isMember || ts.isBindingElement(parent)) names.delete(node.text);
      }
      ts.forEachChild(node, visit);
    };
    visit(statement);
    for (const places of names.values()) found.push(...places);
  }
  return found.sort((a, b) => a.end - b.end).reduceRight((text, { end }) => text.slice(0, end) + PRIVATE + text.slice(end), source);
}

function nameOf(/** @type {ts.ObjectLiteralElementLike} */ { name }) {
  return name && ts.isIdentifier(name) ? name.text : '';
}

/** @type {import('esbuild').Plugin} */
export const declarationsOnly = {
  name: 'declarations-only',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/]engine[\\/]stages[\\/].*\.ts$/ }, async ({ path }) => {
      return { contents: withoutRunning(await readFile(path, 'utf8')), loader: 'ts' };
    });
    build.onLoad({ filter: /[\\/]src[\\/]common[\\/]grok[\\/]patterns\.ts$/ }, () => {
      return { contents: "export const PATTERNS = JSON.parse(document.getElementById('texts').textContent).grok", loader: 'ts' };
    });
    build.onLoad({ filter: /[\\/]src[\\/]engine[\\/]records[\\/]time[\\/](?:layoutReader|readers|epoch|stamp|zones)\.ts$/ }, async ({ path }) => {
      return { contents: withoutMethods(await readFile(path, 'utf8'), ['read', 'dating', 'midnightOf', 'recent', 'dateAt', 'timeOfDay', 'zone', 'compileTime', 'makeZone']), loader: 'ts' };
    });
    build.onLoad({ filter: /[\\/]src[\\/](?:webview|common|engine)[\\/].*\.tsx?$/ }, async ({ path }) => {
      const kind = path.endsWith('x') ? 'tsx' : 'ts';
      return { contents: withShortPrivates(withoutBareFields(await readFile(path, 'utf8'), kind), kind), loader: kind };
    });
    // Modules of the engine do nothing but declare, so those that nobody uses any more can go.
    build.onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, async ({ path, resolveDir, kind, pluginData }) => {
      if (pluginData === 'resolved' || !/[\\/]src[\\/](engine|common)/.test(resolveDir)) return undefined;
      return { ...(await build.resolve(path, { resolveDir, kind, pluginData: 'resolved' })), sideEffects: false };
    });
  },
};
