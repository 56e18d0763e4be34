import type { Actor } from '#platform/auth/actor.ts'
import type { Db } from '#platform/db/connect.ts'

/** What was shown or changed in one request, for its audit row. */
export interface Touched {
  readonly kind: string
  readonly ids: readonly string[]
}

/** What was announced in one request, as its event says it. */
export interface Announced {
  readonly id: string
  readonly name: string
  readonly at: Date
  readonly actorId: string | null
  readonly body: unknown
}

/**
 * One look or one act: its transaction, who is acting, and the instant it began.
 *
 * Everything a query or a command needs comes from here; nothing is global.
 */
export interface Context {
  readonly db: Db
  readonly actor: Actor
  readonly now: Date
  readonly requestId: string
  readonly mode: 'look' | 'act'
  /** Note records of this kind that the answer names; written to the audit before it is sent. */
  shown(kind: string, ids: string | readonly string[]): void
  /** Note a record this act made or changed. */
  changed(kind: string, ids: string | readonly string[]): void
  /** Say in this request's audit row what explains it: codes, counts, a file's digest; never a person's words. */
  explain(detail: Readonly<Record<string, unknown>>): void
  /** Note an event this act wrote. */
  announced(event: Announced): void
  readonly touched: { readonly shown: readonly Touched[]; readonly changed: readonly Touched[]; readonly detail: Readonly<Record<string, unknown>>; readonly announced: readonly Announced[] }
}

/** Gather what a request shows and changes, beside its transaction. */
export function makeContext(given: Pick<Context, 'db' | 'actor' | 'now' | 'requestId' | 'mode'>): Context {
  const shown: Touched[] = []
  const changed: Touched[] = []
  const note = (list: Touched[]) => (kind: string, ids: string | readonly string[]) => {
    const all = typeof ids === 'string' ? [ids] : ids
    if (all.length > 0) list.push({ kind, ids: all })
  }
  const detail: Record<string, unknown> = {}
  const announced: Announced[] = []
  return {
    ...given, shown: note(shown), changed: note(changed), explain: (more) => void Object.assign(detail, more), announced: (event) => void announced.push(event),
    touched: { shown, changed, detail, announced },
  }
}
