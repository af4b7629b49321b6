import path from 'node:path';

/** The repository's root. */
export const root = path.resolve(import.meta.dirname, '../..');
/** What is fetched or built once for the tests and kept: real VS Codes. Not in git. */
export const cache = path.join(root, '.vscode-test');
/** Bundled integration tests and test results. Not in git. */
export const out = path.join(root, 'out');
