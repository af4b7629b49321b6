/** What a walk over keys and values looks for, and how it is laid out for the kernels (src/kernels/fields.ts). */

/** Bytes of the longest key that a kernel looks for. */
const MAX_KEY_BYTES = 512
/** More than these, which only names with very many dots have, are left to the plain walk. */
const MAX_KEYS = 500
const NODE_BYTES = 16
const KEY_BYTES = 32

export interface Key {
  /** The field that this key is, or -1. */
  readonly field: number
  /** What is looked for inside its value. */
  readonly inside: KeyNode | undefined
}

/** The keys of one object that are looked for. */
export class KeyNode {
  private readonly names: readonly string[]
  private readonly prefix: string
  private readonly known: Map<string, KeyNode>
  private made: ReadonlyMap<string, Key> | undefined

  /** `names` are looked for behind `prefix`, which is empty or ends with a dot. `known`: the nodes of longer prefixes. */
  constructor(names: readonly string[], prefix = '', known = new Map<string, KeyNode>()) {
    this.names = names
    this.prefix = prefix
    this.known = known
  }

  /** By the key's bytes, read as Latin-1. */
  get keys(): ReadonlyMap<string, Key> {
    return (this.made ??= this.make(true))
  }

  /** The same where dots mean nothing. */
  static flat(names: readonly string[]): KeyNode {
    const node = new KeyNode(names)
    node.made = node.make(false)
    return node
  }

  private make(nested: boolean): ReadonlyMap<string, Key> {
    const keys = new Map<string, { field: number; inside: KeyNode | undefined }>()
    const keyOf = (text: string): { field: number; inside: KeyNode | undefined } => {
      const bytes = Buffer.from(text).toString('latin1')
      const key = keys.get(bytes) ?? { field: -1, inside: undefined }
      keys.set(bytes, key)
      return key
    }
    const { prefix, names, known } = this
    names.forEach((name, field) => {
      if (!name.startsWith(prefix)) return
      keyOf(name.slice(prefix.length)).field = field
      if (!nested) return
      for (let dot = name.indexOf('.', prefix.length); dot >= 0; dot = name.indexOf('.', dot + 1)) {
        // The way there may have been any: {"a.b":{"c":1}} or {"a":{"b":{"c":1}}}.
        const longer = name.slice(0, dot + 1)
        const node = known.get(longer) ?? new KeyNode(names, longer, known)
        known.set(longer, node)
        keyOf(name.slice(prefix.length, dot)).inside = node
      }
    })
    return keys
  }
}

export interface KeyTable {
  readonly length: number
  readonly contentAt: (address: number) => Buffer
}

/** The tables of a node and all below it, itself first; undefined where they would be too large for a kernel. */
export function keyTable(root: KeyNode): KeyTable | undefined {
  const nodes = new Map<KeyNode, number>()
  const texts = new Map<string, number>()
  const pending = [root]
  let length = 0
  let count = 0
  for (const node of pending) {
    if (nodes.has(node)) continue
    nodes.set(node, length)
    count += node.keys.size
    if (count > MAX_KEYS) return undefined
    length += NODE_BYTES + KEY_BYTES * node.keys.size
    for (const { inside } of node.keys.values()) if (inside) pending.push(inside)
  }
  for (const node of nodes.keys()) {
    for (const text of node.keys.keys()) {
      if (text.length > MAX_KEY_BYTES) return undefined
      if (texts.has(text)) continue
      texts.set(text, length)
      length += text.length
    }
  }
  const contentAt = (address: number): Buffer => {
    const content = Buffer.alloc(length)
    for (const [text, at] of texts) content.write(text, at, 'latin1')
    for (const [node, at] of nodes) writeNode(content, at, node, address, nodes, texts)
    return content
  }
  return { length, contentAt }
}

function writeNode(
  content: Buffer,
  nodeAt: number,
  node: KeyNode,
  address: number,
  nodes: ReadonlyMap<KeyNode, number>,
  texts: ReadonlyMap<string, number>,
): void {
  content.writeUInt32LE(node.keys.size, nodeAt)
  let lengths = 0n
  let at = nodeAt + NODE_BYTES
  for (const [text, { field, inside }] of node.keys) {
    lengths |= 1n << BigInt(Math.min(text.length, 63))
    content.write(text.slice(0, 8), at, 'latin1')
    content.writeUInt32LE(text.length, at + 8)
    content.writeUInt32LE(address + (texts.get(text) ?? 0), at + 12)
    content.writeInt32LE(field, at + 16)
    content.writeUInt32LE(inside ? address + (nodes.get(inside) ?? 0) : 0, at + 20)
    at += KEY_BYTES
  }
  content.writeBigUInt64LE(lengths, nodeAt + 8)
}
