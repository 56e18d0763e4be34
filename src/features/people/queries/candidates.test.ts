import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { mentionKeysOf } from '../linkage/keys.ts'
import { standardise } from '../rules/standardise.ts'
import { findCandidates, KEY_CAP, SHARED, type Wanted } from './candidates.ts'

let heed: TestHeed

const nobody = { givenName: null, familyName: null, dateOfBirth: null, phone: null, email: null, addressText: null, postcode: null }
const EVERYBODY = ['amara.diallo', 'ines.moreau', 'chidi.okafor', 'leah.marsh', 'priya.nair', 'femi.adeyemi', 'karin.lindqvist', 'imran.rahman', 'wei.zhang', 'owen.tate', 'nadia.kovacs', 'robin.castle', 'margaret.osei', 'sam.blank', 'dev.mistry', 'joan.firth', 'peter.lamb']
const north = { text: '3 Cold Lane', postcode: 'ZA2 1AA', ...middleOf(2, 1), addressId: null }

function wantedOf(person: Partial<typeof nobody> | Record<string, string>): Wanted {
  const standard = standardise({ ...nobody, ...person }, '2026-11-23')
  return { ...mentionKeysOf(standard), dateOfBirth: standard.birth?.day ?? null, birthYear: standard.birth?.year ?? null }
}

beforeAll(async () => {
  heed = await openTestHeed()
  await heed.act('amara.diallo', async (ctx) => {
    for (const place of [undefined, north]) {
      for (const person of [
        { givenName: 'Catherine', familyName: 'Okonedo', phone: '07700 900150', dateOfBirth: '1950-05-05', email: 'c.okonedo@example.org', addressText: '7 Vale Row', postcode: 'ZA1 2BC' },
        { givenName: 'Kathryn', familyName: 'Okonedoe', dateOfBirth: '1950-05-05', postcode: 'ZA1 2BC' },
        { givenName: 'Okonedo', familyName: 'Catherine' },
      ]) await anIncident(ctx, { people: [aPerson(person)], ...(place === undefined ? {} : { place }) })
    }
  })
}, 60_000)

afterAll(async () => heed.close())

describe('who may be meant', () => {
  it.each([
    ['the telephone', { phone: '07700900150' }, 2],
    ['the e-mail address', { email: 'C.Okonedo@example.org' }, 2],
    ['birthday and surname', { dateOfBirth: '1950-05-05', familyName: 'Okonedo' }, 2],
    ['birthday and an initial', { dateOfBirth: '1950-05-05', givenName: 'K' }, 2],
    ['postcode and surname', { postcode: 'ZA1 2BC', familyName: 'Okonedo' }, 2],
    ['postcode and initial', { postcode: 'ZA1 2BC', givenName: 'Clara' }, 2],
    ['house and initial', { addressText: '7 Vale Row', postcode: 'ZA1 2BC', givenName: 'Clara' }, 2],
    ['the name, whichever part comes first', { givenName: 'Catherine', familyName: 'Okonedo' }, 4],
    ['the sound of the surname', { givenName: 'Catherine', familyName: 'Okoneda' }, 2],
  ])('PE-21 is found by %s', async (_what, person, count) => {
    const { mentions, common } = await heed.look('amara.diallo', (ctx) => findCandidates(ctx, wantedOf(person)))
    expect(mentions).toHaveLength(count)
    expect(common).toEqual([])
  })

  it('PE-21 is nobody beyond the row policies, and everybody within them, for every role', async () => {
    const counts = new Set<number>()
    for (const name of EVERYBODY) {
      await heed.look(name, async (ctx) => {
        const visible = await ctx.db.selectFrom('personMentions').select('id').where('phoneKey', '=', '+447700900150').where('correctedById', 'is', null).orderBy('id').execute()
        const { mentions } = await findCandidates(ctx, wantedOf({ phone: '07700 900150' }))
        expect(mentions.map(({ id }) => id), name).toEqual(visible.map(({ id }) => id))
        counts.add(mentions.length)
      })
    }
    expect([...counts].sort((a, b) => a - b)).toEqual([0, 1, 2])
  })

  it('PE-02 what their reports say comes from those the row policies show, for every role', async () => {
    const persons = await heed.look('amara.diallo', async (ctx) => (await ctx.db.selectFrom('personMentions').select('personId').distinct().orderBy('personId').execute()).map(({ personId }) => personId))
    const seen = new Set<string>()
    for (const name of EVERYBODY) {
      await heed.look(name, async (ctx) => {
        const { rows: visible } = await sql`select m.person_id, count(distinct i.id)::integer as reports, max(i.reported_at) as last_at, array_agg(distinct m.part) as parts
          from person_mentions m join incidents i on i.id = m.source_id where m.person_id = any (${persons}::uuid[]) and m.corrected_by_id is null and i.withdrawn_at is null group by m.person_id order by m.person_id`.execute(ctx.db)
        const { rows: told } = await sql`select person_id, reports, last_at, parts from heed.histories_of(${persons}::uuid[]) order by person_id`.execute(ctx.db)
        expect(told, name).toEqual(name === 'dev.mistry' || name === 'joan.firth' || name === 'peter.lamb' ? [] : visible)
        seen.add(`${told.length}`)
      })
    }
    expect(seen).toContain('0')
    expect(seen).toContain(`${persons.length}`)
  })

  it('PE-21 is told with the keys that were shared, added up', async () => {
    const { mentions } = await heed.look('amara.diallo', (ctx) => findCandidates(ctx, wantedOf({ givenName: 'Catherine', familyName: 'Okonedo', phone: '07700 900150' })))
    expect(new Set(mentions.map(({ byKeys }) => byKeys))).toEqual(new Set([SHARED.phone + SHARED.name + SHARED['sound of the surname and given name'], SHARED['name the other way round']]))
  })
})

describe('a key that everybody shares', () => {
  it('PE-21 is split by the initial and said to be, to those who see the whole force, and cuts nobody who agrees in more', async () => {
    await heed.act('amara.diallo', async (ctx) => {
      for (let at = 0; at < KEY_CAP + 10; at += 20) {
        await anIncident(ctx, { people: Array.from({ length: 20 }, (_, n) => aPerson({ givenName: `${'abcdefghij'[(at / 20) % 10] ?? ''}lex`, familyName: `Hostel${'abcdefghijklmnopqrst'[n] ?? ''}`, phone: '020 7946 0999' })) })
      }
      await anIncident(ctx, { people: [aPerson({ givenName: 'Zebedee', familyName: 'Last', phone: '020 7946 0999' })] })
    })
    const asked = { phone: '020 7946 0999', givenName: 'Zebedee' }
    const found = await heed.look('amara.diallo', (ctx) => findCandidates(ctx, wantedOf(asked)))
    expect(found.common).toEqual(['phone'])
    expect(found.mentions.some(({ givenName }) => givenName === 'Zebedee')).toBe(true)
    const near = await heed.look('karin.lindqvist', (ctx) => findCandidates(ctx, wantedOf(asked)))
    expect(near.common).toEqual([])
    expect(near.mentions.some(({ givenName }) => givenName === 'Zebedee')).toBe(true)
  }, 60_000)
})
