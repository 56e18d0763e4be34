import type { CaseHeader } from '#features/cases/queries/case-header.ts'
import type { EntryView, PlanItemView, PlanView } from '#features/cases/queries/case-parts.ts'
import type { CaseRow } from '#features/cases/queries/list-cases.ts'
import type { ClockView } from '#platform/clocks/queries.ts'

/** The moment at which the drawn cases are looked at. */
export const caseNow = new Date('2026-11-23T21:14:00Z')

const no = { allowed: false, reason: 'Not yours to do' } as const
const nobodyMay: CaseHeader['acts'] = { work: no, allocate: no, setAside: no, review: no, requestClosing: no, decideClosing: no, reopen: no, seal: no }

/** A case as the top of its pages is given it; whoever looks may do nothing but what `may` names. */
export function aHeader(changed: Partial<CaseHeader> = {}, may: readonly (keyof CaseHeader['acts'])[] = []): CaseHeader {
  return {
    id: 'c1', reference: 'CASE/2026/000001', status: 'open', band: 'high', version: 3, qualifier: 'personal', ownerId: 'a1', teamId: 't1', boroughId: 'b1', openedAt: new Date('2026-09-23T00:14:00Z'), closedAt: null,
    nextReviewOn: '2026-12-07', nextReviewRank: 'sergeant', nextDueAt: null, sealedUnder: null, victimPersonId: 'p1', teamName: 'Tanner Street Team', boroughName: 'Marlow Quay', ownerName: 'PC Priya Nair', openedByName: 'Heed itself (cases)',
    typeName: 'Noise', safeToContact: null, wantsContact: true, victimPhone: null, score: 35, victimName: 'Edna Pell', isSealed: false,
    acts: { ...nobodyMay, ...Object.fromEntries(may.map((act) => [act, { allowed: true }])) }, ...changed,
  }
}

/** A clock of a case. */
export function aClock(changed: Partial<ClockView> = {}): ClockView {
  return {
    id: 'k1', kind: 'case standard: researched', name: 'Background researched', subjectKind: 'case', subjectId: 'c1', state: 'running', startedAt: caseNow, dueAt: new Date('2026-11-27T23:59:59.999Z'), remainingWords: '4 working days left', targetWords: 'within 5 working days',
    ownerId: null, ownerName: null, teamName: null, metAt: null, metByName: null, pausedBecause: null, pauseReasons: [], missedBecause: null, missedExplainedByName: null, missedExplainedAt: null, cancelledBecause: null, beyondHolidays: false,
    mayPause: false, mayResume: false, mayExplain: false, ...changed,
  }
}

/** One standard of a plan. */
export function aPlanItem(changed: Partial<PlanItemView> = {}): PlanItemView {
  return {
    id: 's1', name: 'Background researched', standardKey: 'researched', occurrence: 1, state: 'to do', version: 1, clockId: 'k1', because: null, endedAt: null, pauseReasons: [], targetSource: null, source: 'Report of 2011, ¶59', endedByName: null,
    about: 'Further research of people, place and history.', clock: aClock(), ...changed,
  }
}

/** A plan of these standards. */
export function aPlan(items: readonly PlanItemView[], changed: Partial<PlanView> = {}): PlanView {
  return { items: [...items], reviews: [], regime: { key: 'first', name: 'By band', source: 'a training page', reviews: [] }, reviewClocks: [], ...changed }
}

/** One thing that happened in a case. */
export function anEntry(changed: Partial<EntryView> = {}): EntryView {
  return { id: 'e1', kind: 'note', at: caseNow, happenedAt: null, text: 'Spoke to the caretaker', reason: null, correctsId: null, byName: 'PC Priya Nair', correctedById: null, told: null, isReached: null, changed: [], ...changed }
}

/** A case as a list gives it. */
export function aRow(changed: Partial<CaseRow> = {}): CaseRow {
  return {
    id: 'c1', reference: 'CASE/2026/000001', status: 'open', band: 'high', qualifier: 'personal', openedAt: new Date('2026-09-23T00:14:00Z'), nextDueAt: new Date('2026-11-20T23:59:59.999Z'), nextReviewOn: '2026-12-07', nextReviewRank: 'sergeant', ownerId: 'a1',
    teamName: 'Tanner Street Team', ownerName: 'PC Priya Nair', typeName: 'Noise', sealedUnder: null, victimName: 'Edna Pell', ...changed,
  }
}
