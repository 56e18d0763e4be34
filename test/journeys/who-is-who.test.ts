import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { plusMinutes } from '#platform/time/instant.ts'
import { openJourney, type Journey } from './browser.ts'

let journey: Journey

const home = { addressText: '31 Cooper Row', postcode: 'ZA1 4QD' } as const
const place = { text: '31 Cooper Row', postcode: 'ZA1 4QD', longitude: -0.09, latitude: 51.41, addressId: null }

/** A call of an earlier day, and everything that follows from it. */
async function called(person: Parameters<typeof aPerson>[0]): Promise<void> {
  await journey.heed.act('amara.diallo', (ctx) => anIncident(ctx, { place, people: [aPerson({ ...home, ...person })] }))
  await journey.heed.follow()
  journey.heed.clock.moveTo(plusMinutes(journey.heed.clock.now(), 24 * 60))
}

beforeAll(async () => {
  journey = await openJourney('who-is-who')
  await called({ givenName: 'Margaret', familyName: 'Quillfeather', dateOfBirth: '1961-04-02', phone: '07700 900112' })
  await called({ givenName: 'Margaret', familyName: 'Pellham', dateOfBirth: '1961-04-02', phone: '07700 900873' })
  await called({ givenName: 'Rosalind', familyName: 'Pellham', dateOfBirth: '1961-04-02', phone: '020 7946 0345' })
  await called({ givenName: 'Edith', familyName: 'Pellham', dateOfBirth: '1934-11-20', phone: '020 7946 0345' })
}, 60_000)

afterAll(async () => journey?.close())

describe('a woman who has called from two telephones under two names', () => {
  it('PE-02 is recognised as she gives her name as Mrs, from both her calls, and is linked by one key', async () => {
    const page = await journey.signIn('amara.diallo')
    await page.goto(`${journey.origin}/incidents/new`)
    await page.getByLabel('Last name').first().fill('Pellham')
    await page.getByLabel('First name').first().fill('Mrs')
    await page.getByLabel('Telephone').first().fill('07700 900873')
    await page.getByText('Margaret Pellham').first().waitFor()
    const known = (await page.locator('.heed-known-person').first().textContent()) ?? ''
    expect(known).toContain('same phone and surname')
    expect(known).toContain('2 reports as caller')
    expect(known).toContain('Probably known')
    for (const other of ['Rosalind', 'Edith', 'Possibly known']) expect(known).not.toContain(other)
    await journey.look(page, 'known')
    await page.getByLabel('First name').first().fill('Margaret')
    await page.getByLabel('Telephone').first().fill('')
    await page.getByLabel('Date of birth').first().fill('2/4/1961')
    await page.locator('.heed-known-person').first().getByText('Rosalind Pellham').first().waitFor()
    const probably = await page.locator('.heed-known-person').first().locator('.heed-known--same').allTextContents()
    expect(probably.map((text) => /Margaret|Rosalind|Edith/.exec(text)?.[0])).toEqual(['Margaret'])
    await journey.look(page, 'known-beside-her-twin')
    await page.keyboard.press('Alt+y')
    await page.getByText('You said this is someone on record').waitFor()
    await page.getByLabel('What they say is happening').fill('The door again')
    await page.keyboard.press('Control+Enter')
    await page.waitForURL(/\/incidents\/[0-9a-f-]{36}$/)
    await journey.heed.follow()
    const persons = await journey.heed.act('amara.diallo', (ctx) => ctx.db.selectFrom('personMentions').select('personId').distinct().where('familyName', 'in', ['Pellham', 'Quillfeather']).execute())
    expect(persons).toHaveLength(3)
  }, 120_000)
})

describe('two records nobody can be sure of', () => {
  it('PE-24 and PE-15 the analyst sees both, decides, it survives the night, and taking it back puts everything back', async () => {
    await called({ givenName: 'Dilwyn', familyName: 'Arkwright', phone: '07700 900401', postcode: 'ZA1 5BB', addressText: '4 Mill Yard' })
    await called({ givenName: 'Dillon', familyName: 'Arkwright', phone: null, postcode: 'ZA1 5BB', addressText: '9 Mill Yard' })
    const personsOf = async () => (await journey.heed.act('amara.diallo', (ctx) => ctx.db.selectFrom('personMentions').select(['id', 'personId']).where('familyName', '=', 'Arkwright').orderBy('id').execute())).map(({ personId }) => personId)
    const before = await personsOf()
    const page = await journey.signIn('wei.zhang', { javaScript: false, width: 360 })
    await page.goto(`${journey.origin}/`)
    await page.getByRole('link', { name: 'Records that may be of one person' }).click()
    await journey.look(page, 'queue')
    await page.getByRole('link', { name: /Arkwright/ }).first().click()
    await page.getByText('The evidence, step by step').waitFor()
    await journey.look(page, 'both-sides')
    await page.getByRole('button', { name: 'Decide' }).click()
    await page.getByRole('heading', { name: 'There is a problem' }).waitFor()
    await journey.look(page, 'nothing-chosen')
    await page.getByLabel('Yes, the same person').check()
    await page.getByLabel('Why').fill('The ward officer knows him by both names')
    await page.getByRole('button', { name: 'Decide' }).click()
    await page.getByText('Decided: the same person').waitFor()
    expect(new Set(await personsOf()).size).toBe(1)
    await journey.heed.follow()
    const [together = ''] = await personsOf()
    await page.goto(`${journey.origin}/people/${together}`)
    await page.getByRole('link', { name: 'Why these records are taken to be of one person' }).click()
    await page.getByText('Decisions that hold (1)').waitFor()
    await journey.look(page, 'why-one-person')
    await page.getByRole('link', { name: /^Take back/ }).click()
    await page.getByLabel('Why it is taken back').fill('It was his cousin')
    await page.getByRole('button', { name: 'Take it back' }).click()
    await page.getByText('The decision is taken back').waitFor()
    await journey.look(page, 'taken-back')
    await journey.heed.follow()
    expect(await personsOf()).toEqual(before)
  }, 120_000)
})
