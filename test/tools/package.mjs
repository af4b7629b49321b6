// `npm run package`: builds for production and writes sluice-<version>.vsix, the extension as VS Code installs it.
// vsce, the official packager, is not used: it brings more than a hundred megabytes, most of it for publishing.
import { globSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';
import { run } from './processes.mjs';
import { zip } from './zip.mjs';

const maximalSize = 2 * 1024 * 1024;

const escape = (text) => String(text).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** The files that .vscodeignore lets through, relative to the root: its lines in order, "!" lets in, the others take out. */
export function chosenFiles() {
  const chosen = new Set();
  for (const line of readFileSync(path.join(root, '.vscodeignore'), 'utf8').split('\n')) {
    const pattern = line.trim();
    if (pattern === '' || pattern.startsWith('#')) continue;
    if (pattern === '**') chosen.clear();
    else if (pattern.startsWith('!')) globSync(pattern.slice(1), { cwd: root }).forEach((file) => chosen.add(file));
    else globSync(pattern, { cwd: root }).forEach((file) => chosen.delete(file));
  }
  return [...chosen].filter((file) => statSync(path.join(root, file)).isFile()).sort();
}

/** A text of the manifest in English; it may stand in package.nls.json. */
function english(text) {
  const [, key] = /^%(.+)%$/.exec(text) ?? [];
  return key === undefined ? text : JSON.parse(readFileSync(path.join(root, 'package.nls.json'), 'utf8'))[key];
}

/** The languages that there are texts in, besides English. */
const languages = () => globSync('package.nls.*.json', { cwd: root }).map((file) => file.split('.')[2]);

/** Names that the extension page is looked up by. */
const assets = { 'README.md': 'Content.Details', 'CHANGELOG.md': 'Content.Changelog', LICENSE: 'Content.License' };

function manifestXml(manifest, files) {
  const icon = manifest.icon && files.includes(path.normalize(manifest.icon)) ? `extension/${manifest.icon}` : undefined;
  const asset = (type, file) => `    <Asset Type="Microsoft.VisualStudio.${type}" Path="${escape(file)}" Addressable="true"/>`;
  const property = (id, value) => `      <Property Id="Microsoft.VisualStudio.Code.${id}" Value="${escape(value)}"/>`;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">',
    '  <Metadata>',
    `    <Identity Language="en-US" Id="${escape(manifest.name)}" Version="${escape(manifest.version)}" Publisher="${escape(manifest.publisher)}"/>`,
    `    <DisplayName>${escape(english(manifest.displayName))}</DisplayName>`,
    `    <Description xml:space="preserve">${escape(english(manifest.description))}</Description>`,
    `    <Tags>${escape((manifest.keywords ?? []).join(','))}</Tags>`,
    `    <Categories>${escape((manifest.categories ?? []).join(','))}</Categories>`,
    '    <GalleryFlags>Public</GalleryFlags>',
    '    <Properties>',
    property('Engine', manifest.engines.vscode),
    property('ExtensionDependencies', (manifest.extensionDependencies ?? []).join(',')),
    property('ExtensionPack', (manifest.extensionPack ?? []).join(',')),
    property('ExtensionKind', (manifest.extensionKind ?? ['workspace']).join(',')),
    property('LocalizedLanguages', languages().join(',')),
    '    </Properties>',
    ...(icon ? [`    <Icon>${escape(icon)}</Icon>`] : []),
    '    <License>extension/LICENSE</License>',
    '  </Metadata>',
    '  <Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation>',
    '  <Dependencies/>',
    '  <Assets>',
    asset('Code.Manifest', 'extension/package.json'),
    ...Object.entries(assets).filter(([file]) => files.includes(file)).map(([file, type]) => asset(`Services.${type}`, `extension/${file}`)),
    ...(icon ? [asset('Services.Icons.Default', icon)] : []),
    '  </Assets>',
    '</PackageManifest>',
    '',
  ].join('\n');
}

function contentTypesXml(files) {
  const known = { '.json': 'application/json', '.md': 'text/markdown', '.js': 'application/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.ttf': 'font/ttf', '.vsixmanifest': 'text/xml' };
  const endings = new Set(['.vsixmanifest', ...files.map((file) => path.extname(file).toLowerCase()).filter(Boolean)]);
  const types = [...endings].map((ending) => `<Default Extension="${ending}" ContentType="${known[ending] ?? 'application/octet-stream'}"/>`);
  const bare = files.filter((file) => !path.extname(file)).map((file) => `<Override PartName="/extension/${escape(file)}" ContentType="text/plain"/>`);
  return `<?xml version="1.0" encoding="utf-8"?>\n<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${[...types, ...bare].join('')}</Types>\n`;
}

/** Builds and packages; the .vsix file's path. */
export async function makePackage() {
  const code = await run(process.execPath, [path.join(root, 'esbuild.mjs'), '--production'], { cwd: root, quiet: true });
  if (code !== 0) throw new Error('the production build failed');
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const files = chosenFiles();
  const unwanted = files.filter((file) => /(^|[\\/])(node_modules|src|test)[\\/]|\.tsx?$|\.map$/.test(file));
  if (unwanted.length > 0) throw new Error(`these do not belong into a package: ${unwanted.join(', ')}`);
  if (!files.includes(path.normalize(manifest.main))) throw new Error(`${manifest.main} is not among the files to package`);

  const { scripts: _scripts, devDependencies: _devDependencies, allowScripts: _allowScripts, private: _private, ...shipped } = manifest;
  const slashes = (file) => file.split(path.sep).join('/');
  const entries = [
    { name: 'extension.vsixmanifest', data: Buffer.from(manifestXml(manifest, files)) },
    { name: '[Content_Types].xml', data: Buffer.from(contentTypesXml(files)) },
    ...files.map((file) => ({
      name: `extension/${slashes(file)}`,
      data: file === 'package.json' ? Buffer.from(`${JSON.stringify(shipped, null, 2)}\n`) : readFileSync(path.join(root, file)),
    })),
  ];
  const archive = zip(entries);
  if (archive.length > maximalSize) throw new Error(`the package has ${archive.length} bytes; at most ${maximalSize} are allowed`);
  const target = path.join(root, `${manifest.name}-${manifest.version}.vsix`);
  for (const old of globSync(`${manifest.name}-*.vsix`, { cwd: root })) rmSync(path.join(root, old));
  writeFileSync(target, archive);
  console.log(`${path.basename(target)}: ${entries.length} files, ${(archive.length / 1024).toFixed(0)} KB`);
  return target;
}

if (process.argv[1] === import.meta.filename) await makePackage();
