import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kyselyOn } from '#platform/db/connect.ts'
import { sourceOf } from '#platform/files/source.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { addArea, type NewArea } from '../commands.ts'
import { loadAddresses } from '../commands/load-addresses.ts'
import { loadAreas } from '../commands/load-areas.ts'
import { loadPostcodes } from '../commands/load-postcodes.ts'
import { AreaIndex } from '../rules/area-index.ts'
import type { Outline } from '../rules/geometry.ts'
import { areaIdsByCode, readAreaIndex, readSlimIndex } from './areas.ts'
import { findAddresses } from './find-addresses.ts'
import { censusAreas, groundOf, type Ground, type GroundArea } from './ground.ts'
import { areaOf, resolvePlace } from './resolve-place.ts'

let heed: TestHeed

beforeAll(async () => {
  heed = await openTestHeed()
})

afterAll(async () => heed.close())

const square = (west: number, south: number, side = 0.02): Outline => ({ type: 'Polygon', coordinates: [[[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]] })
const look = <T>(work: Parameters<typeof heed.look<T>>[1]): Promise<T> => heed.look('amara.diallo', work)
const operate = <T>(work: Parameters<typeof heed.act<T>>[1]): Promise<T> => heed.act('service:cli', work)
const bootstrap = () => kyselyOn(heed.database.pools.bootstrap)
const file = (features: readonly { code: string; name: string; outline: Outline; borough?: string }[], kind: 'ward' | 'borough' | 'lsoa') => {
  const prefix = { ward: 'WD24', borough: 'LAD24', lsoa: 'LSOA21' }[kind]
  return sourceOf('a.geojson', JSON.stringify({ type: 'FeatureCollection', features: features.map(({ code, name, outline, borough }) => ({ type: 'Feature', properties: { [`${prefix}CD`]: code, [`${prefix}NM`]: name, ...(borough === undefined ? {} : { LAD24CD: borough }) }, geometry: outline })) }))
}
const quiet = (): Promise<void> => Promise.resolve()

describe('which team answers for a ward', () => {
  it('is its own on the days it was responsible, and the one that takes what nobody else does on every other', async () => {
    const ground = await look(groundOf)
    const ward = ground.wards.find(middleOf(1, 1).longitude, middleOf(1, 1).latitude)
    expect(ward?.name).toBe('Tanner Street')
    expect(ground.teamFor(ward?.id ?? null, '2026-11-23')).toMatchObject({ name: 'Tanner Street Safer Neighbourhoods Team', isFallback: false })
    for (const [wardId, day] of [[ward?.id ?? null, '1999-01-01'], [ward?.id ?? null, 'yesterday'], [null, '2026-11-23'], [newId(), '2026-11-23']] as const) expect(ground.teamFor(wardId, day)).toMatchObject({ isFallback: true })
  })

  it('ends with the day before the last: from that day on another answers', async () => {
    const before = await look(groundOf)
    const ward = before.wards.find(middleOf(1, 3).longitude, middleOf(1, 3).latitude)
    const wardId = ward?.id ?? ''
    const team = before.teamFor(wardId, '2026-11-23')
    await sql`update team_areas set valid_to = '2026-12-01' where area_id = ${wardId}::uuid`.execute(bootstrap())
    const after = await look(groundOf)
    expect(after.teamFor(wardId, '2026-11-30')).toEqual(team)
    expect(after.teamFor(wardId, '2026-12-01')).toMatchObject({ isFallback: true })
    await sql`update team_areas set valid_to = null where area_id = ${wardId}::uuid`.execute(bootstrap())
  })

  it('is read once until an area or a team changes', async () => {
    const [one, two] = [await look(groundOf), await look(groundOf)]
    expect(two).toBe(one)
    await operate((ctx) => addArea(ctx, alder))
    const three = await look(groundOf)
    expect(three).not.toBe(one)
    expect(three.wards.find(0.51, 52.01)?.name).toBe('Alder')
  })
})

const alder: NewArea = { kind: 'ward', code: 'T05009901', name: 'Alder', parentId: null, boundary: square(0.5, 52), bounds: { west: 0.5, south: 52, east: 0.52, north: 52.02 }, source: 'invented for tests' }

describe('an area', () => {
  it('is there once, however often it is loaded, and may have no outline', async () => {
    const first = await operate((ctx) => addArea(ctx, alder))
    expect(await operate((ctx) => addArea(ctx, { ...alder, name: 'Another name' }))).toBe(first)
    const bare = await operate((ctx) => addArea(ctx, { ...alder, code: 'T05009902', name: 'Nowhere drawn', boundary: null, bounds: null }))
    expect((await look((ctx) => areaIdsByCode(ctx, 'ward'))).get('T05009902')).toEqual({ id: bare, parentId: null })
    expect((await look((ctx) => readAreaIndex(ctx.db, 'ward'))).areas.map(({ code }) => code)).not.toContain('T05009902')
  })

  it('PL-11 is loaded by nobody who is no administrator', async () => {
    for (const username of ['amara.diallo', 'wei.zhang', 'margaret.osei', 'dev.mistry']) {
      await expect(heed.act(username, (ctx) => addArea(ctx, alder)), username).rejects.toMatchObject({ kind: 'not permitted' })
      await expect(heed.act(username, (ctx) => loadAreas(ctx, file([], 'ward'), 'ward', quiet)), username).rejects.toMatchObject({ kind: 'not permitted' })
      await expect(heed.act(username, (ctx) => loadAddresses(ctx, sourceOf('a.csv', 'uprn,address,postcode,lon,lat\n'), quiet)), username).rejects.toMatchObject({ kind: 'not permitted' })
    }
  })

  it('is found by the index that gives up its outlines as by the one that keeps them', async () => {
    const [slim, whole] = await look(async (ctx) => [await readSlimIndex(ctx.db, 'ward'), await readAreaIndex(ctx.db, 'ward')])
    expect(slim?.areas.map(({ code }) => code)).toEqual(whole?.areas.map(({ code }) => code))
    expect(slim?.areas.every(({ outline }) => outline.coordinates.length === 0)).toBe(true)
    for (const [borough, ward] of [[1, 1], [1, 3], [2, 2]] as const) {
      const { longitude, latitude } = middleOf(borough, ward)
      expect(slim?.find(longitude, latitude)?.code).toBe(whole?.find(longitude, latitude)?.code)
    }
  })

  it('brought up to a later file changes its name and outline, keeps its borough, and tells of each row that cannot be used', async () => {
    const told: [number, string[]][] = []
    const watch = async (read: number, faults: readonly { rowNumber: number; reason: string }[]): Promise<void> => void told.push([read, faults.map(({ rowNumber, reason }) => `${rowNumber} ${reason}`)])
    const load = (features: Parameters<typeof file>[0]) => operate((ctx) => loadAreas(ctx, file(features, 'ward'), 'ward', watch))
    const { longitude, latitude } = middleOf(1, 1)
    expect(await load([{ code: 'T05009910', name: 'Birch', outline: square(longitude - 0.004, latitude - 0.004, 0.006) }, { code: 'T05009910', name: 'Twice', outline: square(0.7, 52) }, { code: 'T05009911', name: 'Far off', outline: square(5, 55) }]))
      .toEqual({ read: 3, added: 2, already: 0, changed: 0, rejected: 1 })
    expect(told.map(([read]) => read)).toEqual([1, 2, 3])
    expect(told[1]?.[1]).toEqual(['2 has the code T05009910, which an earlier feature has'])
    const codes = await look((ctx) => areaIdsByCode(ctx, 'ward'))
    const marlow = await look((ctx) => areaIdsByCode(ctx, 'borough'))
    expect(codes.get('T05009910')?.parentId).toBe(marlow.get('T09000001')?.id)
    expect(codes.get('T05009911')?.parentId).toBeNull()
    expect(await load([{ code: 'T05009910', name: 'Silver Birch', outline: square(9, 55) }])).toMatchObject({ added: 0, changed: 1, already: 0 })
    expect((await look((ctx) => areaIdsByCode(ctx, 'ward'))).get('T05009910')).toEqual(codes.get('T05009910'))
    expect(await load([{ code: 'T05009911', name: 'Far off', outline: square(5, 55), borough: 'T09000002' }])).toMatchObject({ changed: 1 })
    expect((await look((ctx) => areaIdsByCode(ctx, 'ward'))).get('T05009911')?.parentId).toBe(marlow.get('T09000002')?.id)
  })
})

describe('postcodes and addresses of a file', () => {
  it('lie in the ward their point lies in, then in the one the file names; a row that comes twice is one', async () => {
    const text = 'postcode,lon,lat,ward,district\nZA8 1AA,-0.09,51.41,T05002001,\nZA8 1AB,4,56,T05009911,\nZA8 1AC,4,56,nobody’s,T09000002\nZA8 1AC,4,56,nobody’s,T09000002\nZA8 1AD,4,56,,\n'
    expect(await operate((ctx) => loadPostcodes(ctx, sourceOf('p.csv', text), quiet))).toMatchObject({ read: 5, added: 4, rejected: 0 })
    const { rows } = await sql<{ postcode: string; ward: string | null; borough: string | null }>`select p.postcode, w.code as ward, b.code as borough from postcodes p left join areas w on w.id = p.ward_id left join areas b on b.id = p.borough_id where p.postcode like 'ZA81%' order by 1`.execute(bootstrap())
    expect(rows).toEqual([{ postcode: 'ZA81AA', ward: 'T05001001', borough: 'T09000001' }, { postcode: 'ZA81AB', ward: 'T05009911', borough: 'T09000002' }, { postcode: 'ZA81AC', ward: null, borough: 'T09000002' }, { postcode: 'ZA81AD', ward: null, borough: null }])
  })

  it('without a place are addresses all the same, and postcodes never', async () => {
    expect(await operate((ctx) => loadAddresses(ctx, sourceOf('a.csv', 'uprn,address,postcode,lon,lat\n801,1 Elm Walk,ZA8 1AA,,\n802,2 Elm Walk,ZA8 1AA,-0.09,51.41\n802,2a Elm Walk,ZA8 1AA,-0.09,51.41\n'), quiet))).toMatchObject({ read: 3, added: 2, rejected: 0 })
    expect(await operate((ctx) => loadPostcodes(ctx, sourceOf('p.csv', 'postcode,lon,lat\nZA8 1AZ,,\n'), quiet))).toEqual({ read: 1, added: 0, already: 0, changed: 0, rejected: 1 })
    expect((await look((ctx) => findAddresses(ctx, { text: null, postcode: 'ZA8 1AA' }))).map(({ line }) => line)).toEqual(['1 Elm Walk', '2a Elm Walk'])
  })

  it('PL-10 are offered all of the postcode where nothing fits what is typed, and no more than ten', async () => {
    expect((await look((ctx) => findAddresses(ctx, { text: 'nothing like it', postcode: 'ZA8 1AA' }))).map(({ line }) => line)).toEqual(['1 Elm Walk', '2a Elm Walk'])
    const many = Array.from({ length: 25 }, (_, at) => `${900 + at},${at + 1} Oak Mews,ZA8 1AB,,\n`).join('')
    await operate((ctx) => loadAddresses(ctx, sourceOf('a.csv', `uprn,address,postcode,lon,lat\n${many}`), quiet))
    expect(await look((ctx) => findAddresses(ctx, { text: null, postcode: 'ZA8 1AB' }))).toHaveLength(10)
    expect((await look((ctx) => findAddresses(ctx, { text: '25 oak', postcode: 'ZA8 1AB' }))).map(({ line }) => line)).toEqual(['25 Oak Mews'])
    // an underscore is no wildcard: 15 and 25 are not meant
    expect((await look((ctx) => findAddresses(ctx, { text: '_5 oak', postcode: null }))).map(({ line }) => line)).toEqual(['5 Oak Mews'])
  })

  it('put a place where its address is, and say its ward where the gazetteer alone knows it', async () => {
    const nowhere = { text: null, postcode: null, point: null, addressId: null }
    expect(await look((ctx) => resolvePlace(ctx, { ...nowhere, postcode: 'ZA8 1AB' }, '2026-11-23'))).toMatchObject({ isPostcodeKnown: true, wardName: 'Far off', boroughName: 'Northgate', isInsideAnArea: true, team: { isFallback: true } })
    expect(await look((ctx) => resolvePlace(ctx, { ...nowhere, postcode: 'ZA8 1AC' }, '2026-11-23'))).toMatchObject({ wardName: null, boroughName: 'Northgate', isInsideAnArea: true })
    const elm = await look((ctx) => resolvePlace(ctx, { ...nowhere, text: '2a elm walk', postcode: 'ZA8 1AA' }, '2026-11-23'))
    expect(elm).toMatchObject({ wardName: 'Tanner Street', point: { longitude: -0.09, latitude: 51.41 } })
    expect(elm.addressId).not.toBeNull()
    expect(await look((ctx) => resolvePlace(ctx, { ...nowhere, point: { longitude: 999, latitude: 51 }, postcode: 'ZA8 1AA' }, '2026-11-23'))).toMatchObject({ point: { longitude: -0.09 }, wardName: 'Tanner Street' })
    expect(await look((ctx) => resolvePlace(ctx, { ...nowhere, postcode: '   ' }, '2026-11-23'))).toMatchObject({ postcode: null, isPostcodeKnown: false })
  })
})

describe('census areas', () => {
  it('are none until some are loaded, and read anew when one of them changes and not when a ward does', async () => {
    expect((await look(censusAreas)).size).toBe(0)
    await operate((ctx) => loadAreas(ctx, file([{ code: 'E01000501', name: 'One', outline: square(-0.1, 51.4, 0.01) }], 'lsoa'), 'lsoa', quiet))
    const one = await look(censusAreas)
    expect(one.find(-0.095, 51.405)?.code).toBe('E01000501')
    await operate((ctx) => addArea(ctx, { ...alder, code: 'T05009977', name: 'Later' }))
    expect(await look(censusAreas)).toBe(one)
    await operate((ctx) => loadAreas(ctx, file([{ code: 'E01000501', name: 'One', outline: square(3, 51.4, 0.01) }], 'lsoa'), 'lsoa', quiet))
    const two = await look(censusAreas)
    expect([two.find(-0.095, 51.405), two.find(3.005, 51.405)?.code]).toEqual([null, 'E01000501'])
  })
})

describe('the ward and borough of a point', () => {
  const area = (id: string, name: string, parentId: string | null, outline: Outline): GroundArea => ({ id, code: id, name, parentId, outline })
  const boroughs = [area('b1', 'Marlow Quay', null, square(0, 0, 4)), area('b2', 'Northgate', null, square(10, 0, 4))]
  const wards = [area('w1', 'Ropewalk', 'b1', square(0, 0, 1)), area('w2', 'Orphan', null, square(1, 1, 1))]
  const ground: Ground = { wards: new AreaIndex(wards), boroughs: new AreaIndex(boroughs), areaById: new Map([...wards, ...boroughs].map((each) => [each.id, { ...each, kind: 'x' }])), teamFor: () => null }
  const at = (longitude: number, latitude: number) => ({ longitude, latitude })
  const found = (wardId: string | null, boroughId: string | null) => ({ id: null, point: null, wardId, boroughId })

  it.each([
    ['in a ward', at(0.5, 0.5), [], ['Ropewalk', 'Marlow Quay']], ['in a borough and no ward', at(3, 3), [], [null, 'Marlow Quay']], ['in a ward that names no borough', at(1.5, 1.5), [], ['Orphan', 'Marlow Quay']],
    ['in a ward, whatever the gazetteer says', at(0.5, 0.5), [found('w2', 'b2')], ['Ropewalk', 'Marlow Quay']], ['nowhere, as the gazetteer says', at(50, 50), [null, found(null, null), found('w1', null)], ['Ropewalk', 'Marlow Quay']],
    ['not given, as the gazetteer says', null, [found(null, 'b2'), found('w1', 'b1')], [null, 'Northgate']], ['nowhere at all', at(50, 50), [], [null, null]], ['in an area that is gone', null, [found('gone', null)], [null, null]],
  ])('%s are those', (_what, point, said, [wardName, boroughName]) => {
    expect(areaOf(ground, point, said)).toMatchObject({ wardName, boroughName })
  })
})
