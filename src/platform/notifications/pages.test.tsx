import { describe, expect, it } from 'vitest'
import { csrfMarker } from '#ui/html.ts'
import { NotificationsPage, ToldTable, waitingAddress } from './pages.tsx'
import type { TitledNotification } from './queries.ts'

const now = new Date('2026-11-23T12:00:00Z')
const id = (n: number): string => `0190a000-0000-7000-8000-${String(n).padStart(12, '0')}`
const one: TitledNotification = {
  id: id(1), kind: 'case-allocated', subjectKind: 'case', subjectId: id(100), toldName: 'Fernhope', toldTeam: true, createdAt: new Date('2026-11-23T09:30:00Z'), acknowledgedAt: null, acknowledgedByName: null, mayAcknowledge: true,
  subject: { reference: 'CASE/2026/000031', about: 'Rowdy behaviour, Tanner Street' },
}
const told = (over: Partial<TitledNotification>): TitledNotification => ({ ...one, ...over })
const kindsOf = (waiting: readonly TitledNotification[]) => [...new Set(waiting.map(({ kind }) => kind))].map((kind) => ({ kind, count: waiting.filter((one) => one.kind === kind).length }))
const list = (...waiting: TitledNotification[]) => NotificationsPage({ waiting, kinds: kindsOf(waiting), now })
const page = (...waiting: TitledNotification[]): string => String(list(...waiting).body).replace(/<div class="heed-filter">.*<\/form><\/details><\/div>/s, '')
const read = (markup: string): string => markup.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim()

describe('what waits to be seen', () => {
  it('is a row a record: what it is, what happened, who was told, since when, and the way to say that it was seen', () => {
    const drawn = page(one)
    expect(read(drawn)).toBe('Waiting to be seen About What Told Since Seen CASE/2026/000031 Rowdy behaviour, Tanner Street Case allocated Fernhope today at 09:30 I have seen this')
    expect(drawn).toContain(`<a class="govuk-link" href="/cases/${id(100)}">CASE/2026/000031</a>`)
    expect(drawn).toContain(`action="/notifications/${id(1)}/acknowledgement"`)
    expect(drawn.split(csrfMarker)).toHaveLength(2)
    expect(drawn).toMatch(/<th scope="row"[^>]*><a[^>]*>CASE/)
    expect(drawn).toContain('<span class="govuk-visually-hidden">Seen</span>')
  })

  it('says what would appear when nothing does', () => {
    expect(read(page())).toBe('Waiting to be seen Nothing waits to be seen. What you and your teams are told of appears here.')
  })

  it('is counted in its heading as much as waits, and narrowed by what it is and whom it was told, each filter taken off by itself', () => {
    const kinds = [{ kind: 'case allocated to you', count: 2 }, { kind: 'incident recorded', count: 1_207 }]
    const narrowed = NotificationsPage({ waiting: [one], kinds, of: { kind: 'incident recorded', told: 'me' }, now })
    expect([NotificationsPage({ waiting: [one], kinds, now }).title, narrowed.title]).toEqual(['Notifications (1,209)', 'Notifications (1,207)'])
    const drawn = String(narrowed.body)
    expect(drawn).toContain('<option value="incident recorded" selected>Incident recorded (1207)</option>')
    expect(drawn).toContain('<option value="me" selected>Told to you by name</option>')
    expect(drawn).toContain('href="/notifications?told=me"')
    expect(drawn).toContain('href="/notifications?kind=incident+recorded"')
    expect(String(list().body)).not.toContain('Filter this list')
  })

  it('keeps its filters when the last of what was asked for has been seen, and says that there is no more of it', () => {
    const seen = NotificationsPage({ waiting: [], kinds: [], of: { kind: 'incident recorded', told: 'team' }, now })
    expect(seen.title).toBe('Notifications (0)')
    expect(String(seen.body)).toContain('<option value="incident recorded" selected>Incident recorded (0)</option>')
    expect(String(seen.body)).toContain('Clear filters')
    expect(read(String(seen.body))).toContain('Nothing of this kind waits to be seen.')
  })

  it('NO-02 leads back to the list as it was narrowed', () => {
    const drawn = String(NotificationsPage({ waiting: [one], kinds: kindsOf([one]), of: { kind: 'case-allocated', told: 'team' }, now }).body)
    const form = drawn.split('<form').find((part) => part.includes('/acknowledgement')) ?? ''
    expect(form).toContain('<input type="hidden" name="kind" value="case-allocated"><input type="hidden" name="told" value="team">')
    expect(waitingAddress({ kind: 'flagged & seen', told: 'me' })).toBe('/notifications?kind=flagged+%26+seen&told=me')
  })

  it('NO-02 puts everything told of one record into one row, since the first of it, seen at one press', () => {
    const drawn = page(one, told({ id: id(2), kind: 'review-due', createdAt: new Date('2026-11-23T10:00:00Z') }), told({ id: id(3), createdAt: new Date('2026-11-23T11:00:00Z') }))
    expect(drawn.match(/<tr /g)).toHaveLength(2)
    expect(read(drawn)).toContain('Case allocated (2) Review due Fernhope today at 09:30 I have seen these 3')
    expect(drawn.match(/name="also" value="[^"]*"/g)).toEqual([`name="also" value="${id(2)}"`, `name="also" value="${id(3)}"`])
  })

  it('keeps records apart, in the order in which the first of each was told', () => {
    const other = { subjectId: id(200), subject: { reference: 'ASB/2026/000001', about: 'Noise' }, subjectKind: 'incident' }
    const drawn = page(one, told({ id: id(2), ...other }), told({ id: id(3) }), told({ id: id(4), ...other }))
    expect(drawn.match(/CASE\/2026\/000031|ASB\/2026\/000001/g)).toEqual(['CASE/2026/000031', 'ASB/2026/000001'])
    expect(drawn.match(/I have seen these 2/g)).toHaveLength(2)
  })

  it('says “You” of what was told to this person, a team by its name, and each once', () => {
    const rows = read(page(one, told({ id: id(2), toldTeam: false, toldName: 'Priya Nair' }), told({ id: id(3) })))
    expect(rows).toContain('Fernhope, You')
    expect(rows).not.toContain('Priya Nair')
  })

  it('shows nothing of a record that is no longer this person’s to see, and no way to it', () => {
    const drawn = page(told({ subject: null }))
    expect(read(drawn)).toContain('A record that is no longer yours to see')
    expect(drawn).not.toContain(id(100))
  })

  it('of a kind that has no titles leads to the record by what happened', () => {
    const { subject: _none, ...plain } = one
    expect(page(plain)).toContain(`<a class="govuk-link" href="/cases/${id(100)}">Case allocated</a>`)
  })

  it('without a reference leads to the record by what it is about, said once', () => {
    const drawn = page(told({ subject: { reference: null, about: 'A person <b>' } }))
    expect(drawn).toContain(`href="/cases/${id(100)}">A person &lt;b&gt;</a>`)
    expect(drawn.match(/A person/g)).toHaveLength(1)
  })

  it('offers no press for what this person may not say they have seen, and counts only what they may', () => {
    expect(page(told({ mayAcknowledge: false }))).not.toContain('<form')
    const drawn = page(told({ mayAcknowledge: false }), told({ id: id(2) }), told({ id: id(3) }))
    expect(drawn).toContain('I have seen these 2')
    expect(drawn).toContain(`/notifications/${id(2)}/acknowledgement`)
    expect(drawn).not.toContain(id(1))
  })

  it('says that more follow exactly when more waits than is shown', () => {
    expect(String(NotificationsPage({ waiting: [one], kinds: [{ kind: one.kind, count: 2 }], now }).body)).toContain('The oldest 1 are shown. More follow')
    expect(page(one, told({ id: id(2) }))).not.toContain('More follow')
  })

  it('leads its errors to the page’s own summary', () => {
    expect(NotificationsPage({ waiting: [], kinds: [], now, errors: [{ field: '', message: 'Choose' }] })).toMatchObject({ title: 'Notifications', width: 'full', errors: [{ field: '', message: 'Choose' }] })
  })
})

describe('who was told of a record', () => {
  const table = (...rows: TitledNotification[]): string => String(<ToldTable told={rows} now={now} returnTo="/cases/1?tab=<log>" />)

  it('is each by name, with what of and when', () => {
    expect(read(table(told({ mayAcknowledge: false })))).toBe('Who was told Told Of When Seen Fernhope Case allocated today at 09:30 Not yet')
    expect(table(one)).toMatch(/<th scope="row"[^>]*>Fernhope<\/th>/)
    expect(read(table())).toBe('Who was told Nobody has been told yet.')
  })

  it('NO-02 says who has seen it and when, by name where that is known', () => {
    const seen = { acknowledgedAt: new Date('2026-11-22T08:00:00Z'), mayAcknowledge: false }
    expect(read(table(told({ ...seen, acknowledgedByName: 'Femi Adeyemi' })))).toContain('Femi Adeyemi, yesterday at 08:00')
    expect(read(table(told(seen)))).toContain('Somebody, yesterday at 08:00')
  })

  it('NO-02 takes the press here and comes back here, never to two things at once', () => {
    const drawn = table(one, told({ id: id(2) }))
    expect(drawn.match(/<form/g)).toHaveLength(2)
    expect(drawn).not.toContain('name="also"')
    expect(drawn).toContain('name="returnTo" value="/cases/1?tab=&lt;log&gt;"')
  })

  it('NO-02 is never asked again for what was seen', () => {
    expect(table(told({ acknowledgedAt: now, acknowledgedByName: 'A', mayAcknowledge: true }))).not.toContain('<form')
  })
})
