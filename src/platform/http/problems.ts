import type { z } from 'zod'
import { isDatabaseBusy, isDatabaseFull, isDatabaseGone, isUnanswered } from '#platform/db/faults.ts'
import { Refusal, type RefusalKind } from '#platform/errors.ts'
import type { FieldErrors, Page } from '#ui/page.ts'
import { ConflictPage, FaultPage, InvalidPage, NotFoundPage, NotPermittedPage, type Reader, UnavailablePage } from '#ui/problem-pages.tsx'
import type { Answers } from './answers.ts'

/** Something refused or failed, ready to be said to a person or to a machine. */
export interface Problem {
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly errors: FieldErrors
  readonly retryAfterSeconds?: number
  /** It may have been saved all the same: it must be looked for before it is sent again. */
  readonly isUnanswered?: boolean
  readonly refusal?: Refusal
}

const statusOf: Record<RefusalKind, number> = { 'not found': 404, 'not permitted': 403, conflict: 409, invalid: 422 }
const titleOf: Record<RefusalKind, string> = {
  'not found': 'Not found', 'not permitted': 'Not permitted', conflict: 'Conflict', invalid: 'Some of this cannot be accepted',
}
const retryAfterSeconds = 5

/** A refusal that names several fields at once, for machines. */
export class FieldsRefused extends Refusal {
  readonly errors: FieldErrors
  constructor(errors: FieldErrors) {
    super('invalid', errors.length === 1 ? (errors[0]?.message ?? '') : `${errors.length} fields need to be put right`)
    this.errors = errors
  }
}

/** What a thrown thing means to the one who asked. Our own faults say nothing of their cause. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof Refusal) {
    const errors = error instanceof FieldsRefused ? error.errors : error.detail.field === undefined ? [] : [{ field: error.detail.field, message: error.message }]
    return { status: statusOf[error.kind], title: titleOf[error.kind], detail: error.message, errors, refusal: error }
  }
  if (isDatabaseFull(error)) {
    return { status: 503, title: 'Heed cannot store anything now', detail: 'The disk that holds the records is full. Nothing was saved by this request', errors: [], retryAfterSeconds: 60 }
  }
  if (isUnanswered(error)) {
    return { status: 503, title: 'Heed is not available for a moment', detail: 'Heed lost its records while it was saving this, and was not told whether it is saved', errors: [], retryAfterSeconds, isUnanswered: true }
  }
  if (isDatabaseBusy(error)) {
    return { status: 503, title: 'Heed is busy', detail: 'Something else is being done to the same records. Nothing was saved by this request', errors: [], retryAfterSeconds }
  }
  if (isDatabaseGone(error)) {
    return { status: 503, title: 'Heed is not available for a moment', detail: 'Heed cannot reach its records. Nothing was saved by this request', errors: [], retryAfterSeconds }
  }
  const status = clientStatus(error)
  if (status === 405) return { status, title: 'Method not allowed', detail: 'This address takes another method: the Allow header says which', errors: [] }
  if (status === 413) return { status, title: 'Too large', detail: 'What was sent is larger than Heed takes. Shorten it, or send large material as a file', errors: [] }
  if (status === 415) return { status, title: 'Unsupported content type', detail: 'Send this as the content type the address takes', errors: [] }
  if (status === 429) return { status, title: 'Too many tries', detail: 'Wait a minute, then try again', errors: [], retryAfterSeconds: 60 }
  if (status !== null) return { status, title: 'Bad request', detail: 'The request cannot be understood', errors: [] }
  return { status: 500, title: 'Fault', detail: 'Something went wrong in Heed. Nothing was half saved', errors: [] }
}

/** More than anybody would read; a body of a hundred thousand unknown fields must not cost as many sentences. */
const mostErrors = 100

/** What zod found, as errors that name each field. */
export function errorsFrom(error: z.ZodError): FieldErrors {
  return error.issues.slice(0, mostErrors).flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.slice(0, mostErrors).map((key) => ({ field: [...issue.path, key].join('.'), message: `“${key}” is not a field here. Leave it out` }))
    }
    return [{ field: issue.path.join('.'), message: sentenceOf(issue) }]
  })
}

const kinds: Readonly<Record<string, string>> = { object: 'an object', array: 'a list', string: 'text', number: 'a number', boolean: 'true or false' }

/** A field that says nothing of its own about a wrong kind of value is spoken for here. */
function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_type' || !issue.message.startsWith('Invalid input')) return issue.message
  return `${issue.path.length === 0 ? 'What is sent' : 'This'} must be ${kinds[issue.expected] ?? issue.expected}`
}

/** The page a person reads. */
export function problemPage(problem: Problem, given: { reference: string; now: Date; reader: Reader; answers?: Answers; href?: string }): Page {
  const { refusal } = problem
  switch (problem.status) {
    case 404: return NotFoundPage(given.reader)
    case 403: return NotPermittedPage({ reason: problem.detail })
    case 409: {
      return ConflictPage({
        reason: problem.detail, detail: refusal?.detail ?? {}, now: given.now,
        ...(given.answers === undefined ? {} : { answers: given.answers }), ...(given.href === undefined ? {} : { href: given.href }),
      })
    }
    case 503: return UnavailablePage({ title: problem.title, said: problem.detail, isUnanswered: problem.isUnanswered === true, retryAfterSeconds: problem.retryAfterSeconds ?? retryAfterSeconds, answers: given.answers })
    case 500: return FaultPage({ reference: given.reference })
    default: return InvalidPage({ reason: problem.detail })
  }
}

/** The document a machine reads: RFC 9457, each field named. */
export function problemDocument(problem: Problem, reference: string): Record<string, unknown> {
  const see = problem.refusal?.detail.see
  return {
    type: `https://heed.invalid/problems/${problem.status}`,
    title: problem.title,
    status: problem.status,
    detail: problem.detail,
    instance: `urn:heed:request:${reference}`,
    ...(problem.errors.length === 0 ? {} : { errors: problem.errors.map(({ field, message }) => ({ field, pointer: field === '' ? '#' : `#/${field.replaceAll('.', '/')}`, detail: message })) }),
    ...(see === undefined ? {} : { see }),
  }
}

function clientStatus(error: unknown): number | null {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : null
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null
}
