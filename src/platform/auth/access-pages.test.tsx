import { describe, expect, it } from 'vitest'
import { LEAST_REASON, type AccessView } from './access.ts'
import { AccessGrantPage, BreakGlassPage } from './access-pages.tsx'

const now = new Date('2026-11-23T12:00:00Z')
const opened: AccessView = {
  id: '0190a000-0000-7000-8000-000000000001', subjectKind: 'case', subjectId: '0190a000-0000-7000-8000-000000000002', personId: 'p', personName: 'Leah <Marsh>', relation: 'break-glass',
  reason: 'Threat to life at a <neighbouring> address', grantedByName: 'Leah Marsh', grantedAt: new Date('2026-11-23T11:30:00Z'), until: new Date('2026-11-23T12:30:00Z'), revokedAt: null,
}
const read = (body: unknown): string => String(body).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim()

describe('opening a record outside one’s sight', () => {
  it('AC-03 says before anything is typed how long it lasts, and who is told', () => {
    const { title, body } = BreakGlassPage({ uses: [], now })
    const words = read(body)
    expect(title).toBe('Open a record outside your sight')
    expect(words.indexOf('for 60 minutes')).toBeGreaterThan(-1)
    expect(words.indexOf('are told at once')).toBeGreaterThan(words.indexOf('for 60 minutes'))
    expect(words.indexOf('Reference of the record')).toBeGreaterThan(words.indexOf('are told at once'))
    expect(words).toContain(`At least ${LEAST_REASON} characters. Name nobody here`)
    expect(words).toContain('are listed here')
  })

  it('AC-03 is sent by POST, so that no reference stands in an address, from a button that warns', () => {
    const body = String(BreakGlassPage({ uses: [], now }).body)
    expect(body).toContain('<form method="post" action="/break-glass" novalidate>')
    expect(body).toMatch(/class="govuk-button govuk-button--warning">\s*Open the record/)
  })

  it('AC-03 keeps what was typed, with its faults beside it', () => {
    const errors = [{ field: 'reference', message: 'No record has this reference' }, { field: 'reason', message: 'Say more' }]
    const drawn = BreakGlassPage({ uses: [], now, errors, answers: { reference: 'CASE/2026/"1', reason: 'because' } })
    expect(drawn.errors).toEqual(errors)
    expect(String(drawn.body)).toMatch(/id="reference-error"[\s\S]*No record has this reference[\s\S]*value="CASE\/2026\/&quot;1"[\s\S]*id="reason-error"[\s\S]*Say more[\s\S]*>because<\/textarea>/)
  })

  it('AC-04 lists each time it was done, leading to why, and says of the record only its kind', () => {
    const body = String(BreakGlassPage({ uses: [opened], now }).body)
    expect(read(body)).toContain('Leah &lt;Marsh&gt; Case today at 11:30 today at 12:30')
    expect(body).toContain(`href="/access-grants/${opened.id}"`)
    expect(body).not.toContain(opened.subjectId)
    expect(body).not.toContain('Threat to life')
  })
})

describe('one person’s sight of one record', () => {
  it('AC-04 is who, which record, why, by whom, from when and until when', () => {
    const { title, caption, back, body } = AccessGrantPage({ access: opened, now })
    expect([title, caption, back]).toEqual(['A record was opened by break-glass', 'Case', { href: '/notifications', text: 'Notifications' }])
    expect(read(body)).toBe('Who may see it Leah &lt;Marsh&gt; Record Open the case Reason given Threat to life at a &lt;neighbouring&gt; address How By breaking the glass, without asking anybody From today at 11:30 Until today at 12:30')
    expect(String(body)).toContain(`href="/cases/${opened.subjectId}"`)
  })

  it('AC-04 names the record to whoever may see it, and leads nobody else to it', () => {
    const shown = String(AccessGrantPage({ access: { ...opened, subject: { reference: 'CASE/2026/000031', about: 'High risk, Noise' } }, now }).body)
    expect(shown).toContain(`href="/cases/${opened.subjectId}">CASE/2026/000031</a>`)
    expect(read(shown)).toContain('Record CASE/2026/000031 High risk, Noise Reason given')
    const hidden = String(AccessGrantPage({ access: { ...opened, subject: null }, now }).body)
    expect(read(hidden)).toContain('Record Case that is not yours to see Reason given')
    expect(hidden).not.toContain(opened.subjectId)
  })

  it('AC-01 given by name says so, lasts until it is taken away, and says when that was', () => {
    const named = AccessGrantPage({ access: { ...opened, relation: 'named', until: null }, now })
    expect(named.title).toBe('A record was opened to a person by name')
    expect(read(named.body)).toContain('Granted by ')
    expect(read(named.body)).toMatch(/Until It is taken away$/)
    const ended = AccessGrantPage({ access: { ...opened, relation: 'assigned', until: null, revokedAt: new Date('2026-11-23T11:45:00Z') }, now })
    expect(ended.title).toBe('A record was opened to a person by name')
    expect(read(ended.body)).toMatch(/Taken away today at 11:45$/)
  })
})
