import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listCases, openCaseByHand } from '#features/cases/index.ts'
import { aPerson, anIncident } from '#features/incidents/examples.ts'
import { addNote, listIncidents, openByRisk } from '#features/incidents/index.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { searchFor } from './search.ts'

let heed: TestHeed
let [incidentId, caseId] = ['', '']

/** One report typed on a telephone, which makes every apostrophe a curly one. */
beforeAll(async () => {
  heed = await openTestHeed()
  incidentId = (await heed.act('amara.diallo', (ctx) => anIncident(ctx, {
    narrative: 'The neighbour’s dog again, and nobody’s there', people: [aPerson({ role: 'victim', givenName: 'Siân', familyName: 'O’Neil' })],
    place: { text: '3 St John’s Gate', postcode: null, longitude: -0.09, latitude: 51.41, addressId: null },
  }))).incidentId
  await heed.act('priya.nair', (ctx) => addNote(ctx, { incidentId, text: 'Spoke to the landlord’s agent' }))
  caseId = (await heed.act('priya.nair', (ctx) => openCaseByHand(ctx, { incidentId, reason: 'The children’s sleep' }))).caseId
})
afterAll(() => heed.close())

const incidents = async (words: string) => (await heed.look('priya.nair', (ctx) => listIncidents(ctx, { ...openByRisk, scope: 'team', words }))).rows.map(({ id }) => id)
const cases = async (words: string, over: Partial<Parameters<typeof listCases>[1]> = {}) => (await heed.look('priya.nair', (ctx) => listCases(ctx, { scope: 'team', status: 'working', page: 1, words, ...over }))).rows.map(({ id }) => id)
const search = (words: string) => heed.look('priya.nair', (ctx) => searchFor(ctx, words))

describe('an apostrophe is one however it is typed', () => {
  it.each(["neighbour's dog", 'neighbour’s dog', 'neighbour', "St John's", 'St John’s Gate', "landlord's agent", 'landlord', 'nobody`s'])('in the list of incidents: %s', async (words) => {
    expect(await incidents(words)).toEqual([incidentId])
  })

  it.each(["O'Neil", 'O’Neil', 'oʼneil', 'ONEIL', "Siân O'Neil", 'sian oneil', "O'Neil, Siân", "children's sleep", 'children’s'])('in the list of cases: %s', async (words) => {
    expect(await cases(words)).toEqual([caseId])
  })

  it.each(["O'Neil", 'O’Neil', "Siân O'Neil"])('in the search for people: %s', async (words) => {
    expect((await search(words)).people.map(({ name }) => name)).toEqual(['Siân O’Neil'])
  })

  it.each(["neighbour's dog", 'the neighbour’s dog', "landlord's"])('in the search for words: %s', async (words) => {
    expect((await search(words)).incidents.map(({ id }) => id)).toEqual([incidentId])
  })

  it('and another word is found by none of them', async () => {
    expect([await incidents('neighbourhood watch'), await cases('Neill'), await cases('O Neil Jones'), await cases('%'), await cases("'")]).toEqual([[], [], [], [], []])
  })
})

describe('the words box of the list of cases', () => {
  it('keeps to the scope and the status of the list', async () => {
    expect(await cases('sleep', { scope: 'mine' })).toEqual([])
    expect(await cases('sleep', { status: 'closed' })).toEqual([])
    expect(await cases('sleep', { scope: 'unallocated' })).toEqual([caseId])
    expect((await heed.look('nadia.kovacs', (ctx) => listCases(ctx, { scope: 'borough', status: 'working', page: 1, words: 'sleep' }))).rows).toEqual([])
  })
})
