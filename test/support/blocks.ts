import { blockCount, BlockReader, type Block, type BlockOptions } from '../../src/engine/lines/block.ts'
import { LineBatch } from '../../src/engine/records/lineBatch.ts'
import { MemoryFile } from './memoryFile.ts'

/** A block of a text. Each comes from a reader of its own, so it stays valid. */
export function blockOf(text: string | Uint8Array, index = 0, options?: BlockOptions): Block {
  return new BlockReader(new MemoryFile(Buffer.from(text)), 0, options).read(index)
}

/** All lines of the first block of a text. */
export function linesOf(text: string | Uint8Array, options?: BlockOptions): LineBatch {
  return LineBatch.of(blockOf(text, 0, options))
}

/** Every block of a text, as lines. */
export function batchesOf(text: string | Uint8Array, options: BlockOptions = {}): LineBatch[] {
  const { length } = Buffer.from(text)
  return Array.from({ length: blockCount(length, options.blockBytes) }, (_, i) => LineBatch.of(blockOf(text, i, options)))
}
