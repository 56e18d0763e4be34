// The life of a case
//
//   open ──▶ closing requested ──▶ closed ──▶ open again, by a reopening: a new entry that points at the closure
//    ▲              │
//    └── refused ───┘
//
// Nothing is taken back: a closure stays in the timeline when the case is reopened, and the clocks of the
// first time keep their ends. Reopening starts new ones.
import { Refusal } from '#platform/errors.ts'

/** Where a case stands. Reopened is not a status: it is an entry, and the case is open. */
export const CASE_STATUSES = ['open', 'closing requested', 'closed'] as const
/** Where a case stands. */
export type CaseStatus = (typeof CASE_STATUSES)[number]

/** What may follow what. */
export const NEXT: Record<CaseStatus, readonly CaseStatus[]> = {
  open: ['closing requested'],
  'closing requested': ['closed', 'open'],
  closed: ['open'],
}

/** What is looked at before a case may be closed. */
export interface ClosingFacts {
  victims: readonly { isTold: boolean; toldAt: Date | null; toldWhat: string; notToldBecause: string }[]
  result: string | null
}

/** Something a case still needs before it may be closed, and where on its page it is given. */
export interface Need {
  kind: 'victim told' | 'result' | 'approval'
  sentence: string
  anchor: string
}

/**
 * Move a case on, or refuse.
 *
 * Refuses: conflict, when the one cannot follow the other.
 * Source: report of 13 October 2011, ¶36, ¶59. Rule CA-01.
 */
export function assertCaseMove(from: CaseStatus, to: CaseStatus): void {
  if (NEXT[from].includes(to)) return
  if (from === to) throw new Refusal('conflict', from === 'closing requested' ? 'Closing has been asked for already' : `This case is already ${from}`)
  if (from === 'closed') throw new Refusal('conflict', 'This case is closed. Reopen it first')
  throw new Refusal('conflict', 'Ask for the case to be closed first, so that a supervisor can approve it')
}

/**
 * Allow work on a case, or refuse: a closed case takes no new plan, contact or owner until it is reopened.
 *
 * Refuses: conflict, when the case is closed.
 * Rule CA-02.
 */
export function assertWorked(status: CaseStatus): void {
  if (status === 'closed') throw new Refusal('conflict', 'This case is closed. Reopen it first')
}

/**
 * What a case needs before its closing may be asked for: each victim told what and when, and a result.
 *
 * A victim who cannot be told, or must not be for their safety, is answered for with a reason. A case
 * without a named victim, such as one of a place, needs only its result.
 * Source: report of 13 October 2011, ¶62 (keep victims informed of outcomes), ¶57 (appropriately resulted). Rule CA-03.
 */
export function closingNeeds(facts: ClosingFacts): Need[] {
  const needs: Need[] = []
  const untold = facts.victims.filter((victim) => !isAnsweredFor(victim)).length
  if (untold > 0) {
    const who = facts.victims.length === 1 ? 'the victim was' : untold === 1 ? 'one of the victims was' : `${untold} of the victims were`
    needs.push({ kind: 'victim told', sentence: `Record what ${who} told and when, or why not`, anchor: 'isTold' })
  }
  if (facts.result === null || facts.result.trim() === '') {
    needs.push({ kind: 'result', sentence: 'Record the result of the case', anchor: 'resultKey' })
  }
  return needs
}

/**
 * Allow closing to be asked for, or refuse while anything is needed.
 *
 * Refuses: conflict, when the case is not open; invalid, naming what is needed.
 * Rule CA-03.
 */
export function assertMayRequestClosing(status: CaseStatus, facts: ClosingFacts): void {
  assertCaseMove(status, 'closing requested')
  const [first] = closingNeeds(facts)
  if (first) throw new Refusal('invalid', first.sentence, { field: first.anchor })
}

/**
 * Allow a case to be closed, or refuse: its needs are met and a supervisor who did not ask for it approves.
 *
 * Who is a supervisor is the policy's to say; that it is another person is said here too, for every way in.
 * Refuses: conflict, when closing was not asked for; not permitted, to the one who asked; invalid, naming what is needed.
 * Source: report of 13 October 2011, ¶36 and ¶57. Rule CA-04.
 */
export function assertMayClose(
  status: CaseStatus,
  facts: ClosingFacts,
  { requestedBy, approvedBy }: { requestedBy: string; approvedBy: string },
): void {
  assertCaseMove(status, 'closed')
  if (requestedBy === approvedBy) throw new Refusal('not permitted', 'You cannot approve a closing you asked for')
  const [first] = closingNeeds(facts)
  if (first) throw new Refusal('invalid', first.sentence, { field: first.anchor })
}

/**
 * Allow a closing to be refused or a case to be reopened, or refuse without a reason.
 *
 * Refuses: conflict, when the case is open; invalid, when no reason is given.
 * Rule CA-05.
 */
export function assertMayReopen(status: CaseStatus, reason: string): void {
  assertCaseMove(status, 'open')
  if (reason.trim() !== '') return
  const what = status === 'closed' ? 'the case is opened again' : 'the case cannot be closed yet'
  throw new Refusal('invalid', `Enter why ${what}`, { field: 'reason' })
}

function isAnsweredFor(victim: ClosingFacts['victims'][number]): boolean {
  return victim.isTold ? victim.toldAt !== null && victim.toldWhat.trim() !== '' : victim.notToldBecause.trim() !== ''
}
