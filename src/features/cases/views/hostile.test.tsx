import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aClock, aHeader, anEntry, aPlan, aPlanItem, caseNow as now } from '#test/support/case-views.ts'
import type { Page } from '#ui/page.ts'
import type { ClosureView, IncidentView, RiskPoint } from '../queries/case-parts.ts'
import { CaseOverviewPage } from './overview.tsx'
import { CasePanel } from './panel.tsx'
import { CasePlanPage } from './plan.tsx'
import { CaseHistoryPage, CaseTimelinePage } from './timeline.tsx'
import { safeWarning } from './frame.tsx'

const nasty = fc.array(fc.constantFrom('<script>alert(1)</script>', '</h2>', '"', "'", '`', '&', '<!--', '{{ x }}', '\n', 'Mrs Pell', ' ', '😀', '</textarea>', 'x'.repeat(200)), { minLength: 1, maxLength: 5 }).map((parts) => `<script>${parts.join('')}`)
const faults = /<script>|<!--(?!\s)|\[object|undefined|NaN|Invalid Date|>null</
const bodyOf = (page: Page): string => String(page.body)
const every = ['work', 'allocate', 'setAside', 'review', 'requestClosing', 'decideClosing', 'reopen', 'seal'] as const

const headerOf = (text: string) => aHeader({ victimName: text, typeName: text, qualifier: 'personal', ownerName: text, teamName: text, safeToContact: text }, every)
const incident = (text: string): IncidentView => ({ id: 'i1', reference: 'ASB/2026/000001', status: 'resulted', reportedAt: now, typeName: text, locationText: text, postcode: text, because: text })
const risk = (text: string): RiskPoint => ({ id: 'x1', approvedAt: now, score: 12, band: 'high', approvedByName: text })
const closure = (text: string): ClosureView => ({ requestedAt: now, requestedBy: 'a1', requestedByName: text, decision: 'refused', decidedAt: now, decidedByName: text, account: text, reason: text, resultName: text, victimToldAt: now, victimToldWhat: text, victimNotToldBecause: text })

describe('the pages of a case, whatever was typed into it', () => {
  it('hold every word as words: the first page', () => {
    fc.assert(fc.property(nasty, (text) => {
      const page = CaseOverviewPage({ header: headerOf(text), now, incidents: [incident(text)], risk: [risk(text), risk(text)], plan: aPlan([aPlanItem({ name: text, about: text })]), contacts: [anEntry({ kind: 'contact', isReached: true, told: text, byName: text })], closure: closure(text), readsAssessments: true })
      expect(bodyOf(page)).not.toMatch(faults)
      expect(page.title.startsWith(`${text}: `)).toBe(true)
    }), { numRuns: 40 })
  })

  it('hold every word as words: its plan', () => {
    fc.assert(fc.property(nasty, (text) => {
      const clock = aClock({ name: text, state: 'paused', pausedBecause: text, missedBecause: text, missedExplainedByName: text, ownerName: text, mayResume: true })
      const item = aPlanItem({ name: text, about: text, source: text, targetSource: text, pauseReasons: [text], clock })
      const ended = aPlanItem({ id: 's2', state: 'missed', because: text, endedByName: text, endedAt: now, clock: null })
      const plan = aPlan([item, ended], { reviews: [{ id: 'r1', rank: 'sergeant', dueOn: '2026-11-23', heldAt: now, byName: text, outcome: text }] })
      expect(bodyOf(CasePlanPage({ header: headerOf(text), now, plan }))).not.toMatch(faults)
    }), { numRuns: 40 })
  })

  it('hold every word as words: what happened, what was changed, and the panel on its incident', () => {
    fc.assert(fc.property(nasty, fc.constantFrom('note', 'decision', 'contact', 'correction', 'file', 'plan'), (text, kind) => {
      const entry = anEntry({ kind, text, reason: text, told: text, byName: text, changed: [{ field: text, was: text, now: text }] })
      expect(bodyOf(CaseTimelinePage({ header: headerOf(text), now, entries: [entry], kind: undefined }))).not.toMatch(faults)
      expect(bodyOf(CaseHistoryPage({ header: headerOf(text), now, entries: [entry], named: [{ id: 'a', name: text, relation: 'named', grantedAt: now, grantedByName: text }], readsLooks: true }))).not.toMatch(faults)
      expect(String(<CasePanel found={{ id: 'c1', reference: text, status: 'open', band: 'high', nextDueAt: now, ownerName: text, teamName: text }} incidentId="i1" mayOpen={false} now={now} />)).not.toMatch(faults)
    }), { numRuns: 40 })
  })

  it('cut a long line in the title of an entry, and keep all of it below', () => {
    fc.assert(fc.property(fc.integer({ min: 100, max: 140 }), (length) => {
      const text = 'w'.repeat(length)
      const page = bodyOf(CaseTimelinePage({ header: aHeader(), now, entries: [anEntry({ text })], kind: undefined }))
      const title = /<h2[^>]*>Note: ([^<]*)<\/h2>/.exec(page)?.[1] ?? ''
      expect([title.length, page.includes(`<p class="govuk-body">${text}</p>`)]).toEqual([Math.min(length, 120), length > 120])
      expect(title.endsWith('…')).toBe(length > 120)
    }))
  })

  it('say before anything else what is safe, where anything was said of it', () => {
    fc.assert(fc.property(fc.option(nasty), fc.option(fc.boolean()), (safeToContact, wantsContact) => {
      const warning = safeWarning({ safeToContact, wantsContact })
      expect(warning === null).toBe(safeToContact === null && wantsContact !== false)
      if (safeToContact !== null) expect(warning).toBe(`Safe contact: ${safeToContact}`)
    }))
  })
})

