import { describe, expect, it } from 'vitest'
import { csrfMarker } from '#ui/html.ts'
import type { ClockView } from './queries.ts'
import { ClockPage, ClocksTable, ClockTag } from './views.tsx'

const now = new Date('2026-11-24T12:00:00Z')
const running: ClockView = {
  id: '0190a000-0000-7000-8000-00000000000a', kind: 'first-contact', name: 'First contact with the victim', subjectKind: 'case', subjectId: '0190a000-0000-7000-8000-00000000000b', state: 'running',
  startedAt: new Date('2026-11-23T09:00:00Z'), dueAt: new Date('2026-11-26T23:59:59.999Z'), remainingWords: '2 working days left', targetWords: '3 working days',
  ownerId: 'o', ownerName: 'Priya Nair', teamName: 'Fernhope', metAt: null, metByName: null, pausedBecause: null, pauseReasons: ['victim away', 'victim asked us to wait'],
  missedBecause: null, missedExplainedByName: null, missedExplainedAt: null, cancelledBecause: null, beyondHolidays: false, mayPause: false, mayResume: false, mayExplain: false,
}
const clock = (over: Partial<ClockView>): ClockView => ({ ...running, ...over })
const table = (...clocks: ClockView[]): string => String(<ClocksTable clocks={clocks} now={now} />)
const page = (over: Partial<ClockView>, told: { errors?: { field: string; message: string }[]; answers?: Record<string, string> } = {}): string => String(ClockPage({ clock: clock(over), now, ...told }).body)
/** What a person reads: markup taken away, spaces folded. */
const read = (markup: string): string => markup.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim()

describe('the standards of a record', () => {
  it('are a row each: what, how it stands in a word, when it is due, what is left and whose it is', () => {
    const drawn = table(running)
    expect(read(drawn)).toBe('Standards Standard State Due Left Owner Do First contact with the victim Running 26 November 2 working days left Priya Nair')
    expect(drawn).toContain('<th scope="row" class="govuk-table__header">First contact with the victim</th>')
  })

  it('say so when there is none, in the words of the page they stand on', () => {
    expect(read(table())).toBe('Standards No standard is running for this record.')
    expect(read(String(<ClocksTable clocks={[]} now={now} caption="Due" empty="Nothing is due." />))).toBe('Due Nothing is due.')
  })

  it.each([
    ['running', 'Running', 'blue'], ['due soon', 'Due soon', 'yellow'], ['overdue', 'Overdue', 'red'], ['paused', 'Paused', 'grey'], ['met', 'Met', 'green'], ['missed', 'Missed', 'orange'], ['no target set', 'No target set', 'grey'], ['cancelled', 'Cancelled', 'grey'],
  ] as const)('that are %s say the word “%s”, which the colour only repeats', (state, word, colour) => {
    expect(String(<ClockTag clock={{ state }} />)).toBe(`<strong class="govuk-tag govuk-tag--${colour}">${word}</strong>`)
  })

  it('say nothing twice: what is left of one that is over is its state', () => {
    expect(read(table(clock({ state: 'met', remainingWords: 'met' }))).match(/met/gi)).toHaveLength(1)
    expect(read(table(clock({ state: 'overdue', remainingWords: '1 working day overdue' })))).toContain('Overdue 26 November 1 working day overdue')
  })

  it('belong to the team when nobody owns them, and to nobody yet when no team does', () => {
    expect(read(table(clock({ ownerName: null })))).toMatch(/Fernhope$/)
    expect(read(table(clock({ ownerName: null, teamName: null })))).toMatch(/Nobody yet$/)
  })

  it('without a target, or beyond the holidays that are known, say so where they are due', () => {
    expect(read(table(clock({ dueAt: null, state: 'no target set', remainingWords: 'no target set' })))).toContain('No target set No target set Priya')
    expect(read(table(clock({ beyondHolidays: true })))).toContain('26 November (bank holidays are not known that far, so check it)')
    expect(table(running)).not.toContain('bank holidays')
  })

  it('that were missed say why, and nothing typed there is markup', () => {
    const drawn = table(clock({ state: 'missed', remainingWords: 'missed', missedBecause: 'Ill <b>all</b> week' }))
    expect(drawn).toContain('Missed because: Ill &lt;b&gt;all&lt;/b&gt; week')
    expect(table(clock({ state: 'missed', missedBecause: null }))).not.toContain('Missed because')
  })

  it.each([
    [{ mayPause: true }, 'Pause'], [{ mayResume: true }, 'Resume'], [{ mayExplain: true }, 'Say why'], [{ mayExplain: true, mayPause: true }, 'Say why'], [{ mayResume: true, mayPause: true }, 'Resume'],
  ] as const)('with %o lead to “%s”, which names its standard for those who cannot see the row', (over, words) => {
    expect(table(clock(over))).toContain(`<a class="govuk-link" href="/clocks/${running.id}">${words}<span class="govuk-visually-hidden"> (First contact with the victim)</span></a>`)
  })

  it('lead nowhere for those who may do nothing', () => {
    expect(table(running)).not.toContain('<a ')
  })
})

describe('the page of one clock', () => {
  it('is named for its standard, says of what it is, and leads back to it', () => {
    const { title, caption, back } = ClockPage({ clock: running, now })
    expect([title, caption, back]).toEqual(['First contact with the victim', 'Standard for this case', { href: `/cases/${running.subjectId}` }])
  })

  it('says all that is known, and has no row for what is not', () => {
    expect(read(page({}))).toBe('State Running Started yesterday at 09:00 Target 3 working days Due 26 November 2026 at 23:59 Left 2 working days left Owner Priya Nair')
    expect(read(page({ dueAt: null, state: 'no target set', remainingWords: 'no target set', targetWords: 'no target set' }))).toContain('Target No target set Due No target set Owner')
  })

  it('says who met it and when, or that this is not known', () => {
    const metAt = new Date('2026-11-24T08:30:00Z')
    expect(read(page({ state: 'met', remainingWords: 'met', metAt, metByName: 'Femi Adeyemi' }))).toContain('Done today at 08:30 , Femi Adeyemi')
    expect(read(page({ state: 'met', remainingWords: 'met', metAt }))).toContain('Done today at 08:30 , not known by whom')
  })

  it('says why it is paused, why it ended, why it was missed and who said so', () => {
    expect(read(page({ state: 'paused', pausedBecause: 'victim away' }))).toContain('Paused because victim away')
    expect(read(page({ state: 'cancelled', remainingWords: 'cancelled', cancelledBecause: 'recorded twice' }))).toContain('Ended because recorded twice')
    const missed = { state: 'missed', remainingWords: 'missed', missedBecause: 'snow', missedExplainedAt: new Date('2026-11-24T10:00:00Z') } as const
    expect(read(page({ ...missed, missedExplainedByName: 'Karin Lindqvist' }))).toContain('Missed because snow (Karin Lindqvist, today at 10:00 )')
    expect(read(page(missed))).toContain('snow (not known by whom, today at 10:00 )')
  })

  it('offers only what this person may do', () => {
    expect(page({})).not.toContain('<form')
    expect(page({ mayPause: true }).match(/<form/g)).toHaveLength(1)
    expect(page({ mayPause: true, mayExplain: true, mayResume: true }).match(/action="[^"]*"/g)).toEqual(['explanation', 'resumption', 'pause'].map((act) => `action="/clocks/${running.id}/${act}"`))
    expect(page({ mayPause: true, mayExplain: true, mayResume: true }).split(csrfMarker)).toHaveLength(4)
  })

  it('CK-03 offers the reasons that the standard allows, or a box where it allows any', () => {
    const offered = page({ mayPause: true })
    expect(offered.match(/type="radio" value="[^"]*"/g)).toEqual(['type="radio" value="victim away"', 'type="radio" value="victim asked us to wait"'])
    const any = page({ mayPause: true, pauseReasons: null })
    expect(any).not.toContain('type="radio"')
    expect(read(any)).toMatch(/Pause it Why it cannot be done now Pause the clock$/)
    expect(read(page({ mayResume: true }))).toMatch(/Resume the clock$/)
    expect(any).toMatch(/<input[^>]*id="reason" name="reason"/)
  })

  it('CK-13 asks for the reason in the tense it happened in', () => {
    expect(read(page({ state: 'overdue', mayExplain: true }))).toMatch(/It is overdue Why it is late Your name and the time are kept with it, and it cannot be changed afterwards Keep this explanation$/)
    expect(read(page({ state: 'missed', mayExplain: true }))).toMatch(/It was missed Why it was missed/)
  })

  it('shows a form again with its fault beside the field and what was typed in it', () => {
    const again = page({ state: 'overdue', mayExplain: true }, { errors: [{ field: 'because', message: 'Enter why' }], answers: { because: '</textarea><script>' } })
    expect(again).toMatch(/id="because-error"[\s\S]*Enter why/)
    expect(again).toContain('&lt;/textarea&gt;&lt;script&gt;</textarea>')
    expect(ClockPage({ clock: running, now, errors: [{ field: 'because', message: 'Enter why' }] }).errors).toEqual([{ field: 'because', message: 'Enter why' }])
    const chosen = page({ mayPause: true }, { errors: [{ field: 'reason', message: 'Choose why' }], answers: { reason: 'victim away' } })
    expect(chosen).toMatch(/Choose why[\s\S]*value="victim away" checked/)
  })
})
