// Compiles the kernels and writes them as a module of text, so that sources and tests run without a build: node src/kernels/build.mjs
import { readdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const folder = fileURLToPath(new URL('.', import.meta.url))
/** Every file's exports are in the module. */
const sources = readdirSync(folder).filter((name) => name.endsWith('.ts')).sort().map((name) => folder + name)
const target = fileURLToPath(new URL('../engine/lines/kernelBinary.ts', import.meta.url))

/** The compiled module. Throws what the compiler complains of. */
export async function compileKernels() {
  let binary
  const { error, stderr } = await asc.main(
    [...sources, '--outFile', 'kernels.wasm', '--enable', 'simd', '--enable', 'relaxed-simd', '--runtime', 'stub', '--importMemory', '-O3', '--noAssert'],
    {
      writeFile: (name, content) => {
        if (name === 'kernels.wasm') binary = content
      },
    },
  )
  if (error) throw new Error(`${error.message}\n${stderr}`)
  return binary
}

/** The text of the module that holds them. */
export function kernelModule(binary) {
  return `/** The module compiled from src/kernels, in base64. Made by \`npm run build:kernels\`; a test holds it to its source. */
export const kernelBinary =
  '${Buffer.from(binary).toString('base64')}'
`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(target, kernelModule(await compileKernels()))
}
