import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { raiseWardTeams } from '#features/admin/index.ts'
import { projectFolder } from '#platform/config.ts'
import { openSource, sourceOf } from '#platform/files/source.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { loadAddresses } from './load-addresses.ts'
import { loadAreas, type Loaded } from './load-areas.ts'
import { loadPostcodes } from './load-postcodes.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

const quiet = async (): Promise<void> => undefined
const sample = (name: string) => openSource(join(projectFolder(), 'samples/boundaries', name))
const areas = (name: string, kind: 'borough' | 'ward'): Promise<Loaded> => heed.act('service:cli', async (ctx) => loadAreas(ctx, await sample(name), kind, quiet))

describe('loading places', () => {
  it('loads boroughs and their wards once, each ward within its borough', async () => {
    expect(await areas('four-boroughs.geojson.gz', 'borough')).toEqual({ read: 4, added: 4, already: 0, changed: 0, rejected: 0 })
    expect(await areas('four-boroughs-wards.geojson.gz', 'ward')).toMatchObject({ read: 79, added: 79, rejected: 0 })
    expect(await areas('four-boroughs-wards.geojson.gz', 'ward')).toMatchObject({ added: 0, already: 79, changed: 0 })
    const { rows } = await heed.database.pools.bootstrap.query("select 1 from areas where kind = 'ward' and parent_id is null")
    expect(rows).toHaveLength(0)
  })

  it('gives every ward without a team one of its own, once', async () => {
    expect(await heed.act('service:cli', (ctx) => raiseWardTeams(ctx))).toBe(79)
    expect(await heed.act('service:cli', (ctx) => raiseWardTeams(ctx))).toBe(0)
  })

  it('loads postcodes into the ward their point lies in, and brings them up to a later file', async () => {
    const load = (text: string): Promise<Loaded> => heed.act('service:cli', (ctx) => loadPostcodes(ctx, sourceOf('p.csv', text), quiet))
    expect(await load('postcode,longitude,latitude\nZA1 2BC,-0.09,51.41\nZA1 2BD,1.5,51.41\nZA1 2BE,,\n')).toEqual({ read: 3, added: 2, already: 0, changed: 0, rejected: 1 })
    expect(await load('postcode,longitude,latitude\nZA1 2BC,-0.07,51.41\nZA1 2BD,1.5,51.41\n')).toEqual({ read: 2, added: 0, already: 1, changed: 1, rejected: 0 })
    const { rows } = await heed.database.pools.bootstrap.query<{ name: string }>("select w.name from postcodes p join areas w on w.id = p.ward_id where p.postcode = 'ZA12BC'")
    expect(rows).toEqual([{ name: 'Ropewalk' }])
  })

  it('loads a gazetteer once, by its reference numbers', async () => {
    const text = 'uprn,address,postcode,longitude,latitude\n900000000001,14 Tanner Street,ZA1 2BC,-0.09,51.41\n900000000002,,ZA1 2BC,-0.09,51.41\n'
    const load = (): Promise<Loaded> => heed.act('service:cli', (ctx) => loadAddresses(ctx, sourceOf('a.csv', text), quiet))
    expect(await load()).toEqual({ read: 2, added: 1, already: 0, changed: 0, rejected: 1 })
    expect(await load()).toMatchObject({ added: 0, already: 1 })
  })

  it('is refused to people who are no administrators', async () => {
    await expect(heed.act('amara.diallo', (ctx) => loadPostcodes(ctx, sourceOf('p.csv', 'postcode,longitude,latitude\n'), quiet))).rejects.toMatchObject({ kind: 'not permitted' })
  })
})
