import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countedAddress, originOf } from './address.ts'

describe('an address as it is counted', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'], ['::ffff:203.0.113.7', '203.0.113.7'], ['::FFFF:CB00:7107', '203.0.113.7'], ['::1', '127.0.0.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'], ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'], ['2001:db8::1', '2001:db8:0:0::/64'], ['fe80::1%eth0', 'fe80:0:0:0::/64'], ['64:ff9b::203.0.113.7', '64:ff9b:0:0::/64'],
    ['somewhere', 'somewhere'],
  ])('%s is %s', (ip, counted) => {
    expect(countedAddress(ip)).toBe(counted)
  })

  it('is the same for every address of one IPv6 network of 64 bits, however it is written, and another for another network', () => {
    const group = fc.integer({ min: 0, max: 0xffff })
    fc.assert(fc.property(fc.tuple(group, group, group, group), fc.array(group, { minLength: 4, maxLength: 4 }), fc.array(group, { minLength: 4, maxLength: 4 }), (network, one, other) => {
      fc.pre(network[0] !== 0)
      const write = (tail: readonly number[], width: number) => [...network, ...tail].map((each) => each.toString(16).padStart(width, '0')).join(':')
      expect(countedAddress(write(one, 1))).toBe(countedAddress(write(other, 4).toUpperCase()))
      const next = [(network[0] ^ 1), ...network.slice(1), ...one].map((each) => each.toString(16)).join(':')
      expect(countedAddress(next)).not.toBe(countedAddress(write(one, 1)))
    }))
  })

  it('of this machine stands for everybody behind a proxy that was not named', () => {
    for (const ip of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) expect(originOf({ ip }).isOnePlace).toBe(false)
    for (const ip of ['203.0.113.7', '2001:db8::1']) expect(originOf({ ip }).isOnePlace).toBe(true)
  })
})
