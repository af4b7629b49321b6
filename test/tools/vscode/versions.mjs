// The VS Codes that Sluice is tested in. `codeServer` is the npm package's version that carries that VS Code, `node` the Node it wants.

/** @typedef {{ vscode: string, codeServer: string, node: string, nativeModules: string[] }} Version */

/** @type {{ oldest: Version, newest: Version }} */
export const versions = {
  oldest: { vscode: '1.103.2', codeServer: '4.103.2', node: '22', nativeModules: ['native-watchdog', '@vscode/spdlog'] },
  newest: { vscode: '1.139.1', codeServer: '4.139.1', node: '24', nativeModules: ['@vscode/native-watchdog', '@vscode/spdlog'] },
};

/** @typedef {keyof typeof versions} VersionName */
