/** The same tasks in lnav, with real keys in a terminal of tmux. */
import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { REQUEST, WORST_CLIENT } from './logs.ts'
import { chord, text, type Action } from './person.ts'

export interface PeerWalk {
  readonly actions: readonly Action[]
  /** Seconds from the last action until the answer was on the screen; undefined where nothing was measured. */
  readonly waited?: number
  /** Since the first. */
  readonly took?: number
  readonly remark?: string
}

/** Typed text, `<key>` for keys. The answer is on the screen when it matches; undefined: there is no such thing. */
interface Script {
  readonly keys: readonly string[]
  readonly answer: RegExp
  readonly remark?: string
  readonly meanwhile?: { readonly file: string; readonly line: string }
}

const newer = "NOT IN (SELECT log_msg_format FROM all_logs WHERE log_path LIKE '%run-1%')"

const scripts: Readonly<Record<string, Script | undefined>> = {
  why: { keys: ['lnav checkout.log payments.log', '<Enter>', ':goto 2026-05-12 14:03', '<Enter>', 'e'], answer: /14:03:0.*timeout waiting for payments/, remark: 'the stack trace is unfolded' },
  slower: {
    keys: ['lnav proxy.log', '<Enter>', ";SELECT timeslice(log_time, '10m') AS t, http_url, max(tt) FROM haproxy_log GROUP BY 1, 2 ORDER BY 3 DESC", '<Enter>'],
    answer: /\/cart\/checkout.*8[23]\d\d/,
    remark: 'the greatest: it has no percentiles',
  },
  new: { keys: ['lnav run-1.log run-2.log', '<Enter>', `;SELECT log_msg_format, count(*) FROM all_logs WHERE log_msg_format ${newer} GROUP BY 1`, '<Enter>'], answer: /total of order # is missing/ },
  follow: {
    keys: ['lnav checkout.log payments.log', '<Enter>'],
    answer: /all is well/,
    meanwhile: { file: 'checkout.log', line: '2026-05-12 14:30:31,000 [main] INFO  c.a.checkout.CheckoutService - all is well\n' },
    remark: 'it follows by itself',
  },
  send: {
    keys: ['lnav checkout.log', '<Enter>', ':set-min-log-level warning', '<Enter>', 'g', 'm', ':relative-goto 9', '<Enter>', 'M', 'c'],
    answer: /marked|copied|clipboard|ERROR/i,
    remark: 'as plain text',
  },
  when: { keys: ['lnav checkout.log', '<Enter>', 'i', 'z'], answer: /13:5\d:.*error/s },
  who: { keys: ['lnav proxy.log', '<Enter>', ';SELECT client_ip, count(*) FROM haproxy_log WHERE status_code >= 500 GROUP BY 1 ORDER BY 2 DESC', '<Enter>'], answer: new RegExp(`${WORST_CLIENT.replaceAll('.', '\\.')}.*\\d`) },
  request: { keys: ['lnav checkout.log proxy.log payments.log', '<Enter>', `:filter-in ${REQUEST}`, '<Enter>', 'T'], answer: /8s1\d\d/ },
  large: { keys: ['lnav batch.log', '<Enter>', ':goto 60%', '<Enter>', 'E'], answer: /disk quota exceeded/, remark: 'the whole file is read before' },
  chart: undefined,
}

const tmux = (...args: readonly string[]): string => execFileSync('tmux', ['-L', 'sluice-usability', '-f', '/dev/null', ...args], { encoding: 'utf8' })
const screen = (): string => tmux('capture-pane', '-p', '-t', '0')

export const hasLnav = (): boolean => ['lnav', 'tmux'].every((program) => spawnSync(program, ['-V']).status === 0)
export const lnavVersion = (): string => execFileSync('lnav', ['-V'], { encoding: 'utf8' }).trim()

/** Does a task; undefined where lnav has nothing for it. Throws if the answer does not come in `limit` seconds. */
export async function walkLnav(id: string, folder: string, limit: number): Promise<PeerWalk | undefined> {
  const script = scripts[id]
  if (!script) return undefined
  const actions: Action[] = []
  tmux('new-session', '-d', '-x', '200', '-y', '50', '-c', folder, 'sh')
  try {
    await until(() => /[$#]\s*$/.test(screen().trimEnd()), 10)
    let last = 0
    const first = performance.now()
    for (const key of script.keys) {
      const named = /^<(\w+)>$/.exec(key)?.[1]
      await settled()
      if (named) tmux('send-keys', '-t', '0', named)
      else tmux('send-keys', '-t', '0', '-l', key)
      actions.push(named || key.length === 1 ? chord(named ?? key) : text(key))
      last = performance.now()
    }
    if (script.meanwhile) {
      await settled()
      appendFileSync(path.join(folder, script.meanwhile.file), script.meanwhile.line)
      last = performance.now()
    }
    await until(() => script.answer.test(screen()), limit)
    return { actions, waited: (performance.now() - last) / 1000, took: (performance.now() - first) / 1000, remark: script.remark }
  } catch (error) {
    throw new Error(`lnav, ${id}: ${String(error)}\n${screen()}`, { cause: error })
  } finally {
    tmux('kill-server')
  }
}

/** People go on when nothing moves any more. */
async function settled(): Promise<void> {
  for (let before = screen(); ; ) {
    await pause(250)
    const now = screen()
    // The clock at the top goes on.
    if (now.slice(200) === before.slice(200)) return
    before = now
  }
}

async function until(is: () => boolean, seconds: number): Promise<void> {
  const end = Date.now() + 1000 * seconds
  while (!is()) {
    if (Date.now() > end) throw new Error('the answer does not come')
    await pause(30)
  }
}
