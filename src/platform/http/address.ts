import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'

/** Where a request comes from, as it is counted. */
export interface Origin {
  /** An IPv4 address, or the first 64 bits of an IPv6 address: one household or office may use any of the rest. */
  readonly address: string
  /** Whether it stands for one place: not when it is this machine, which speaks for everybody behind a proxy that was not named. */
  readonly isOnePlace: boolean
}

/** Where a request comes from, as it is counted. */
export function originOf(request: Pick<FastifyRequest, 'ip'>): Origin {
  const address = countedAddress(request.ip)
  return { address, isOnePlace: !address.startsWith('127.') && address !== '0:0:0:0::/64' }
}

/**
 * An address as it is counted: IPv4 as it is, also when it is written inside IPv6; IPv6 by its first 64 bits.
 *
 * Result: the words given, where they are no address.
 */
export function countedAddress(ip: string): string {
  const plain = ip.replace(/%.*$/, '').toLowerCase()
  if (isIP(plain) !== 6) return plain
  const groups = groupsOf(plain)
  const last = groups.slice(6).flatMap((group) => [group >> 8, group & 0xff]).join('.')
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) return last
  if (groups.slice(0, 7).every((group) => group === 0) && groups[7] === 1) return '127.0.0.1'
  return `${groups.slice(0, 4).map((group) => group.toString(16)).join(':')}::/64`
}

/** The eight numbers of an IPv6 address, what `::` leaves out filled in. */
function groupsOf(ip: string): number[] {
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(ip)
  const [a = 0, b = 0, c = 0, d = 0] = dotted?.slice(1).map(Number) ?? []
  const whole = dotted === null ? ip : `${ip.slice(0, dotted.index)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
  const [head = '', tail] = whole.split('::')
  const numbers = (part: string): number[] => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)))
  const [before, after] = [numbers(head), numbers(tail ?? '')]
  return tail === undefined ? before : [...before, ...Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => 0), ...after]
}
