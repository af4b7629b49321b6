/** The same tasks in klogg and in VS Code without an extension, counted by what they offer: these were not timed. */

export interface Counted {
  /** Undefined: there is no way. */
  readonly actions?: number
  readonly remark: string
}

/** By https://klogg.filimonov.dev and the documentation in its menu (version 22.06): tabs for files, a search by expression with the lines that match below, marks, following. */
export const klogg: Readonly<Record<string, Counted>> = {
  why: { actions: 8, remark: 'a tab for each file; search "14:03.*ERROR" in each, click on the match' },
  slower: { remark: 'computes nothing' },
  new: { remark: 'compares nothing' },
  follow: { actions: 6, remark: 'a tab for each file, F in each; one is seen at a time' },
  send: { actions: 6, remark: 'open, search, click and Shift+click in the matches, Ctrl+C: plain text' },
  when: { remark: 'knows no times' },
  who: { remark: 'counts nothing but the matches' },
  request: { actions: 9, remark: 'a search in each of three tabs; no times between' },
  large: { actions: 6, remark: 'scroll to 60 %, search ERROR, the match above; it reads the whole file first' },
  chart: { remark: 'draws nothing' },
}

/** By its editor and search (https://code.visualstudio.com/docs/editor/codebasics). */
export const plainCode: Readonly<Record<string, Counted>> = {
  why: { actions: 5, remark: 'Ctrl+Shift+F, "14:03.*ERROR" over all files, click on a match; no order by time' },
  slower: { remark: 'computes nothing' },
  new: { actions: 4, remark: 'Compare Selected: every line differs, as each has its time' },
  follow: { remark: 'reloads a file that has grown, does not go to its end' },
  send: { actions: 5, remark: 'click, Ctrl+F, text, select by dragging, Ctrl+C: plain text, and only rows that stand together' },
  when: { remark: 'knows no times' },
  who: { remark: 'counts nothing' },
  request: { actions: 2, remark: 'Ctrl+Shift+F and the id: rows by file, not by time' },
  large: { remark: 'asks before it opens files of more than 1 GB, without colours, and keeps them from extensions above 50 MB' },
  chart: { remark: 'draws nothing' },
}
