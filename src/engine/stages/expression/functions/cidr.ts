/** Ranges of IP addresses. */

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/

/** Tests addresses: undefined from the test for what is no address; undefined where the range is none. An address is never in a range of the other kind. */
export function cidrTest(range: string): ((ip: string) => boolean | undefined) | undefined {
  const [address, length, more] = range.split('/')
  const groups = groupsOf(address)
  if (!groups || more !== undefined || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined
  const bits = length === undefined ? 16 * groups.length : Number(length)
  if (bits > 16 * groups.length) return undefined
  return (ip) => {
    const tested = groupsOf(ip)
    if (!tested) return undefined
    return tested.length === groups.length && groups.every((group, i) => (group ^ tested[i]) >>> Math.max(0, Math.min(16, 16 * (i + 1) - bits)) === 0)
  }
}

/** Whether a text is an address of IPv4 or IPv6. */
export function isAddress(text: string): boolean {
  return groupsOf(text) !== undefined
}

/** An address as numbers of 16 bits: two for IPv4, eight for IPv6. */
function groupsOf(address: string): number[] | undefined {
  const four = IPV4.exec(address)
  if (four) {
    const parts = four.slice(1).map(Number)
    return parts.every((part) => part < 256) ? [parts[0] * 256 + parts[1], parts[2] * 256 + parts[3]] : undefined
  }
  return groupsOfSix(address)
}

function groupsOfSix(address: string): number[] | undefined {
  const [text] = address.split('%')
  const halves = text.split('::')
  if (halves.length > 2 || !text.includes(':')) return undefined
  const [before, after] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const last = (after ?? before).at(-1)
  const four = last?.includes('.') ? groupsOf(last) : []
  if (!four || four.length > 2) return undefined
  if (four.length > 0) (after ?? before).pop()
  const groups = (parts: readonly string[]): number[] => parts.map((part) => (/^[0-9a-f]{1,4}$/i.test(part) ? parseInt(part, 16) : NaN))
  const [head, tail] = [groups(before), [...(after ? groups(after) : []), ...four]]
  const missing = 8 - head.length - tail.length
  if (after ? missing < 1 : missing !== 0) return undefined
  const all = [...head, ...Array.from({ length: missing }, () => 0), ...tail]
  return all.some(Number.isNaN) ? undefined : all
}
