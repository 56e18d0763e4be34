import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLinks } from '#test/support/reading.ts'
import type { Page } from './page.ts'
import { ConflictPage, FaultPage, InvalidPage, NotFoundPage, NotPermittedPage, UnavailablePage } from './problem-pages.tsx'

const now = new Date('2026-11-23T12:00:00Z')
const read = ({ body }: Page): string => String(body).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim()
const id = '0190a000-0000-7000-8000-000000000001'

describe('every page that says no', () => {
  const pages: readonly (readonly [string, Page])[] = [
    ['nothing there', NotFoundPage({ isSignedIn: true, searches: true })], ['not permitted', NotPermittedPage({ reason: 'To approve it you need the role supervisor' })], ['not acceptable', InvalidPage({ reason: 'A plan needs an action' })],
    ['a fault', FaultPage({ reference: 'req-7' })], ['not now', UnavailablePage({ retryAfterSeconds: 5 })], ['a conflict', ConflictPage({ reason: 'It is closed', now })],
  ]

  it.each(pages)('%s has a title of its own, a sentence that ends, and a way on', (_what, page) => {
    expect(page.title).toMatch(/^[A-Z][^.]+$/)
    expect(String(page.body)).toMatch(/^<p class="govuk-body-l">[^<]+\.<\/p>/)
    expect(read(page)).not.toContain('..')
    expect(String(page.body)).toMatch(/<li>|Nothing has been saved/)
  })

  it('are told apart by their titles', () => {
    expect(new Set(pages.map(([, { title }]) => title)).size).toBe(pages.length)
  })

  it('say of what is not there only what a stranger may know', () => {
    const page = (isSignedIn: boolean, searches: boolean) => read(NotFoundPage({ isSignedIn, searches }))
    for (const said of ['nothing at this address that you can see', 'search for the record', 'it may belong to a team you are not in']) expect(page(true, true)).toContain(said)
    expect(page(true, false)).not.toContain('search for the record')
    expect(readLinks(NotFoundPage({ isSignedIn: false, searches: false }).body)).toContainEqual(['sign in', '/sign-in'])
    expect(page(false, false)).not.toMatch(/search for the record|a team you are not in/)
  })

  it.each([['It is closed', 'It is closed.'], ['It is closed.', 'It is closed.'], ['Is it closed?', 'Is it closed?'], ['Stop!', 'Stop!']])('write the reason %j with one mark at its end', (reason, said) => {
    expect(read(NotPermittedPage({ reason })).startsWith(`${said} You can:`)).toBe(true)
    expect(read(InvalidPage({ reason })).startsWith(`${said} You can:`)).toBe(true)
  })

  it('escape whatever reason they are given', () => {
    for (const page of [NotPermittedPage({ reason: '<img>' }), InvalidPage({ reason: '<img>' }), ConflictPage({ reason: '<img>', now }), FaultPage({ reference: '<img>' })]) expect(String(page.body)).not.toContain('<img>')
  })
})

describe('a record that somebody else has changed', () => {
  const detail = { by: 'Karin Lindqvist', at: new Date('2026-11-23T11:58:00Z'), changed: [{ field: 'Risk band', was: '', now: 'High' }], see: '/cases/1' }

  it('says what changed, what it was, what it is, and what was typed, side by side', () => {
    const page = ConflictPage({ reason: 'Karin Lindqvist changed this record while you had it open', detail, now, answers: { riskBand: 'Medium', note: 'Seen at home', csrf: 'secret', version: '3' } })
    expect(page).toMatchObject({ title: 'This has changed since you opened it', width: 'full' })
    expect(read(page)).toBe('Karin Lindqvist changed this record while you had it open. Changed today at 11:58 . What changed Field It was It is now You typed Risk band Empty High Medium What you typed, to copy Field You typed Note Seen at home Nothing you typed has been saved. Open the record as it is now, then make your change again. Open it as it is now')
    expect(String(page.body)).toContain('href="/cases/1"')
  })

  it('names who it was where the reason does not, and says “meanwhile” where the time is not known', () => {
    expect(read(ConflictPage({ reason: 'This record was changed', detail: { by: 'Karin Lindqvist' }, now }))).toContain('Changed by Karin Lindqvist, meanwhile.')
    expect(ConflictPage({ reason: 'x', detail: { changed: [{ field: 'Grade', was: 'a', now: 'b' }] }, now }).title).toBe('This has changed since you opened it')
    expect(read(ConflictPage({ reason: 'Karin Lindqvist changed this', detail: { by: 'Karin Lindqvist' }, now }))).toContain('Changed meanwhile.')
  })

  it('never repeats the session’s mark or the version, nor an id that says nothing to who chose it', () => {
    const words = read(ConflictPage({ reason: 'x', detail, now, answers: { csrf: 'secret-mark', version: '17', ownerId: id, watchers: [id, id], reason: 'typed' } }))
    expect(words).not.toMatch(/secret-mark|17|0190a000|Owner|Watchers/)
    expect(words).toContain('Reason typed')
  })

  it('keeps what was chosen from a list when it is no id, several answers too, and says “Nothing” of an empty one', () => {
    const words = read(ConflictPage({ reason: 'x', now, answers: { kinds: ['noise', '', 'litter'], 'people.0.given_name': 'Ada', nothing: '', mixed: [id, 'other'] } }))
    expect(words).toContain('Kinds noise, litter')
    expect(words).toContain('People 0 given name Ada')
    expect(words).toContain('Nothing Nothing')
    expect(words).toContain(`Mixed ${id}, other`)
  })

  it('leads to the record named in the refusal before the page it came from', () => {
    expect(String(ConflictPage({ reason: 'x', detail: { see: '/incidents/2' }, now, href: '/incidents/1' }).body)).toContain('href="/incidents/2"')
    expect(String(ConflictPage({ reason: 'x', now, href: '/incidents/1' }).body)).toContain('href="/incidents/1"')
    expect(String(ConflictPage({ reason: 'x', now }).body)).not.toContain('<a ')
  })

  it('that nobody changed is only not possible now, and nobody is told to repeat their change', () => {
    const page = ConflictPage({ reason: 'This case is closed', now })
    expect([page.title, read(page)]).toEqual(['This cannot be done as things stand', 'This case is closed. Nothing has been saved.'])
  })

  it('loses nothing that was typed, whatever it was and however its field is called', () => {
    const field = fc.stringMatching(/^[a-z][a-zA-Z]{2,12}$/).filter((name) => !['csrf', 'version'].includes(name))
    fc.assert(fc.property(fc.uniqueArray(field, { minLength: 1, maxLength: 4, selector: (name) => name.toLowerCase() }), fc.string({ minLength: 1, maxLength: 20 }).filter((text) => /^[A-Za-z0-9]/.test(text)), (names, text) => {
      const answers = Object.fromEntries(names.map((name, at) => [name, `${text}${at}`]))
      const body = String(ConflictPage({ reason: 'x', detail: { changed: [{ field: names[0] ?? '', was: 'a', now: 'b' }] }, now, answers }).body)
      const shown = body.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&#96;', '`').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
      for (const answer of Object.values(answers)) expect(shown).toContain(answer)
    }), { numRuns: 60 })
  })
})

describe('a moment when Heed cannot answer', () => {
  it('says how long to wait, and keeps what was typed but the session’s mark', () => {
    const words = read(UnavailablePage({ retryAfterSeconds: 60, answers: { csrf: 'mark', version: '17', draftId: id, narrative: 'Two youths at the door' } }))
    expect(words).toContain('wait 60 seconds and send it again')
    expect(words).toContain('What you typed, to copy Field You typed Narrative Two youths at the door')
    expect(words).not.toMatch(/17|Draft/)
    expect(words).not.toContain('mark')
    expect(read(UnavailablePage({ retryAfterSeconds: 5, answers: { csrf: 'mark' } }))).not.toContain('You typed')
    expect(read(UnavailablePage({ said: 'It may be saved', isUnanswered: true, retryAfterSeconds: 5 }))).toContain('It may be saved. You can: wait 5 seconds, then look whether it is there; send it again only if it is not')
  })
})
