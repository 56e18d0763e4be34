import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { matchKeyOf } from '../rules/match-key.ts'
import { findAddresses } from './find-addresses.ts'
import { resolvePlace, type PlaceGiven } from './resolve-place.ts'

let heed: TestHeed

const nowhere: PlaceGiven = { text: null, postcode: null, point: null, addressId: null }
const flats = [newId(), newId()] as const

beforeAll(async () => {
  heed = await openTestHeed()
  const db = kyselyOn(heed.database.pools.bootstrap)
  const { longitude, latitude } = middleOf(1, 2)
  await sql`insert into postcodes (postcode, longitude, latitude, source) values ('ZA12BC', ${longitude}, ${latitude}, 'invented')`.execute(db)
  for (const [id, line] of [[newId(), '14 Ropewalk'], [newId(), '16 Ropewalk'], [flats[0], 'Top Flat, 18 Ropewalk'], [flats[1], 'Top Flat 18 Ropewalk']] as const) {
    await sql`insert into addresses (id, line, postcode, longitude, latitude, match_key, source) values (${id}, ${line}, 'ZA1 2BC', ${longitude}, ${latitude}, ${matchKeyOf(line, 'ZA1 2BC')}, 'invented')`.execute(db)
  }
})

afterAll(async () => heed.close())

function resolved(given: Partial<PlaceGiven>, day = '2026-11-23') {
  return heed.look('amara.diallo', (ctx) => resolvePlace(ctx, { ...nowhere, ...given }, day))
}

describe('a place as it was said', () => {
  it('is put in its ward, borough and team by its point', async () => {
    const place = await resolved({ point: middleOf(1, 1) })
    expect(place).toMatchObject({ wardName: 'Tanner Street', boroughName: 'Marlow Quay', isInsideAnArea: true, team: { name: 'Tanner Street Safer Neighbourhoods Team', isFallback: false } })
    expect(place.grid).not.toBeNull()
    expect(place.h3).toMatch(/^89/)
  })

  it('is put there by its postcode, however it is written, and by its address', async () => {
    for (const postcode of ['ZA1 2BC', 'za12bc', ' za1  2bc ']) expect(await resolved({ postcode })).toMatchObject({ postcode: 'ZA1 2BC', isPostcodeKnown: true, wardName: 'Ropewalk' })
    expect((await resolved({ text: '14 ropewalk.', postcode: 'ZA1 2BC' })).addressId).not.toBeNull()
    expect((await resolved({ text: '15 Ropewalk', postcode: 'ZA1 2BC' })).addressId).toBeNull()
  })

  it('is told apart from one written alike by what was chosen, until the line is typed over', async () => {
    expect((await resolved({ text: 'Top Flat 18 Ropewalk', postcode: 'ZA1 2BC' })).addressId).toBeNull()
    expect((await resolved({ text: 'Top Flat 18 Ropewalk', postcode: 'ZA1 2BC', addressId: flats[1] })).addressId).toBe(flats[1])
    expect((await resolved({ text: '14 Ropewalk', postcode: 'ZA1 2BC', addressId: flats[1] })).addressId).not.toBe(flats[1])
  })

  it('is kept when nothing is known of it, and goes to the team that receives what no other is responsible for', async () => {
    for (const given of [{}, { postcode: 'ZA99 9ZZ' }, { postcode: 'not one' }, { point: { longitude: 1.9, latitude: 50.2 } }, { text: 'behind the shops' }]) {
      expect(await resolved(given)).toMatchObject({ wardId: null, team: { name: 'Central ASB unit', isFallback: true }, isPostcodeKnown: false })
    }
    expect((await resolved({ postcode: 'not one' })).postcode).toBe('NOT ONE')
  })

  it('is put in its census area where such areas are loaded, by its point or by its postcode', async () => {
    expect((await resolved({ point: middleOf(1, 2) })).lsoaCode).toBeNull()
    const { longitude, latitude } = middleOf(1, 2)
    const ring = [[-0.01, -0.01], [0.01, -0.01], [0.01, 0.01], [-0.01, 0.01], [-0.01, -0.01]].map(([x = 0, y = 0]) => [longitude + x, latitude + y])
    const db = kyselyOn(heed.database.pools.bootstrap)
    await sql`insert into areas (id, kind, code, name, boundary, source) values (${newId()}, 'lsoa', 'E01000099', 'Ropewalk 001A', ${JSON.stringify({ type: 'Polygon', coordinates: [ring] })}::jsonb, 'invented')`.execute(db)
    expect((await resolved({ point: middleOf(1, 2) })).lsoaCode).toBe('E01000099')
    expect((await resolved({ postcode: 'ZA1 2BC' })).lsoaCode).toBe('E01000099')
    expect((await resolved({ point: middleOf(1, 1) })).lsoaCode).toBeNull()
    expect((await resolved({ text: 'behind the shops' })).lsoaCode).toBeNull()
  })

  it('says how far the point lies from the postcode', async () => {
    expect((await resolved({ point: middleOf(1, 1), postcode: 'ZA1 2BC' })).metresFromPostcode).toBeGreaterThan(1000)
    expect((await resolved({ postcode: 'ZA1 2BC' })).metresFromPostcode).toBeNull()
  })

  it('belongs to no ward’s team before the team was responsible', async () => {
    expect((await resolved({ point: middleOf(1, 1) }, '2009-12-31')).team?.name).toBe('Central ASB unit')
  })
})

describe('addresses that may be meant', () => {
  const found = (asked: { text: string | null; postcode: string | null }, as = 'amara.diallo') => heed.look(as, (ctx) => findAddresses(ctx, asked))

  it('are those of a postcode, narrowed by what is typed', async () => {
    expect(await found({ text: null, postcode: 'ZA1 2BC' })).toHaveLength(4)
    expect((await found({ text: '16', postcode: 'za12bc' })).map(({ line }) => line)).toEqual(['16 Ropewalk'])
    expect(await found({ text: 'za1 2bc', postcode: null })).toHaveLength(4)
  })

  it('are those whose line begins so, and none for fewer than three letters', async () => {
    expect((await found({ text: '14 rope', postcode: null })).map(({ line }) => line)).toEqual(['14 Ropewalk'])
    expect(await found({ text: '14', postcode: null })).toEqual([])
    expect(await found({ text: '%%%%', postcode: null })).toEqual([])
  })

  it('PL-10 are for the force’s own people', async () => {
    await expect(found({ text: '14 rope', postcode: null }, 'dev.mistry')).rejects.toMatchObject({ kind: 'not permitted' })
  })
})
