// How the panel's page is bundled: by the build, by the harness that shows it in a browser, and by the test of its size.
import { declarationsOnly, PRIVATE } from './declarationsOnly.mjs';
import { ownNames } from './ownNames.mjs';

/** @type {import('esbuild').BuildOptions} */
export const panelBundle = {
  bundle: true,
  platform: 'browser',
  format: 'iife',
  target: ['es2022'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.ttf': 'file', '.svg': 'dataurl' },
  assetNames: '[name]',
  // Names that nobody else can mean get short ones.
  mangleProps: new RegExp(`${PRIVATE}$|^(?:${ownNames().join('|')})$`),
  plugins: [declarationsOnly],
};
