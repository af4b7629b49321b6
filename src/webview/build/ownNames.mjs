// Names of members that only the panel's page has: the bundler may give them short ones, since nobody else can mean them.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const source = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
/** Shorter names are hardly worth it. */
const SHORTEST = 3;
/** Lines that say nothing but a comment. */
const COMMENT = /^\s*(?:\/\/.*|\/\*\*[^*]*\*\/\s*)$/gm;

/** Members that interfaces and classes of a script declare (`methods`: classes alone), keys of its objects, and the words that it has in texts. Exported for its test. */
export function namesOf(/** @type {string} */ script, /** @type {'ts' | 'tsx'} */ kind) {
  const file = ts.createSourceFile(`script.${kind}`, script, ts.ScriptTarget.Latest, true);
  /** @type {Set<string>} */
  const members = new Set();
  /** @type {Set<string>} */
  const words = new Set();
  /** @type {Set<string>} */
  const methods = new Set();
  /** @type {Set<string>} */
  const keys = new Set();
  const visit = (/** @type {ts.Node} */ node) => {
    const isMember = ts.isPropertySignature(node) || ts.isMethodSignature(node) || ts.isPropertyDeclaration(node) || ts.isMethodDeclaration(node) || ts.isAccessor(node);
    if (isMember && ts.isIdentifier(node.name) && !ts.isObjectLiteralExpression(node.parent)) {
      members.add(node.name.text);
      if (ts.isClassLike(node.parent)) methods.add(node.name.text);
    }
    if (ts.isObjectLiteralElementLike(node) && node.name && ts.isIdentifier(node.name) && ts.isObjectLiteralExpression(node.parent)) keys.add(node.name.text);
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node) || ts.isRegularExpressionLiteral(node)) for (const word of wordsOf(node.text)) words.add(word);
    // Attributes of elements are read by the names that they have in the page.
    if (ts.isPropertyAccessExpression(node) && /\bdataset$/.test(script.slice(node.expression.pos, node.expression.end))) words.add(node.name.text);
    if (ts.isJsxAttribute(node) && node.name.getText(file).includes('-')) words.add(node.name.getText(file).replace(/^data-/, '').replace(/-(\w)/g, (_, letter) => letter.toUpperCase()));
    if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name) && node.initializer && /\bdataset$/.test(script.slice(node.initializer.pos, node.initializer.end))) {
      for (const { propertyName, name } of node.name.elements) words.add((propertyName ?? name).getText(file));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { members, methods, keys, words };
}

function wordsOf(/** @type {string} */ text) {
  return text.match(/[\w$]+/g) ?? [];
}

function filesIn(/** @type {string} */ folder, /** @type {RegExp} */ which) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => which.test(name)).map((name) => path.join(folder, name));
}

/** Names of every script in a part of the sources. */
function namesIn(/** @type {string} */ part) {
  return filesIn(path.join(source, part), /\.tsx?$/).map((file) => namesOf(readFileSync(file, 'utf8'), file.endsWith('x') ? 'tsx' : 'ts'));
}

/**
 * Names of members that are declared in the page's scripts, and that are no words of anything else: of the other parts, of texts, of browsers, and of
 * libraries. And those of the classes that read a query, which are no keys of any object either: what is sent and kept is made of objects.
 */
export function ownNames() {
  const scripts = namesIn('webview');
  const parsers = namesIn('engine/query');
  const reading = [...parsers, ...['engine/stages', 'engine/language'].flatMap(namesIn)];
  const preact = path.dirname(require.resolve('preact/package.json'));
  const foreign = [
    ...filesIn(path.join(source, 'common'), /\.ts$/),
    ...filesIn(path.dirname(require.resolve('typescript/lib/lib.dom.d.ts')), /^lib\..*\.d\.ts$/),
    ...filesIn(preact, /^(?:(?:hooks|jsx-runtime)[\\/])?(?:dist|src)[\\/].*\.(?:mjs|d\.ts)$/),
  ];
  const taken = new Set([...scripts, ...reading].flatMap(({ words }) => [...words]));
  for (const file of foreign) for (const word of wordsOf(readFileSync(file, 'utf8').replace(COMMENT, ''))) taken.add(word);
  const ofEngine = new Set(filesIn(path.join(source, 'engine'), /\.ts$/).flatMap((file) => wordsOf(readFileSync(file, 'utf8').replace(COMMENT, ''))));
  const keys = new Set([...scripts, ...reading, ...namesIn('engine/records')].flatMap((script) => [...script.keys, ...script.words]));
  const ofPage = scripts.flatMap(({ members }) => [...members]).filter((name) => !ofEngine.has(name));
  const ofReading = parsers.flatMap(({ methods }) => [...methods]).filter((name) => !keys.has(name));
  return [...new Set([...ofPage, ...ofReading])].filter((name) => name.length >= SHORTEST && !taken.has(name)).sort();
}
