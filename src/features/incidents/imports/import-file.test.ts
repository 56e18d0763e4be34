import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { kyselyOn } from '#platform/db/connect.ts'
import { projectFolder } from '#platform/config.ts'
import type { RowFault } from '#platform/files/delimited.ts'
import { openSource, sourceOf } from '#platform/files/source.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { getTeamPage } from '../queries/team-page.ts'
import { importFile, type Imported } from './import-file.ts'
import { readImportMap } from './map-schema.ts'
import { listImports, reverseImport } from './reverse-import.ts'

let heed: TestHeed
let faults: RowFault[]
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())
beforeEach(() => {
  faults = []
})

const street = 'Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type\n'
const row = (month: string, longitude: string, type = 'Anti-social behaviour') => `${month},Force,Force,${longitude},51.41,On or near Tanner Street,E01000001,Area 1,${type}\n`
const map = readImportMap('own.json', JSON.stringify({
  heedMap: 1, name: 'own system', timeZone: 'Europe/London', timeFormats: ['dd/MM/yyyy HH:mm'],
  fields: { reference: 'No', reportedAt: 'When', type: 'Type', channel: { column: 'How', codes: { '1': '101' } }, narrative: 'Said', longitude: 'X', latitude: 'Y' },
  people: [{ role: 'caller', givenName: 'First', familyName: 'Last', phone: 'Phone' }],
}))
const own = 'No,When,Type,How,Said,X,Y,First,Last,Phone\n'

async function imported(source: string, text: string, withMap: typeof map | null = null, by = 'service:cli'): Promise<Imported> {
  return importFile(heed.ground, sourceOf('file.csv', text), { token: await heed.tokenOf(by), source, map: withMap, watch: async (_, bad) => void faults.push(...bad) })
}

async function count(source: string, where = 'true'): Promise<number> {
  const { rows } = await heed.database.pools.bootstrap.query<{ count: number }>(`select count(*) as count from incidents where source = $1 and ${where}`, [source])
  return Number(rows[0]?.count)
}

describe('importing open data', () => {
  it('IN-45 adds equal rows of a file as separate incidents, and nothing when the file comes again', async () => {
    const text = street + row('2020-05', '-0.09') + row('2020-05', '-0.09') + row('2020-05', '-0.07') + row('2020-05', '-0.07', 'Burglary')
    expect(await imported('s1', text)).toMatchObject({ read: 4, asb: 3, added: 3, already: 0, rejected: 0 })
    expect(await imported('s1', text)).toMatchObject({ added: 0, already: 3 })
    expect(await count('s1', "is_open_data and precision = 'month' and channel = 'open-data' and ward_id is not null and team_id is not null and reference like 'ASB/2020/%'")).toBe(3)
  })

  it('keeps a point outside every area, with no ward, and tells nobody', async () => {
    await imported('s2', street + row('2020-05', '1.5'))
    expect(await count('s2', 'ward_id is null and lsoa_code is not null')).toBe(1)
    const { rows } = await sql<{ n: number }>`select count(*)::integer as n from notifications n join incidents i on i.id = n.subject_id where i.source like 's%'`.execute(kyselyOn(heed.database.pools.bootstrap))
    expect(rows[0]?.n).toBe(0)
  })

  it('takes the records of a ward’s edge once', async () => {
    const file = join(projectFolder(), 'samples/incidents/2017-05-api-records.csv.gz')
    const how = { token: await heed.tokenOf('service:cli'), source: 'api', map: null, watch: async () => undefined }
    expect(await importFile(heed.ground, await openSource(file), how)).toMatchObject({ read: 606, added: 556, already: 50 })
    expect(await importFile(heed.ground, await openSource(file), how)).toMatchObject({ added: 0, already: 606 })
  })

  it('adds nothing twice when the same file is imported twice at once', async () => {
    const text = street + Array.from({ length: 300 }, (_, at) => row('2021-01', `-0.0${100 + at}`)).join('')
    const both = await Promise.all([imported('twice', text), imported('twice', text)])
    expect(both.map(({ added }) => added).sort((a, b) => a - b)).toEqual([0, 300])
    expect(await count('twice')).toBe(300)
  })

  it('rejects bad rows by number and column, and keeps the good ones', async () => {
    expect(await imported('s3', street + row('2020-13', '-0.09') + row('2020-05', 'east') + row('2020-05', '-0.09'))).toMatchObject({ added: 1, rejected: 2 })
    expect(faults.map(({ rowNumber }) => rowNumber)).toEqual([2, 3])
  })

  it('keeps nothing of a file that is cut short', async () => {
    const whole = readFileSync(join(projectFolder(), 'samples/incidents/2020-05-street.csv.gz'))
    const cut = sourceOf('cut.csv.gz', whole.subarray(0, whole.length - 2000))
    const how = { token: await heed.tokenOf('service:cli'), source: 'cut', map: null, watch: async () => undefined }
    await expect(importFile(heed.ground, cut, how)).rejects.toThrow('cut short')
    expect(await count('cut')).toBe(0)
  })
})

describe('importing a force’s own file', () => {
  it('keeps what is old with its people and without telling a team, and records what is news like any report', async () => {
    const text = own + 'C1,01/02/2020 21:00,211,1,Shouting,-0.09,51.41,Ada,Example,07700 900123\n' + 'C2,23/11/2026 09:00,211,1,More shouting,-0.09,51.41,Ada,Example,07700 900123\n'
    expect(await imported('own', text, map)).toMatchObject({ added: 2, already: 0, rejected: 0 })
    expect(await imported('own', text, map)).toMatchObject({ added: 0, already: 2 })
    const { rows } = await heed.database.pools.bootstrap.query<{ reference: string; told: string; people: string; text: string }>(`
      select i.source_reference as reference, (select count(*) from notifications n where n.subject_id = i.id) as told, (select count(*) from person_mentions m where m.source_id = i.id and m.phone_key is not null) as people,
        (select e.text from incident_entries e where e.incident_id = i.id order by e.id limit 1) as text from incidents i where i.source = 'own' order by 1`)
    expect(rows.map(({ reference, told, people }) => [reference, Number(told), Number(people)])).toEqual([['ref C1', 0, 1], ['ref C2', 1, 1]])
    expect(rows[0]?.text).toMatch(/no team was told/)
  })

  it('names the field of a code that is none, without the words of the row', async () => {
    expect(await imported('own2', own + 'C9,01/02/2020 21:00,999,1,A secret,-0.09,51.41,Ada,Example,\n', map)).toMatchObject({ added: 0, rejected: 1 })
    expect(faults).toMatchObject([{ rowNumber: 2, column: 'type' }])
    expect(JSON.stringify(faults)).not.toMatch(/secret|Ada/)
  })
})

describe('who, and back again', () => {
  it('keeps the answers of its prompt, those not asked with where that comes from, and names the question of a word that is no answer', async () => {
    const asked = readImportMap('own.json', JSON.stringify({
      heedMap: 1, name: 'own system', timeZone: 'Europe/London', timeFormats: ['dd/MM/yyyy HH:mm'], fields: { reference: 'No', reportedAt: 'When', type: 'Type' },
      screening: [{ question: 'd1', answer: { column: 'Again', codes: { Y: 'yes', N: 'no', X: 'not-asked', U: 'perhaps' } }, detail: 'Words' }],
    }))
    const text = 'No,When,Type,Again,Words\nD1,01/02/2020 21:00,211,Y,Every night\nD2,01/02/2020 21:00,211,X,\nD3,01/02/2020 21:00,211,U,A secret\nD4,01/02/2020 21:00,211,N,\n'
    expect(await imported('asked', text, asked)).toMatchObject({ added: 3, rejected: 1 })
    const { rows } = await heed.database.pools.bootstrap.query("select i.source_reference as reference, a.answer, a.detail, a.not_asked_because as because from screening_answers a join incidents i on i.id = a.incident_id where i.source = 'asked' order by 1")
    expect(rows).toEqual([
      { reference: 'ref D1', answer: 'yes', detail: 'Every night', because: null }, { reference: 'ref D2', answer: 'not-asked', detail: null, because: 'Not given by the system it came from' },
      { reference: 'ref D4', answer: 'no', detail: null, because: null },
    ])
    expect(faults).toMatchObject([{ rowNumber: 4, column: 'screening d1' }])
    expect(JSON.stringify(faults)).not.toMatch(/secret|perhaps/)
  })

  it('is listed and reversed by whoever may import, and is neither for anybody else', async () => {
    await imported('listed', street + row('2020-05', '-0.09'))
    const listed = (await heed.look('service:cli', listImports)).filter(({ source }) => source === 'listed')
    expect(listed).toMatchObject([{ fileName: 'file.csv', rowsAdded: 1, reversedAt: null }])
    await expect(heed.look('amara.diallo', listImports)).rejects.toMatchObject({ kind: 'not permitted' })
    await expect(heed.act('amara.diallo', (ctx) => reverseImport(ctx, listed[0]?.id ?? ''))).rejects.toMatchObject({ kind: 'not permitted' })
    await heed.act('service:cli', (ctx) => reverseImport(ctx, listed[0]?.id ?? ''))
    expect((await heed.look('service:cli', listImports)).find(({ source }) => source === 'listed')?.reversedAt).toEqual(heed.clock.now())
  })

  it('is refused to a call handler', async () => {
    await expect(imported('no', street, null, 'amara.diallo')).rejects.toMatchObject({ kind: 'not permitted' })
  })

  it('withdraws an import as one act, and restores it when the file comes again', async () => {
    const text = street + row('2022-05', '-0.09') + row('2022-05', '-0.07')
    const { importId } = await imported('back', text)
    expect(await heed.act('service:cli', (ctx) => reverseImport(ctx, importId))).toBe(2)
    expect(await count('back', 'withdrawn_at is null')).toBe(0)
    await expect(heed.act('service:cli', (ctx) => reverseImport(ctx, importId))).rejects.toMatchObject({ kind: 'conflict' })
    expect(await imported('back', text)).toMatchObject({ added: 0, already: 0, restored: 2 })
    expect(await count('back', 'withdrawn_at is null')).toBe(2)
  })

  it('IN-45 restores what was news as well: out of its team’s page while withdrawn, and back with its one clock and one notification', async () => {
    const text = own + 'L1,23/11/2026 10:00,211,1,Shouting,-0.09,51.41,Ada,Example,\n' + 'L2,01/02/2020 21:00,211,1,Long ago,-0.09,51.41,Ada,Example,\n'
    const { importId } = await imported('live', text, map)
    const { rows: [row] } = await heed.database.pools.bootstrap.query<{ id: string; teamId: string }>(`select id, team_id as "teamId" from incidents where source = 'live' and source_reference = 'ref L1'`)
    const { id = '', teamId = '' } = row ?? {}
    const waits = async () => {
      const page = await heed.look('karin.lindqvist', (ctx) => getTeamPage(ctx, teamId))
      return { fresh: page.fresh.rows.filter((each) => each.id === id).length, waiting: page.waiting.filter((each) => each.incidentId === id).length, total: page.waitingTotal, clocks: page.clocks.filter((each) => each.incidentId === id).length, due: page.clocksTotal }
    }
    const before = await waits()
    expect(before).toMatchObject({ fresh: 1, waiting: 1 })
    expect(await heed.act('service:cli', (ctx) => reverseImport(ctx, importId))).toBe(2)
    expect(await waits()).toEqual({ fresh: 0, waiting: 0, total: before.total - 1, clocks: 0, due: before.due - before.clocks })
    expect(await imported('live', text, map)).toMatchObject({ added: 0, already: 0, restored: 2, rejected: 0 })
    expect(await waits()).toEqual(before)
    expect(await imported('live', text, map)).toMatchObject({ added: 0, already: 2, restored: 0 })
  })

  it('leaves one audit entry that names file, digest and rows', async () => {
    const { importId } = await imported('audited', street + row('2022-06', '-0.09'))
    const { rows } = await heed.database.pools.bootstrap.query<{ payload: string }>('select payload from audit_entries where subject_ids @> array[$1::uuid]', [importId])
    expect(rows).toHaveLength(1)
    expect(JSON.parse(rows[0]?.payload ?? '{}')).toMatchObject({ verb: 'collection', detail: { file: 'file.csv', sha256: expect.stringMatching(/^[0-9a-f]{64}$/), rows: { added: 1 } } })
  })
})
