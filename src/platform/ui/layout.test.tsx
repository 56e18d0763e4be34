import { describe, expect, it } from 'vitest'
import { csrfMarker } from './html.ts'
import { Frame } from './layout.tsx'
import type { FrameData, Page } from './page.ts'
import { ConflictPage, FaultPage, NotPermittedPage, UnavailablePage } from './problem-pages.tsx'

const frame: FrameData = {
  force: 'Anywhere Police', signedIn: { name: 'Sgt <Lindqvist>' }, isMarked: true, searches: true, navigation: [{ text: 'Home', href: '/', current: true }], demonstration: false, flash: null, assets: '/assets/abc',
}
const page: Page = { title: 'Cases', body: <p>Body</p> }

describe('the frame', () => {
  it('is a whole document with the page, the service and the force in its title', () => {
    const drawn = Frame({ page, frame })
    expect(drawn).toMatch(/^<!doctype html>\n<html lang="en-GB"/)
    expect(drawn).toContain('<title>Cases - Heed - Anywhere Police</title>')
    expect(drawn).toContain('<h1 class="govuk-heading-l">Cases</h1><p>Body</p>')
    expect(drawn).toContain('href="/assets/abc/heed.css"')
  })

  it('carries the marking, the search and the way out only for someone signed in', () => {
    const inside = Frame({ page, frame })
    expect(inside).toContain('OFFICIAL-SENSITIVE')
    expect(inside).toContain('Sgt &lt;Lindqvist&gt;')
    expect(inside).toContain(`action="/search" class="heed-search__form"><input type="hidden" name="csrf" value="${csrfMarker}">`)
    const outside = Frame({ page, frame: { ...frame, signedIn: null, isMarked: false, searches: false, navigation: [] } })
    expect(outside).not.toMatch(/OFFICIAL|\/search|\/sign-out|service-navigation/)
  })

  it('has no search box for somebody who may not search, and still the way out', () => {
    const drawn = Frame({ page, frame: { ...frame, searches: false } })
    expect(drawn).not.toContain('/search')
    expect(drawn).toContain('/sign-out')
  })

  it('says demonstration only where the people are invented', () => {
    expect(Frame({ page, frame })).not.toContain('Demonstration')
    expect(Frame({ page, frame: { ...frame, demonstration: true } })).toContain('Demonstration: invented people')
  })

  it('puts what went wrong first, and in the title', () => {
    const drawn = Frame({ page: { ...page, errors: [{ field: 'reason', message: 'Give a reason' }] }, frame })
    expect(drawn).toContain('<title>Error: Cases')
    expect(drawn.indexOf('href="#reason"')).toBeGreaterThan(0)
    expect(drawn.indexOf('href="#reason"')).toBeLessThan(drawn.indexOf('<h1'))
  })

  it('says what was done, escaped', () => {
    expect(Frame({ page, frame: { ...frame, flash: 'Regraded <b>' } })).toMatch(/govuk-notification-banner--success[\s\S]*Regraded &lt;b&gt;/)
  })

  it('leaves the heading to a page that has its own, and offers the way back', () => {
    const drawn = Frame({ page: { ...page, heading: false, back: { href: '/x', text: 'Back to cases' }, breadcrumbs: [] }, frame })
    expect(drawn).not.toContain('<h1')
    expect(drawn).toContain('<a href="/x" class="govuk-back-link">Back to cases</a>')
    expect(drawn).not.toContain('govuk-breadcrumbs')
  })

  it('holds no script, style or handler of its own, no crown and no licensed font', () => {
    const drawn = Frame({ page, frame: { ...frame, demonstration: true, flash: 'Done' } })
    expect(drawn).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=/)
    expect(drawn).not.toMatch(/crown|crest|GDS|GOV\.UK/i)
  })

  it('weighs little before its page', () => {
    expect(Buffer.byteLength(Frame({ page, frame }))).toBeLessThan(5000)
  })
})

describe('problem pages', () => {
  const now = new Date('2026-11-23T21:30:00Z')

  it('give the reason of a refusal as it was said', () => {
    expect(String(NotPermittedPage({ reason: 'Only a sergeant or above' }).body)).toContain('Only a sergeant or above')
  })

  it('show what changed, by whom, and keep what was typed', () => {
    const drawn = String(ConflictPage({
      reason: 'Changed', now, answers: { grade: 'high', note: 'Called <back>', csrf: 'secret', version: '3' },
      detail: { by: 'PC Okafor', at: now, changed: [{ field: 'grade', was: 'medium', now: '' }], see: '/cases/1' },
    }).body)
    expect(drawn).toMatch(/PC Okafor, <time[^>]*>today at 21:30/)
    expect(drawn).toMatch(/grade<\/th><td[^>]*>medium<\/td><td[^>]*>Empty<\/td><td[^>]*>high/)
    expect(drawn).toContain('Called &lt;back&gt;')
    expect(drawn).not.toContain('secret')
    expect(drawn).toContain('href="/cases/1"')
  })

  it('show a conflict of which nothing more is known', () => {
    expect(String(ConflictPage({ reason: 'It has moved on', now }).body)).not.toContain('<table')
  })

  it('say that it has changed only when it has, and show nobody the id of what they chose', () => {
    expect(ConflictPage({ reason: 'Moved', now, detail: { by: 'PC Okafor' } }).title).toBe('This has changed since you opened it')
    const page = ConflictPage({ reason: 'Your assessment of this person is waiting for a supervisor', now, answers: { subject: '01a20937-e04a-72b2-8608-a775bbbd68f8', why: '' }, href: '/incidents/1' })
    expect(page.title).toBe('This cannot be done as things stand')
    expect(String(page.body)).not.toContain('01a20937')
    expect(String(page.body)).not.toContain('make your change again')
    expect(String(page.body)).toContain('href="/incidents/1"')
  })

  it('give a reference for a fault, and keep what was typed when Heed is away', () => {
    expect(String(FaultPage({ reference: 'abc-1' }).body)).toContain('abc-1')
    expect(String(UnavailablePage({ retryAfterSeconds: 10, answers: { note: 'x y' } }).body)).toContain('x y')
  })
})
