import type { Format } from './format.ts'
import { lineFormat } from './lineFormat.ts'

/** What programs in Rust write: tracing's full format, and env_logger. */
export const rust: readonly Format[] = [
  lineFormat({
    name: 'rust-tracing',
    title: 'Rust tracing',
    line: '{time} {level:[A-Z]+} (?ThreadId({thread}) ?)(?{span:word}{{{data}}: ?){logger:word}: {message}',
    times: ['%Y-%m-%dT%H:%M:%S%fZ'],
    pairs: true,
  }),
  lineFormat({
    name: 'env-logger',
    title: 'Rust env_logger',
    line: '[{time} {level:[A-Z]+}(? {logger:word}?)] {message}',
    times: ['%Y-%m-%dT%H:%M:%S%fZ'],
  }),
]
