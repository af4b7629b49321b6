// Two or more programs at the same task, in turn in one run.
import type { Compare } from './answers.ts'
import type { PeerName } from './peers.ts'
import type { Bench, Measured, Outcome, Row } from './rows/row.ts'
import type { Side, Taken } from './sides.ts'
import { median, warm, type BenchLogKind } from './support.ts'

export interface Duel<A> {
  readonly name: string
  readonly title: string
  readonly kind: BenchLogKind
  /** Bytes of the log; undefined: as the others'. */
  readonly size?: number
  /** Makes of the log the file that is read. */
  prepare?(log: string): Promise<string>
  readonly ours: Side<A>
  /** Ways in which the peer can do it: the fastest counts. */
  readonly peers: readonly Side<A>[]
  readonly needs: readonly PeerName[]
  /** Holds our answer against the peers'; undefined: theirs is another question's. */
  readonly same?: Compare<A>
  /** What the answer has to be, found in another way, once. */
  readonly expected?: { readonly label: string; find(file: string): Promise<A>; readonly same: Compare<A> }
  /** Our time as a part of the peer's, at most. */
  readonly target?: number
  show(answer: A): string
}

/** A duel, whatever its answers are. */
export type AnyDuel = Duel<any>

export function duelRow(duel: AnyDuel): Row {
  const { name, title, needs } = duel
  return { name, title, needs, run: async (bench) => [await fight(duel, bench)] }
}

export async function fight<A>(duel: Duel<A>, bench: Bench): Promise<Outcome> {
  const { name, title, ours, peers, target } = duel
  const log = bench.log(duel.kind, duel.size)
  const expected = await duel.expected?.find(log)
  const file = duel.prepare ? await duel.prepare(log) : log
  const sides = [ours, ...peers]
  const taken: Taken[][] = sides.map(() => [])
  let answer: A | undefined
  // The first round is not counted: programs and libraries come from the disk in it.
  for (let round = -1; round < bench.rounds; round++) {
    warm(file)
    const turn = await oneRound(sides, file, round)
    answer = ours.answer(turn[0].output)
    const difference = differenceOf(duel, answer, peers.map((peer, i) => peer.answer(turn[i + 1].output)), expected)
    if (difference !== undefined) return { name, title, peers: [], failure: difference }
    if (round >= 0) turn.forEach((each, i) => taken[i].push({ ...each, output: Buffer.alloc(0) }))
  }
  const [us, ...them] = sides.map(({ label }, i) => measured(label, taken[i]))
  them.sort((a, b) => a.seconds - b.seconds)
  return {
    name,
    title,
    judged: { value: us.seconds / them[0].seconds, unit: '×', target },
    ours: us,
    peers: them,
    wholeRatio: us.whole / Math.min(...them.map(({ whole }) => whole)),
    peakRssBytes: Math.max(...taken[0].map(({ peakRssBytes }) => peakRssBytes ?? 0)) || undefined,
    answer: duel.show(answer!),
  }
}

/** What our answer and the others differ in; `right` is what was found in another way. */
export function differenceOf<A>({ peers, same, expected }: Duel<A>, ours: A, theirs: readonly A[], right?: A): string | undefined {
  const wrong = right === undefined ? undefined : expected?.same(ours, right)
  if (wrong !== undefined) return `not the answer of ${expected!.label}: ${wrong}`
  const differences = theirs.map((answer) => same?.(ours, answer))
  const differing = differences.findIndex((difference) => difference !== undefined)
  return differing < 0 ? undefined : `not the answer of ${peers[differing].label}: ${differences[differing]}`
}

/** Each side once, from the other end every second time, so that none always has the cache that another one left. */
export async function oneRound<A>(sides: readonly Side<A>[], file: string, round: number): Promise<Taken[]> {
  const order = sides.map((_, i) => i)
  if (round % 2 !== 0) order.reverse()
  const turn: Taken[] = []
  for (const i of order) turn[i] = await sides[i].run(file)
  return turn
}

export function measured(label: string, taken: readonly { readonly seconds: number; readonly whole: number }[]): Measured {
  const rounds = taken.map(({ seconds, whole }) => ({ seconds, whole }))
  return { label, seconds: median(rounds.map(({ seconds }) => seconds)), whole: median(rounds.map(({ whole }) => whole)), rounds }
}
