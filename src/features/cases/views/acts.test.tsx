import { describe, expect, it } from 'vitest'
import { aHeader, anEntry, caseNow as now } from '#test/support/case-views.ts'
import { readWords } from '#test/support/reading.ts'
import type { Page } from '#ui/page.ts'
import type { CaseHeader } from '../queries/case-header.ts'
import type { ClosureView } from '../queries/case-parts.ts'
import {
  AllocationPage, ClosingDecisionPage, ClosingPage, ContactPage, CorrectionPage, DecisionPage, LinkPage, NotePage, OpenPage, PersonPage, PlanItemPage, ReopeningPage, ReviewPage, SealPage, TransferPage, type Typed,
} from './acts.tsx'
import { CaseFilesPage } from './files.tsx'

type Given = Typed & { header: CaseHeader; now: Date }
const owners = [{ value: 'a1', text: 'PC Priya Nair' }, { value: 'a2', text: 'PC Hana Suzuki' }]
const teams = [{ value: 't1', text: 'Tanner Street Team' }, { value: 't2', text: 'Ropewalk Team' }]
const closure: ClosureView = {
  requestedAt: now, requestedBy: 'a1', requestedByName: 'PC Priya Nair', resultName: 'The behaviour stopped', account: 'She agrees', victimToldAt: now, victimToldWhat: 'To ring', victimNotToldBecause: null,
  decision: null, decidedAt: null, decidedByName: null, reason: null,
}
const due = [{ rank: 'sergeant', everyDays: 14, dueOn: '2026-12-07' }, { rank: 'chief inspector', everyDays: 56, dueOn: '2027-01-18' }]
const given = (changed: Partial<CaseHeader> = {}, more: Typed = {}): Given => ({ header: aHeader(changed), now, ...more })

const plain: readonly (readonly [string, string, (given: Given) => Page])[] = [
  ['contact', '/cases/c1/contact', ContactPage], ['decision', '/cases/c1/decision', DecisionPage], ['note', '/cases/c1/note', NotePage], ['link', '/cases/c1/incident', LinkPage], ['person', '/cases/c1/person', PersonPage],
  ['correction', '/cases/c1/entries/e1/correction', (one) => CorrectionPage({ ...one, entry: anEntry() })],
]
/** Those that change what somebody read of the case, and so must say which version they read. */
const versioned: typeof plain = [
  ['allocation', '/cases/c1/allocation', (one) => AllocationPage({ ...one, owners })], ['transfer', '/cases/c1/transfer', (one) => TransferPage({ ...one, teams })], ['review', '/cases/c1/review', (one) => ReviewPage({ ...one, due })],
  ['closing', '/cases/c1/closing', (one) => ClosingPage({ ...one, results: [{ value: 'stopped', text: 'The behaviour stopped' }] })], ['decision of a closing', '/cases/c1/closing/decision', (one) => ClosingDecisionPage({ ...one, closure })],
  ['reopening', '/cases/c1/reopening', ReopeningPage], ['seal', '/cases/c1/seal', (one) => SealPage({ ...one, people: owners, named: ['a1'] })],
]
const item = (one: Given) => PlanItemPage({ ...one, item: { id: 's1', name: 'Background researched', version: 7 } })
const all = [...plain, ...versioned, ['standard', '/cases/c1/plan/s1', item] as const]
const markup = (page: Page) => String(page.body)
const fieldsOf = (page: Page) => [...new Set([...markup(page).matchAll(/<(?:input|textarea|select)\b[^>]*? name="([^"]+)"/g)].map(([, name]) => name ?? ''))].filter((name) => name !== 'version' && name !== 'csrf')
const choicesOf = (page: Page) => [...markup(page).matchAll(/<option value="([^"]+)"|type="(?:radio|checkbox)" value="([^"]+)"/g)].map(([, option, button]) => option ?? button)
const isChosen = (page: Page, value: string) => new RegExp(`value="${value}"[^>]*\\b(?:checked|selected)`).test(markup(page))

describe('the page of any act on a case', () => {
  it.each(all)('%s: says which case, sends to its own address, and leads back', (_name, action, draw) => {
    const page = draw(given())
    expect([page.caption, page.back?.href]).toEqual(['CASE/2026/000001', '/cases/c1'])
    expect([...markup(page).matchAll(/<form method="post" action="([^"]*)"/g)].map(([, to]) => to)).toEqual([action])
  })

  it.each(all)('%s: stands under what is safe for the victim, before the first field', (_name, _action, draw) => {
    const words = readWords(draw(given({ safeToContact: 'Ring before noon' })).body)
    expect(words).toContain('Edna Pell')
    expect(words.indexOf('Safe contact: Ring before noon')).toBeGreaterThan(-1)
    expect(markup(draw(given({ safeToContact: 'Ring before noon' }))).indexOf('Ring before noon')).toBeLessThan(markup(draw(given({ safeToContact: 'Ring before noon' }))).search(/<form/))
  })

  it.each(all)('%s: keeps what was typed as words, and stands each fault beside its field', (_name, _action, draw) => {
    const names = fieldsOf(draw(given()))
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) {
      const page = draw(given({}, { errors: [{ field: name, message: `Put ${name} right` }], answers: { [name]: '"typed" <b>' } }))
      expect(page.errors).toEqual([{ field: name, message: `Put ${name} right` }])
      expect([name, readWords(page.body).includes(`Put ${name} right`)]).toEqual([name, true])
      expect(markup(page)).not.toContain('<b>')
    }
  })

  it.each(versioned)('PL-01 %s: sends the version that was read, also when it is shown again after the case moved on', (_name, _action, draw) => {
    expect(markup(draw(given({ version: 3 })))).toContain('name="version" value="3"')
    expect(markup(draw(given({ version: 4 }, { answers: { version: '3' } })))).toContain('name="version" value="3"')
  })

  it.each(plain)('%s: only adds, and so goes through whatever became of the case meanwhile', (_name, _action, draw) => {
    expect(markup(draw(given()))).not.toContain('name="version"')
  })

  it('PL-01 standard: sends the version of the standard, not of the case', () => {
    expect(markup(item(given({ version: 3 })))).toContain('name="version" value="7"')
  })
})

describe('what each page offers', () => {
  it('CA-24 an owner who is not the owner, and back to the list only where there is one', () => {
    expect(choicesOf(AllocationPage({ ...given(), owners }))).toEqual(['a2', 'nobody'])
    expect(choicesOf(AllocationPage({ ...given({ ownerId: null, ownerName: null }), owners }))).toEqual(['a1', 'a2'])
  })

  it('CA-24 every team but its own', () => {
    expect(choicesOf(TransferPage({ ...given(), teams }))).toEqual(['t2'])
  })

  it('CA-23 to set a standard aside only to those who may', () => {
    expect(choicesOf(item(given()))).toEqual(['done', 'missed'])
    expect(choicesOf(item({ header: aHeader({}, ['setAside']), now }))).toEqual(['done', 'missed', 'not needed'])
  })

  it('CA-09 the turns of rank that are due, with their days', () => {
    const page = ReviewPage({ ...given(), due })
    expect(choicesOf(page)).toEqual(['sergeant', 'chief inspector'])
    expect(readWords(page.body)).toMatch(/Sergeant, due 7 December( 2026)?.*Chief inspector, due 18 January 2027/)
  })

  it('CA-28 a seal with those named already ticked; to take it off only where there is one', () => {
    const none = SealPage({ ...given(), people: owners, named: [] })
    expect([isChosen(none, 'a1'), isChosen(none, 'a2'), fieldsOf(none).includes('takeOff')]).toEqual([false, false, false])
    const sealed = SealPage({ ...given({ isSealed: true }), people: owners, named: ['a2'] })
    expect([isChosen(sealed, 'a1'), isChosen(sealed, 'a2'), fieldsOf(sealed).includes('takeOff')]).toEqual([false, true, true])
    expect(isChosen(sealed, 'yes')).toBe(false)
  })

  it('CA-03 what is asked when a closing is asked for: the result, and what each victim was told or why not', () => {
    expect(fieldsOf(ClosingPage({ ...given(), results: [] }))).toEqual(['resultKey', 'account', 'isTold', 'onDay', 'atTime', 'toldWhat', 'notToldBecause'])
    expect(choicesOf(ClosingPage({ ...given(), results: [] }))).toEqual(['yes', 'no', 'no victim'])
  })

  it.each([
    [{}, 'told on 23 November 2026 at 21:14: To ring'], [{ victimToldAt: null, victimToldWhat: null, victimNotToldBecause: 'She has moved away' }, 'not told: She has moved away'],
    [{ victimToldAt: null, victimToldWhat: null }, 'not told: nobody is named as a victim'],
  ])('CA-04 whoever decides a closing reads what was asked, by whom, and that the victim was told or not (%j)', (changed, said) => {
    const words = readWords(ClosingDecisionPage({ ...given(), closure: { ...closure, ...changed } }).body)
    for (const part of ['The behaviour stopped', 'PC Priya Nair', 'She agrees', said]) expect(words).toContain(part)
  })

  it('a contact happened now, by the clock of London, until something else is typed', () => {
    const page = markup(ContactPage({ header: aHeader(), now: new Date('2026-07-14T23:30:00Z') }))
    expect(page).toMatch(/name="onDay"[^>]*value="15\/7\/2026"/)
    expect(page).toMatch(/name="atTime"[^>]*value="00:30"/)
    expect(markup(ContactPage(given({}, { answers: { atTime: 'noon' } })))).toMatch(/name="atTime"[^>]*value="noon"/)
  })

  it('a correction shows what it corrects, line by line, and its reason, as words', () => {
    const words = readWords(CorrectionPage({ ...given(), entry: anEntry({ text: 'First\n\nSecond <i>', reason: 'Because' }) }).body)
    expect(words).toMatch(/First Second <i> Because|First Second &lt;i&gt; Because/)
    expect(markup(CorrectionPage({ ...given(), entry: anEntry({ text: '<i>' }) }))).not.toContain('<i>')
  })

  it('a note is kept as it is typed, on this device’s own draft', () => {
    expect(markup(NotePage(given()))).toContain('data-draft="case-note"')
  })
})

describe('opening a case by hand', () => {
  it('is of one incident, says that a high risk opens one by itself, and keeps the reason that was typed', () => {
    const page = OpenPage({ incident: { id: 'i1', reference: 'ASB/2026/000374' }, errors: [{ field: 'reason', message: 'Enter the reason' }], answers: { reason: 'It goes on' } })
    expect([page.caption, page.back?.href]).toEqual(['ASB/2026/000374', '/incidents/i1'])
    expect(markup(page)).toContain('action="/incidents/i1/cases"')
    expect(readWords(page.body)).toMatch(/opens a case by itself.*Enter the reason.*It goes on/)
  })
})

describe('the files of a case', () => {
  const files = (may: readonly (keyof CaseHeader['acts'])[]) => CaseFilesPage({ header: aHeader({}, may), now, files: [] })

  it('are added by those who work the case; others read why they cannot', () => {
    expect(markup(files(['work']))).toMatch(/<form method="post" action="\/cases\/c1\/files" enctype="multipart\/form-data"/)
    expect(markup(files([]))).not.toContain('<form')
    expect(readWords(files([]).body)).toContain('Not yours to do')
  })
})
