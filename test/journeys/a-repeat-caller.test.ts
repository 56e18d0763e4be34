import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { loadPostcodes } from '#features/places/index.ts'
import { sourceOf } from '#platform/files/source.ts'
import { middleOf } from '#test/support/town.ts'
import { choiceOf, openJourney, type Journey } from './browser.ts'

const home = middleOf(1, 1)
let journey: Journey
let incident = ''
let assessment = ''
let caseAt = ''

beforeAll(async () => {
  journey = await openJourney('a-repeat-caller')
  const { heed } = journey
  await heed.act('service:cli', (ctx) => loadPostcodes(ctx, sourceOf('postcodes.csv', `postcode,longitude,latitude\nZA1 2BC,${home.longitude},${home.latitude}\n`), async () => undefined))
  for (const day of ['2026-11-02T20:10:00Z', '2026-11-14T21:40:00Z']) {
    heed.clock.moveTo(new Date(day))
    await heed.act('amara.diallo', (ctx) => anIncident(ctx, {
      place: { text: '14 Tanner Street', postcode: 'ZA1 2BC', addressId: null, ...home },
      people: [aPerson({ givenName: 'Ada', familyName: 'Pell', phone: '07700 900123', wantsContact: true, safeToContact: 'Mornings, never by text' })],
    }))
  }
  heed.clock.moveTo(new Date('2026-11-23T21:14:00Z'))
  await heed.follow()
}, 60_000)

afterAll(async () => journey?.close())

/** Go to a page and wait until it is there. */
const open = (page: Page, path: string): Promise<unknown> => page.goto(`${journey.origin}${path}`)
/** Press a button and wait for the page that follows. */
const send = async (page: Page, button: string, then: RegExp): Promise<void> => {
  await page.getByRole('button', { name: button }).click()
  await page.waitForURL(then)
}

describe('Mrs Pell reports for the third time', () => {
  it('and the call handler takes it with nothing but the keyboard', async () => {
    const page = await journey.signIn('amara.diallo')
    await open(page, '/incidents/new')
    await page.getByLabel('Last name').first().focus()
    await page.keyboard.type('Pell')
    await page.getByLabel('Telephone').first().focus()
    await page.keyboard.type('07700900123')
    const known = page.locator('#known').getByRole('button', { name: /^This is them/ }).first()
    await known.waitFor()
    await known.focus()
    await page.keyboard.press('Enter')
    await page.locator('#known').getByText('This is them.').first().waitFor()
    await page.getByLabel('How and when is it safe to reach them?').focus()
    await page.keyboard.type('Mornings, never by text')
    await page.getByLabel('Address or place').focus()
    await page.keyboard.type('14 Tanner Street')
    await page.keyboard.press('Tab')
    await page.keyboard.type('ZA1 2BC')
    await page.getByText('Tanner Street Safer Neighbourhoods Team will be told').waitFor()
    await page.getByLabel('What they say is happening').focus()
    await page.keyboard.type('The same young men are kicking the door. She is frightened to go out.')
    for (const [question, answer] of [['d1', 'yes'], ['d5', 'yes'], ['d4', 'not-asked']] as const) {
      await page.locator(`input[name="prompt.${question}.answer"][value="${answer}"]`).focus()
      await page.keyboard.press('Space')
    }
    await page.locator('input[name="prompt.d1.note"]').focus()
    await page.keyboard.type('Three times this month')
    await page.locator('#known').getByText('Suggested grade').waitFor()
    await journey.look(page, '01-call')
    await page.keyboard.press('Control+Enter')
    await page.waitForURL(/\/incidents\/[0-9a-f-]{36}$/)
    incident = new URL(page.url()).pathname
    expect(await page.textContent('body')).toContain('Tanner Street Safer Neighbourhoods Team has been told')
    await journey.look(page, '02-recorded')
  }, 90_000)

  it('and the ward’s constable finds it waiting, and says that she has seen it', async () => {
    const page = await journey.signIn('priya.nair')
    await journey.look(page, '03-home')
    await open(page, '/notifications')
    await journey.look(page, '04-notifications')
    await open(page, incident)
    await send(page, 'Acknowledge', new RegExp(`${incident}$`))
    expect(await page.textContent('body')).toContain('PC Priya Nair, today at 21:14')
  }, 90_000)

  it('and the intelligence unit confirms the flag, and asks the officer for an assessment', async () => {
    const page = await journey.signIn('wei.zhang')
    await open(page, '/incidents/research')
    await journey.look(page, '05-research')
    await open(page, `${incident}/flags/repeat`)
    await journey.look(page, '06-flag')
    await page.getByLabel('Confirmed').check()
    await send(page, 'Save', new RegExp(`${incident}$`))
    await open(page, `${incident}/assessment-request`)
    await page.getByLabel('Officer').selectOption(await choiceOf(page, 'PC Priya Nair'))
    await send(page, 'Ask', new RegExp(`${incident}$`))
    expect(await page.textContent('body')).toContain('The officer has been told')
  }, 90_000)

  it('and the officer assesses her on a phone, without script', async () => {
    const page = await journey.signIn('priya.nair', { javaScript: false, width: 360 })
    await open(page, incident)
    await page.getByRole('button', { name: 'Start a risk assessment' }).click()
    await send(page, 'Start', /questions\/1$/)
    await journey.look(page, '07-question')
    for (let number = 1; number <= 14; number++) {
      await page.waitForURL(new RegExp(`questions/${number}$`))
      await page.getByRole('radio').last().check()
      await page.getByRole('button', { name: 'Save and continue' }).click()
    }
    await page.waitForURL(/check$/)
    await journey.look(page, '08-check')
    await send(page, 'Send for approval', /assessments\/[0-9a-f-]{36}$/)
    assessment = new URL(page.url()).pathname
  }, 120_000)

  it('and the sergeant returns it with a reason, the officer mends it, and it is approved', async () => {
    const desk = await journey.signIn('femi.adeyemi')
    await open(desk, '/assessments/awaiting')
    await journey.look(desk, '09-awaiting')
    await open(desk, assessment)
    await journey.look(desk, '10-supervision')
    await desk.getByLabel('What needs to change before it can be approved').fill('Say in her words what happened on the stairs')
    await desk.getByRole('button', { name: 'Return to the officer' }).click()
    await desk.getByText('The officer has been told').waitFor()
    const phone = await journey.signIn('priya.nair', { javaScript: false, width: 360 })
    await open(phone, `${assessment}/check`)
    expect(await phone.textContent('body')).toContain('Say in her words what happened on the stairs')
    await open(phone, `${assessment}/questions/2?from=check`)
    await phone.getByLabel('In the victim’s own words').fill('He stood on the stairs and would not let me by')
    await send(phone, 'Save and continue', /check$/)
    await send(phone, 'Send for approval', /assessments\/[0-9a-f-]{36}$/)
    await open(desk, assessment)
    await desk.getByRole('button', { name: 'Approve', exact: true }).click()
    await desk.getByText('Risk assessment approved').waitFor()
    await journey.heed.follow()
  }, 90_000)

  it('and a case stands on the unallocated list until the supervisor gives it an owner', async () => {
    const page = await journey.signIn('femi.adeyemi')
    await open(page, '/cases?scope=unallocated')
    await journey.look(page, '11-unallocated')
    await page.getByRole('link', { name: /^CASE\// }).click()
    await page.waitForURL(/\/cases\/[0-9a-f-]{36}$/)
    caseAt = new URL(page.url()).pathname
    await journey.look(page, '12-case')
    await open(page, `${caseAt}/allocation`)
    await journey.look(page, '13-allocation')
    await page.getByLabel('Who will own this case').selectOption(await choiceOf(page, 'PC Priya Nair'))
    await send(page, 'Allocate', new RegExp(`${caseAt}$`))
    expect(await page.textContent('body')).toContain('they have been told')
  }, 90_000)

  it('and its owner speaks to her, keeps the standards, and keeps a photograph without its place', async () => {
    const page = await journey.signIn('priya.nair')
    await open(page, `${caseAt}/contact`)
    expect(await page.textContent('body')).toContain('Mornings, never by text')
    await journey.look(page, '14-contact')
    await page.getByLabel('Phone', { exact: true }).check()
    await page.getByRole('radio', { name: 'Yes' }).check()
    await page.getByLabel('What was said, or what you tried').fill('She is safe tonight. Her sister is with her.')
    await page.getByLabel('What you told them about the case').fill('That I own it, and will ring on Thursday')
    await send(page, 'Record the contact', new RegExp(`${caseAt}/timeline$`))
    await open(page, `${caseAt}/plan`)
    await journey.look(page, '15-plan')
    await page.getByRole('link', { name: /Record how it ended/ }).first().click()
    await page.getByRole('radio', { name: 'Done' }).check()
    await page.getByRole('textbox').last().fill('Looked for the address and the young men named')
    await journey.look(page, '16-standard')
    await page.getByRole('button', { name: 'Record', exact: true }).click()
    await page.getByText('Ended (').first().waitFor()
    await open(page, `${caseAt}/files`)
    const picture = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#964' } })
      .withExif({ IFD0: { Make: 'Invented' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 25/1 0/1' } }).jpeg().toBuffer()
    expect((await sharp(picture).metadata()).exif).toBeDefined()
    await page.locator('input[type=file]').setInputFiles({ name: 'door.jpg', mimeType: 'image/jpeg', buffer: picture })
    await page.getByLabel('What it is').fill('Photograph of the front door')
    await send(page, 'Add the file', /files$/)
    await journey.look(page, '17-files')
    const kept = await page.request.get(`${journey.origin}${(await page.locator('main a[href^="/files/"]').first().getAttribute('href')) ?? ''}`)
    expect((await sharp(await kept.body()).metadata()).exif).toBeUndefined()
  }, 90_000)

  it('and it is closed only the second time, once the reason for the refusal is met', async () => {
    const owner = await journey.signIn('priya.nair')
    const sergeant = await journey.signIn('femi.adeyemi')
    await ask(owner, 'The young men have moved away.')
    await journey.look(owner, '19-closing-asked')
    await decide(sergeant, 'No, it stays open', 'Speak to the landlord first')
    await open(owner, caseAt)
    expect(await owner.textContent('body')).toContain('Speak to the landlord first')
    await ask(owner, 'The young men have moved away, and the landlord agrees.')
    await decide(sergeant, 'Yes, close it', null)
    await open(sergeant, caseAt)
    await journey.look(sergeant, '21-closed')
    for (const [tab, picture] of [['timeline', '22-timeline'], ['people', '23-people'], ['history', '24-history']] as const) {
      await open(sergeant, `${caseAt}/${tab}`)
      await journey.look(sergeant, picture)
    }
    await open(sergeant, incident)
    await journey.look(sergeant, '25-incident')
    const told = await sergeant.textContent('main') ?? ''
    for (const said of ['Confirmed', 'High', 'CASE/2026/000001', 'StatusClosed', 'Three times this month']) expect(told).toContain(said)
  }, 120_000)
})

async function ask(page: Page, account: string): Promise<void> {
  await open(page, `${caseAt}/closing`)
  await page.getByLabel('Result of the case').selectOption({ index: 1 })
  await page.getByLabel('What was done, and how it ended').fill(account)
  await page.getByRole('radio', { name: 'Yes' }).check()
  await page.getByLabel('What they were told').fill('That we are closing it, and to ring if it begins again')
  await journey.look(page, '18-closing')
  await send(page, 'Ask for it to be closed', new RegExp(`${caseAt}$`))
}

async function decide(page: Page, answer: string, reason: string | null): Promise<void> {
  await open(page, `${caseAt}/closing/decision`)
  await page.getByLabel(answer).check()
  if (reason !== null) await page.getByLabel('Reason').fill(reason)
  await journey.look(page, '20-decision')
  await send(page, 'Record the decision', new RegExp(`${caseAt}$`))
}
