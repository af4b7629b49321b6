/** Stack traces: what is the same in each of them is quiet, so that the rest is seen. */

export interface TracePart {
  readonly text: string
  readonly kind: 'text' | 'frame' | 'file'
}

/** `(Pay.java:88)`, `File "a.py", line 3`, `at f (/app/b.js:3:1)`, `/go/src/main.go:12` */
const FILE = /[\w$@./\\:~-]*[\w$@-]+\.[A-Za-z]\w{0,9}:\d+(?::\d+)?|"[^"\n]+", line \d+/
const FRAME = /^\s+(?:at\s|File "|\.{3} ?\d|from\s|in\s)|^\s+\S+\.\w+:\d+/

/** A line in parts: frames of a trace, in which the place in a file stands out. */
export function tracePartsOf(line: string): readonly TracePart[] {
  // Places in files stand in short lines; a long one is not searched for them.
  if (line.length > 2000) return [{ text: line, kind: 'text' }]
  const isFrame = FRAME.test(line)
  const kind = isFrame ? 'frame' : 'text'
  const found = isFrame ? FILE.exec(line) : null
  if (!found) return [{ text: line, kind }]
  const end = found.index + found[0].length
  const parts: TracePart[] = [
    { text: line.slice(0, found.index), kind },
    { text: found[0], kind: 'file' },
    { text: line.slice(end), kind },
  ]
  return parts.filter(({ text }) => text !== '')
}
