/** Libraries that unpack: a script of its own (see esbuild.mjs), loaded when the first file is unpacked that needs one. */
export { default as createUnbzip2 } from 'unbzip2-stream'
export { default as xz } from 'xz-decompress'
export { default as yauzl } from 'yauzl'
