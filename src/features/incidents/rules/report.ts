// What a report is, before it is recorded: what was said, nothing worked out.
import type { Day } from '#platform/time/day.ts'
import type { Channel, PeopleRole, Qualifier } from './codes.ts'
import type { Answer } from './screening.ts'

/** Somebody who reported it, suffered it, saw it or is thought to have done it. */
export interface ReportedPerson {
  readonly role: PeopleRole
  /** The other parts the same person plays: the caller who is the victim too. */
  readonly otherParts?: readonly PeopleRole[]
  readonly givenName: string | null
  readonly familyName: string | null
  /** The day, or the month or year (1961-04, 1961) where no more is known. */
  readonly dateOfBirth: Day | null
  readonly phone: string | null
  readonly email: string | null
  readonly addressText: string | null
  readonly postcode: string | null
  readonly wantsContact: boolean | null
  readonly safeToContact: string | null
  /** Whoever took the report said: this is that person. */
  readonly personId: string | null
  /** Whoever took the report said: these they are not. */
  readonly notPersonIds?: readonly string[]
  /** They would not say who they are. */
  readonly isAnonymous?: boolean
}

/** Every part one person of a report plays, each once, the first named first. */
export function partsOf({ role, otherParts }: Pick<ReportedPerson, 'role' | 'otherParts'>): readonly PeopleRole[] {
  return [...new Set([role, ...(otherParts ?? [])])]
}

/** A report of anti-social behaviour, by whatever channel it came. */
export interface Report {
  /** The other system's own number for it; null for one taken here. */
  readonly sourceReference: string | null
  readonly channel: Exclude<Channel, 'open-data'> | 'not-known'
  readonly reportedAt: Date
  readonly occurredFrom: Date | null
  readonly occurredTo: Date | null
  /** A type's number or key. */
  readonly type: string | null
  readonly qualifier: Qualifier | null
  readonly narrative: string
  readonly place: {
    readonly text: string | null
    readonly postcode: string | null
    readonly longitude: number | null
    readonly latitude: number | null
    readonly addressId: string | null
  }
  readonly people: readonly ReportedPerson[]
  readonly screening: readonly Answer[]
  readonly grade: string | null
  /** Somebody is in danger or at risk of injury, as whoever took the report judged it. */
  readonly isInDanger?: boolean
  /** The draft it was typed in; the same draft sent twice is one report. */
  readonly draftId?: string | null
}
