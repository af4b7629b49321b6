/** Headers and whole archives of the tar format (POSIX ustar), for tests. */

export interface TarFields {
  readonly type?: string
  readonly prefix?: string
  /** In place of the octal size. */
  readonly rawSize?: Buffer
}

export function tarHeader(name: string, size: number, { type = '0', prefix = '', rawSize }: TarFields = {}): Buffer {
  const header = Buffer.alloc(512)
  header.write(name, 0, 100, 'utf8')
  header.write('0000644\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  rawSize?.copy(header, 124)
  header.write('00000000000\0', 136)
  header.write('        ', 148)
  header.write(type, 156)
  header.write('ustar\0', 257)
  header.write('00', 263)
  header.write(prefix, 345, 155, 'utf8')
  header.write(`${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

/** Content, and what fills the last block. */
export function tarBody(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc((512 - (content.length % 512)) % 512)])
}

export function tarEntry(name: string, content: Buffer, fields?: TarFields): Buffer {
  return Buffer.concat([tarHeader(name, content.length, fields), tarBody(content)])
}

/** What ends an archive. */
export const tarEnd = Buffer.alloc(1024)
