import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { roles } from '#platform/auth/actor.ts'
import { postcodeOf } from '#platform/postcode.ts'
import { formatTime, isDay, londonDay, startOfLondonDay } from '#platform/time/day.ts'
import { chanceFrom } from './chance.ts'
import { people } from './force.ts'
import { demoAddresses, demoBoroughs } from './geography.ts'
import { hourOf, teller } from './telling.ts'
import { familyNames, givenNames, narratives } from './words.ts'

const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 })

describe('chance', () => {
  it('comes out the same from the same seed, and otherwise from another', () => {
    const drawn = (from: number) => {
      const chance = chanceFrom(from)
      return Array.from({ length: 20 }, () => chance.number())
    }
    fc.assert(fc.property(seed, (from) => { expect(drawn(from)).toEqual(drawn(from)) }), { numRuns: 20 })
    expect(drawn(1)).not.toEqual(drawn(2))
  })

  it('gives whole numbers from the least to the most, both of them too, and every one of a list', () => {
    fc.assert(fc.property(seed, fc.integer({ min: -5, max: 5 }), fc.integer({ min: 0, max: 4 }), (from, least, more) => {
      const chance = chanceFrom(from)
      const seen = new Set(Array.from({ length: 300 }, () => chance.whole(least, least + more)))
      expect([...seen].toSorted((a, b) => a - b)).toEqual(Array.from({ length: more + 1 }, (_, at) => least + at))
    }), { numRuns: 20 })
    const chance = chanceFrom(7)
    expect(new Set(Array.from({ length: 100 }, () => chance.pick(['a', 'b', 'c'])))).toEqual(new Set(['a', 'b', 'c']))
    expect(() => chance.pick([])).toThrow('nothing to pick from')
  })

  it('is as often as was asked, within a few in a hundred, and never or always at the ends', () => {
    fc.assert(fc.property(seed, fc.constantFrom(0, 0.1, 0.5, 0.65, 0.9, 1), (from, share) => {
      const chance = chanceFrom(from)
      const often = Array.from({ length: 2000 }, () => chance.often(share)).filter(Boolean).length / 2000
      expect(Math.abs(often - share)).toBeLessThan(share === 0 || share === 1 ? 0.0001 : 0.06)
    }), { numRuns: 30 })
  })
})

describe('the people of the demonstration', () => {
  it('have each a user name and a name of their own, and only ranks that the police have', () => {
    for (const of of ['username', 'name'] as const) expect(new Set(people.map((person) => person[of])).size).toBe(people.length)
    for (const { username, kind, rank, agency } of people) expect([username, rank === null, agency === undefined]).toEqual([username, kind !== 'police', kind === 'police'])
  })

  it('fill every role that people have, but for one officer who has none, so that each part of the work can be shown and refused', () => {
    const held = new Set(people.flatMap((person) => person.roles))
    expect(roles.filter((role) => !held.has(role))).toEqual(['service', 'ingest'])
    expect(people.filter((person) => person.roles.length === 0).map(({ username }) => username)).toEqual(['sam.blank'])
  })

  it('who tell of things are born on a day there was, can be rung only on numbers kept for drama, and have no e-mail', () => {
    fc.assert(fc.property(seed, (from) => {
      const told = teller(chanceFrom(from), { given: givenNames, family: familyNames })
      expect(told.dateOfBirth === null || isDay(told.dateOfBirth)).toBe(true)
      expect(told.phone ?? '07700 900000').toMatch(/^07700 900\d{3}$/)
      expect(told).toMatchObject({ email: null, givenName: expect.stringMatching(/^\p{Lu}/u), familyName: expect.stringMatching(/^\p{Lu}/u) })
    }), { numRuns: 200 })
  })

  it('say things on the day they are told on, more of them in the evening', () => {
    const hours = Array.from({ length: 400 }, (_, at) => hourOf(chanceFrom(at), startOfLondonDay('2026-07-14')))
    expect(new Set(hours.map(londonDay))).toEqual(new Set(['2026-07-14']))
    const evening = hours.filter((at) => formatTime(at) >= '17:00').length
    expect(evening).toBeGreaterThan(220)
    expect(evening).toBeLessThan(300)
  })
})

describe('the words of the demonstration', () => {
  it('hold no telephone number, no postcode and no e-mail address: whoever tells them has those', () => {
    for (const text of Object.values(narratives).flat()) expect(text).not.toMatch(/\d{5}|@|\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b/)
  })

  it('are whole sentences, each said under one type only', () => {
    const all = Object.values(narratives).flat()
    expect(new Set(all).size).toBe(all.length)
    for (const text of all) expect(text).toMatch(/^\p{Lu}.*[.?!]$/su)
  })
})

describe('the places of the demonstration', () => {
  const boroughs = demoBoroughs()
  const addresses = demoAddresses(chanceFrom(3), boroughs)

  it('are four boroughs whose wards have each a name and a code of their own', () => {
    const wards = boroughs.flatMap((borough) => borough.wards)
    expect(boroughs).toHaveLength(4)
    for (const of of ['name', 'code'] as const) expect(new Set(wards.map((ward) => ward[of])).size).toBe(wards.length)
    expect(wards.filter(({ name }) => /^Ward \d/.test(name))).toEqual([])
  })

  it('are invented: every postcode is in the unused area ZA and well formed, and a street of a ward has one', () => {
    for (const { postcode } of addresses) {
      expect(postcode).toMatch(/^ZA/)
      expect(postcodeOf(postcode)).toBe(postcode)
    }
    const streets = Map.groupBy(addresses, ({ postcode }) => postcode)
    for (const [postcode, houses] of streets) expect([postcode, new Set(houses.map(({ line }) => line.replace(/^\d+ /, ''))).size]).toEqual([postcode, 1])
  })

  it('have each a number of their own, and lie within the bounds of their ward', () => {
    expect(new Set(addresses.map(({ uprn }) => uprn)).size).toBe(addresses.length)
    const bounds = new Map(boroughs.flatMap((borough) => borough.wards).map((ward) => [ward.code, ward.bounds]))
    const outside = addresses.filter(({ ward, longitude, latitude }) => {
      const within = bounds.get(ward)
      return within === undefined || within === null || longitude < within.west || longitude > within.east || latitude < within.south || latitude > within.north
    })
    expect(outside).toEqual([])
    expect(addresses).toHaveLength(boroughs.flatMap((borough) => borough.wards).length * 20)
  })

  it('are the same town again from the same seed', () => {
    expect(demoAddresses(chanceFrom(3), boroughs)).toEqual(addresses)
  })
})
