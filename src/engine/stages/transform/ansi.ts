/** Sequences that terminals take as commands: colours, places of the cursor, titles, links (ECMA-48, ISO 6429). */

/**
 * - `ESC [ … letter` (CSI), also begun by U+009B,
 * - `ESC ] … BEL` or `ESC ] … ESC \` (OSC) and other strings that end like that (DCS, SOS, PM, APC), within a line,
 * - `ESC` and what is left of two-character sequences, as `ESC ( B`.
 * No part of it can match in two ways, so it is linear.
 */
const SEQUENCE = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-OQ-WYZ\\`-~]/g

export function withoutAnsi(text: string): string {
  return text.includes('\x1b') || text.includes('\x9b') ? text.replace(SEQUENCE, '') : text
}
