import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { cliFor, readWords, WrongWords, type Cli } from '#platform/cli.ts'
import { projectFolder, readConfig } from '#platform/config.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { liveVerbs } from './cli/live-verbs.ts'
import { keyAnew } from './commands/key-anew.ts'
import { correctMention, mentionPeople, mentionRows, type NewMention } from './commands.ts'
import { KEYS_VERSION } from './linkage/keys.ts'

let heed: TestHeed
let incidentId = ''
const folder = mkdtempSync(join(tmpdir(), 'heed-people-'))

beforeAll(async () => {
  heed = await openTestHeed()
  incidentId = (await heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [] }))).incidentId
}, 60_000)

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await heed.close()
})

const someone: NewMention = {
  part: 'caller', givenName: 'Mrs Ada', familyName: 'O’Pell', dateOfBirth: '1961-04-02', phone: '07700 900123', email: 'A.Pell@Example.org', addressText: 'Flat 2, 14 Tanner Street', postcode: 'za1 2bc',
  wantsContact: true, safeToContact: 'After six, never by post', personId: null,
}
const bare: NewMention = { part: 'victim', givenName: null, familyName: null, dateOfBirth: null, phone: null, email: null, addressText: null, postcode: null, wantsContact: null, safeToContact: null, personId: null }

const mention = (people: readonly NewMention[], by = 'amara.diallo') => heed.act(by, (ctx) => mentionPeople(ctx, { kind: 'incident', id: incidentId }, people))
const rowsOf = (ids: readonly string[]) => heed.act('amara.diallo', async (ctx) => {
  const rows = await ctx.db.selectFrom('personMentions').selectAll().where('id', 'in', [...ids]).execute()
  return ids.flatMap((id) => rows.find((row) => row.id === id) ?? [])
})

describe('the people a record mentions', () => {
  it('are kept as they were said, with the forms they are found by beside it', async () => {
    const [row] = await rowsOf(await mention([someone]))
    expect(row).toMatchObject({
      givenName: 'Mrs Ada', familyName: 'O’Pell', phone: '07700 900123', email: 'A.Pell@Example.org', addressText: 'Flat 2, 14 Tanner Street', postcode: 'za1 2bc', wantsContact: true, safeToContact: 'After six, never by post',
      title: null, birthYear: 1961, givenNameKey: 'ada', givenInitial: 'a', familyNameKey: 'opell', phoneKey: '+447700900123', emailKey: 'a.pell@example.org', postcodeKey: 'ZA12BC', addressKey: 'ZA12BC 2 14', streetKey: 'tanner st', keysVersion: KEYS_VERSION,
      isAnonymous: false, sourceKind: 'incident', sourceId: incidentId, correctsId: null, correctedById: null,
    })
  })

  it('are kept even when nothing is said of them, and when they would not say who they are', async () => {
    const [row] = await rowsOf(await mention([{ ...bare, isAnonymous: true }]))
    expect(row).toMatchObject({ isAnonymous: true, givenName: null, givenNameKey: null, phoneKey: null, addressKey: null, part: 'victim' })
    expect(await mention([])).toEqual([])
  })

  it('are each a person of their own, and one person in all the parts they play, each part once', async () => {
    const ids = await mention([{ ...someone, otherParts: ['victim', 'caller', 'witness', 'victim'] }, { ...bare, part: 'suspect' }])
    const rows = await rowsOf(ids)
    expect(rows.map(({ part }) => part)).toEqual(['caller', 'victim', 'witness', 'suspect'])
    expect(new Set(rows.slice(0, 3).map(({ personId }) => personId)).size).toBe(1)
    expect(rows[3]?.personId).not.toBe(rows[0]?.personId)
  })

  it('are who whoever took the record said they are, which is kept as a decision and told in their history', async () => {
    const [first = ''] = await mention([someone])
    const [known] = await rowsOf([first])
    const [second = ''] = await mention([{ ...bare, part: 'caller', personId: known?.personId ?? '' }])
    expect((await rowsOf([second]))[0]?.personId).toBe(known?.personId)
    const { links, decisions } = await heed.act('amara.diallo', async (ctx) => ({
      links: await ctx.db.selectFrom('personLinks').select(['fromPersonId', 'toPersonId', 'reason']).where('mentionId', '=', second).execute(),
      decisions: (await ctx.db.selectFrom('identityDecisions').select(['verdict', 'leftIds', 'rightIds']).execute()).filter(({ leftIds }) => leftIds.includes(second)),
    }))
    expect(links).toEqual([{ fromPersonId: null, toPersonId: known?.personId, reason: 'Said to be the same person by whoever took the report' }])
    expect(decisions).toMatchObject([{ verdict: 'same', leftIds: [second] }])
    expect(decisions[0]?.rightIds).toContain(first)
  })

  it('are not those whom whoever took the record said they are not, each in a decision of its own', async () => {
    const [one = '', two = ''] = (await rowsOf(await mention([{ ...someone, familyName: 'First' }, { ...someone, familyName: 'Second' }]))).map(({ personId }) => personId)
    const [third = ''] = await mention([{ ...someone, notPersonIds: [one, two] }])
    const decisions = await heed.act('amara.diallo', async (ctx) => (await ctx.db.selectFrom('identityDecisions').select(['verdict', 'leftIds']).execute()).filter(({ leftIds }) => leftIds.includes(third)))
    expect(decisions.map(({ verdict }) => verdict)).toEqual(['different', 'different'])
  })

  it('are refused when they are said to be nobody on record, naming which of them, and nothing is kept', async () => {
    const before = await heed.act('amara.diallo', (ctx) => ctx.db.selectFrom('personMentions').select('id').execute())
    await expect(mention([someone, { ...someone, personId: newId() }])).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'people.1.personId' }, message: expect.stringContaining('not on record, or not for you to see') })
    expect(await heed.act('amara.diallo', (ctx) => ctx.db.selectFrom('personMentions').select('id').execute())).toHaveLength(before.length)
  })

  it('are refused when they are said to be somebody whose reports are beyond the reader’s sight', async () => {
    const north = await heed.act('amara.diallo', async (ctx) => {
      const { incidentId: id } = await anIncident(ctx, { people: [aPerson({ givenName: 'Noor', familyName: 'Vale' })], place: { text: '3 Cold Lane', postcode: 'ZA2 1AA', addressId: null, ...middleOf(2, 1) } })
      return ctx.db.selectFrom('personMentions').select('personId').where('sourceId', '=', id).executeTakeFirstOrThrow()
    })
    await expect(mention([{ ...someone, personId: north.personId }], 'chidi.okafor')).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'people.0.personId' } })
  })

  it('for those who copy many are rows alone, of one person, with ids of their own', async () => {
    const rows = await heed.look('amara.diallo', (ctx) => Promise.resolve(mentionRows(ctx, { kind: 'case', id: incidentId }, { ...someone, otherParts: ['victim'] })))
    expect(new Set(rows.map(({ id }) => id)).size).toBe(2)
    expect(rows.map(({ part, sourceKind }) => [part, sourceKind])).toEqual([['caller', 'case'], ['victim', 'case']])
    expect(rows[0]?.personId).toBe(rows[1]?.personId)
  })
})

describe('details put right', () => {
  const correct = (id: string, record = incidentId) => heed.act('amara.diallo', (ctx) => correctMention(ctx, { kind: 'incident', id: record }, id, { ...someone, phone: '07700 900321' }))

  it('stand beside what was first heard, which is kept and points at them, of the same person', async () => {
    const [old = ''] = await mention([someone])
    const [before, after] = await rowsOf([old, await correct(old)])
    expect(after).toMatchObject({ correctsId: old, phoneKey: '+447700900321', personId: before?.personId, correctedById: null })
    expect(before).toMatchObject({ correctedById: after?.id, phone: '07700 900123' })
  })

  it('are refused of what was put right already, of nobody such, and of another record’s people', async () => {
    const [old = ''] = await mention([someone])
    const fresh = await correct(old)
    await expect(correct(old)).rejects.toMatchObject({ kind: 'conflict', message: expect.stringContaining('Correct the correction instead') })
    await expect(correct(newId())).rejects.toMatchObject({ kind: 'not found' })
    await expect(correct(fresh, newId())).rejects.toMatchObject({ kind: 'not found' })
    expect(await correct(fresh)).not.toBe(fresh)
  })
})

describe('mentions keyed by older rules', () => {
  it('PE-20 are keyed by today’s, and no others', async () => {
    const [id = ''] = await mention([someone])
    const [whole] = await rowsOf([id])
    await sql`update person_mentions set keys_version = 0, given_name_key = 'wrong', family_sound_key = null, phone_key = '+44old', address_key = null where id = ${id}::uuid`.execute(kyselyOn(heed.database.pools.bootstrap))
    expect(await heed.act('service:people', keyAnew)).toBe(1)
    expect((await rowsOf([id]))[0]).toEqual(whole)
    expect(await heed.act('service:people', keyAnew)).toBe(0)
  })
})

async function run(name: string, ...args: string[]): Promise<string[]> {
  const verb = liveVerbs.find((each) => each.name === name)
  if (verb === undefined) throw new Error(`there is no verb ${name}`)
  const printed: string[] = []
  const config = readConfig({ HEED_DATA: folder, DATABASE_URL: 'postgres://somebody:secret@db.example/heed' })
  const cli: Cli = { ...cliFor({ config, ground: heed.ground, services: heed.services }, readWords(verb, args)), print: (line) => void printed.push(line), say: () => undefined }
  await verb.run(cli)
  return printed
}

describe('people relink', () => {
  it('PE-25 tried dry says which persons would be put together, by id and without a name, and does nothing', async () => {
    const call = { givenName: 'Gwenllian', familyName: 'Overbeck', phone: '07700 900777', dateOfBirth: '1955-03-01' }
    const ids = await mention([{ ...bare, ...call }, { ...bare, ...call }])
    const persons = (await rowsOf(ids)).map(({ personId }) => personId).sort()
    const printed = await run('people relink', '--dry-run')
    expect(printed[0]).toMatch(/^model \S+: \d+ mentions, \d+ pairs compared, \d+ persons before, \d+ after$/)
    expect(printed[1]).toMatch(/^\d+ groups of persons would be put together, \d+ persons would be taken apart$/)
    expect(printed).toContain(`together: ${persons.join(' ')}`)
    expect(printed.join('\n')).not.toMatch(/Overbeck|Gwenllian|07700/)
    expect((await rowsOf(ids)).map(({ personId }) => personId).sort()).toEqual(persons)
  })

  it('PE-25 tries another model dry, and never otherwise', async () => {
    const model = join(projectFolder(), 'models/heed.json')
    await expect(run('people relink', '--model', model)).rejects.toThrow(WrongWords)
    const strict = join(folder, 'strict.json')
    writeFileSync(strict, JSON.stringify({ ...JSON.parse(readFileSync(model, 'utf8')), version: 'strict', thresholds: { same: 11, possible: 10 }, clustering: { cap: 12, missing: -3, joinAt: 12 } }))
    const [line] = await run('people relink', '--dry-run', '--model', strict)
    expect(line).toContain('model strict:')
    await expect(run('people relink', '--dry-run', '--model', join(folder, 'nowhere.json'))).rejects.toThrow('The model nowhere.json cannot be read')
  })

  it('PE-25 puts them together when it is done, and has nothing left to do the second time', async () => {
    expect((await run('people relink'))[1]).toMatch(/^[1-9]\d* groups of persons were put together, \d+ persons were taken apart$/)
    expect((await run('people relink'))[1]).toBe('0 groups of persons were put together, 0 persons were taken apart')
  })
})

describe('people install', () => {
  it.each([[[], '--model is needed'], [['--model', 'x.json', '--from', 'tomorrow'], '--from takes an instant'], [['--model', join(folder, 'none.json'), '--reason', 'Trained here'], 'The model none.json cannot be read']])('PE-28 with %j is refused', async (args, words) => {
    await expect(run('people install', ...args)).rejects.toThrow(words)
  })

  it('PE-28 puts a version in force from an instant on, never from one gone by, and says so', async () => {
    const path = join(folder, 'ours.json')
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(join(projectFolder(), 'models/heed.json'), 'utf8')), version: 'ours-1' }))
    await expect(run('people install', '--model', path, '--reason', 'Trained here', '--from', '2026-11-22T12:00:00Z')).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'from' } })
    await expect(run('people install', '--model', path)).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'reason' } })
    expect(await run('people install', '--model', path, '--reason', 'Trained here', '--from', '2026-12-01T00:00:00Z')).toEqual(['model ours-1 is in force from 2026-12-01T00:00:00.000Z'])
    expect((await run('people relink', '--dry-run'))[0]).not.toContain('ours-1')
    heed.clock.moveTo(new Date('2026-12-02T12:00:00Z'))
    expect((await run('people relink', '--dry-run'))[0]).toContain('model ours-1:')
  })
})
