// The life of an assessment
//
//   draft ──▶ awaiting approval ──▶ approved ──▶ superseded (by a new one; the old stays as it was)
//                 ▲      │
//                 │      ▼
//                 └── returned
import { Refusal } from '#platform/errors.ts'

/** Where an assessment stands. */
export const ASSESSMENT_STATUSES = ['draft', 'awaiting approval', 'returned', 'approved', 'superseded'] as const
/** Where an assessment stands. */
export type AssessmentStatus = (typeof ASSESSMENT_STATUSES)[number]

/** What a supervisor's team is told when an assessment is sent to it; it waits until the assessment is decided. */
export const AWAITS = 'assessment awaiting approval'

/** What may follow what. */
export const NEXT: Record<AssessmentStatus, readonly AssessmentStatus[]> = {
  draft: ['awaiting approval'],
  'awaiting approval': ['approved', 'returned'],
  returned: ['awaiting approval'],
  approved: ['superseded'],
  superseded: [],
}

/** What decides the place of an assessment in the queue for supervision. */
export interface Awaiting {
  id: string
  /** 0 is the least risk. */
  bandRank: number
  completedAt: Date
}

/**
 * Move an assessment on, or refuse.
 *
 * Refuses: conflict, when the one cannot follow the other.
 * Source: report of 13 October 2011, ¶36 (supervised, and all retained). Rule RA-08.
 */
export function assertMove(from: AssessmentStatus, to: AssessmentStatus): void {
  if (NEXT[from].includes(to)) return
  if (from === 'approved' || from === 'superseded') {
    throw new Refusal('conflict', `This assessment is ${from} and is kept as it was. Start a new one to take its place`)
  }
  if (from === 'awaiting approval') throw new Refusal('conflict', 'This assessment is waiting for a supervisor')
  throw new Refusal('conflict', to === 'awaiting approval' ? `This assessment is ${from}` : 'This assessment has not been sent for approval')
}

/**
 * Allow the answers to be changed, or refuse: only a draft, or one that was returned.
 *
 * Refuses: conflict, once it has been sent for approval.
 * Source: report of 13 October 2011, ¶36 (all are retained). Rule RA-09.
 */
export function assertAnswerable(status: AssessmentStatus): void {
  if (status === 'draft' || status === 'returned') return
  throw new Refusal('conflict', status === 'awaiting approval'
    ? 'This assessment is waiting for a supervisor and cannot be changed'
    : `This assessment is ${status} and is kept as it was. Start a new one to take its place`)
}

/**
 * Allow an assessment to be sent for approval, or refuse while questions are unanswered.
 *
 * Refuses: invalid, naming how many are left and the first of them.
 * Rule RA-10.
 */
export function assertComplete(completeness: { missing: readonly string[] }): void {
  const [first] = completeness.missing
  if (first === undefined) return
  const left = completeness.missing.length
  throw new Refusal('invalid', `${left === 1 ? '1 question is' : `${left} questions are`} not answered yet`, { field: first })
}

/**
 * Allow an assessment to be returned, or refuse without a reason.
 *
 * Refuses: invalid, when no reason is given.
 * Source: report of 13 October 2011, ¶36. Rule RA-11.
 */
export function assertReturnReason(reason: string): void {
  if (reason.trim() === '') throw new Refusal('invalid', 'Enter what needs to change before it can be approved', { field: 'reason' })
}

/**
 * The order of the queue for supervision: the highest band first, then the longest waiting.
 *
 * Rule RA-12.
 */
export function bySupervisionOrder(a: Awaiting, b: Awaiting): number {
  return b.bandRank - a.bandRank
    || a.completedAt.getTime() - b.completedAt.getTime()
    || (a.id < b.id ? -1 : Number(a.id > b.id))
}
