/** What a refusal can carry so that a person can mend it. */
export interface RefusalDetail {
  /** The field to mend, when one field is at fault. */
  readonly field?: string
  /** Each thing somebody else changed meanwhile: its name, as it was read, as it is now. */
  readonly changed?: readonly { readonly field: string; readonly was: string; readonly now: string }[]
  /** Who changed it, by name. */
  readonly by?: string
  /** When they changed it. */
  readonly at?: Date
  /** A record the person may go to instead, as a path within Heed. */
  readonly see?: string
}

/** Why an act or a look was refused. There is no fifth kind. */
export type RefusalKind = 'not found' | 'not permitted' | 'conflict' | 'invalid'

/**
 * A sentence for the person, thrown so that the transaction it crosses is undone.
 *
 * Only `platform/http` and the job runner catch it.
 */
export class Refusal extends Error {
  readonly kind: RefusalKind
  readonly detail: RefusalDetail
  constructor(kind: RefusalKind, sentence: string, detail: RefusalDetail = {}) {
    super(sentence)
    this.name = 'Refusal'
    this.kind = kind
    this.detail = detail
  }
}

/**
 * Refuse when somebody else saved the record since this person read it.
 *
 * Refuses: conflict, naming what changed and by whom where the caller knows.
 * Source: the house, optimistic concurrency. Rule PL-01.
 */
export function assertUnchanged(current: number, read: number, detail: RefusalDetail = {}): void {
  if (current !== read) {
    const who = detail.by === undefined ? 'Someone else' : detail.by
    throw new Refusal('conflict', `${who} changed this record while you had it open`, detail)
  }
}
