// The life of a response
//
//   recorded ──▶ deployed ──────▶ resulted
//      │          ▲   │              ▲
//      └──▶ not deployed ────────────┘
//
// A regrade, with its reason, may come at any time before the result. A result is corrected by a new entry.
import { Refusal } from '#platform/errors.ts'

/** Where the response to an incident stands. */
export const RESPONSE_STATUSES = ['recorded', 'deployed', 'not deployed', 'resulted'] as const
/** Where the response to an incident stands. */
export type ResponseStatus = (typeof RESPONSE_STATUSES)[number]

/** What may follow what. */
export const NEXT: Record<ResponseStatus, readonly ResponseStatus[]> = {
  recorded: ['deployed', 'not deployed'],
  deployed: ['not deployed', 'resulted'],
  'not deployed': ['deployed', 'resulted'],
  resulted: [],
}

/** A grade of response: data, whose target may not be known. */
export interface Grade {
  key: string
  name: string
  /** 1 is the most urgent. */
  order: number
  targetMinutes: number | null
}

/** What an incident is resulted with. */
export interface Result {
  codes: readonly string[]
  account: string
  callerToldAt: Date | null
  callerToldWhat: string
  notToldBecause: string
}

/** Something a form must ask for again. */
export interface Issue {
  field: string
  message: string
}

/** How few words make an account no account. A local default: no source gives it. */
export const ACCOUNT_WORDS = 5

/**
 * Move a response on, or refuse.
 *
 * Refuses: conflict, when the one cannot follow the other.
 * Source: report of 13 October 2011, ¶20, ¶25, ¶57. Rule IN-05.
 */
export function assertResponseMove(from: ResponseStatus, to: ResponseStatus): void {
  if (NEXT[from].includes(to)) return
  if (from === 'resulted') {
    throw new Refusal('conflict', 'This incident has been resulted. Add a correction instead of changing the result')
  }
  if (from === 'recorded') throw new Refusal('conflict', 'Say first whether a unit was deployed')
  throw new Refusal('conflict', `This incident is already ${from}`)
}

/**
 * Allow a regrade, or refuse: it needs a reason, another grade, and an incident not yet resulted.
 *
 * Refuses: conflict, when it has been resulted; invalid, without a reason or with the same grade.
 * Source: report of 13 October 2011, ¶25, ¶57 (appropriate deployment can be audited). Rule IN-06.
 */
export function assertRegrade(status: ResponseStatus, from: string | null, to: string, reason: string): void {
  if (status === 'resulted') throw new Refusal('conflict', 'This incident has been resulted and cannot be regraded')
  if (from === to) throw new Refusal('invalid', 'The incident already has this grade', { field: 'grade' })
  if (reason.trim() === '') throw new Refusal('invalid', 'Enter why the grade is changed', { field: 'reason' })
}

/**
 * What a result still lacks: a code, a meaningful account, and what the caller was told and when, or why not.
 *
 * Source: report of 13 October 2011, ¶20 and ¶57 (meaningful, auditable results), ¶62 (keep callers informed).
 * The least length of an account is a local default. Rule IN-07.
 */
export function resultIssues(result: Result, now: Date): Issue[] {
  const issues = findingIssues(result)
  const isTold = result.callerToldAt !== null
  if (isTold && result.callerToldWhat.trim() === '') {
    issues.push({ field: 'callerToldWhat', message: 'Enter what the caller was told' })
  }
  if (isTold && result.callerToldAt !== null && result.callerToldAt.getTime() > now.getTime()) {
    issues.push({ field: 'callerToldAt', message: 'The caller cannot have been told in the future' })
  }
  if (!isTold && result.notToldBecause.trim() === '') {
    issues.push({ field: 'notToldBecause', message: 'Enter when the caller was told, or why they were not' })
  }
  return issues
}

/**
 * What the finding still lacks, whatever the caller was told: a code, a meaningful account.
 *
 * Source: as resultIssues. Rule IN-07.
 */
export function findingIssues({ codes, account }: Pick<Result, 'codes' | 'account'>): Issue[] {
  return [
    ...(codes.length === 0 ? [{ field: 'codes', message: 'Choose at least one result code' }] : []),
    ...(wordsOf(account) < ACCOUNT_WORDS ? [{ field: 'account', message: 'Say in a sentence or more what was found and what was done' }] : []),
  ]
}

/**
 * Whether one grade is more urgent than another.
 */
export function isMoreUrgent(a: Grade, b: Grade): boolean {
  return a.order < b.order
}

function wordsOf(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length
}
