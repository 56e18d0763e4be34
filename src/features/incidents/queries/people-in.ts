import { sql } from 'kysely'
import { safeWordsOf } from '#features/people/index.ts'
import type { Context } from '#platform/context.ts'

/** Somebody in an incident, as recorded there. */
export interface PersonInIncident {
  readonly mentionId: string
  readonly personId: string
  /** Where it is recorded: the incident itself, or a duplicate of it. */
  readonly incidentId: string
  readonly part: 'caller' | 'victim' | 'witness' | 'suspect'
  readonly name: string | null
  /** The day, or the year alone. */
  readonly dateOfBirth: string | null
  readonly phone: string | null
  readonly email: string | null
  readonly address: string | null
  readonly wantsContact: boolean | null
  readonly safeToContact: string | null
  /** They were asked and would not say who they are. */
  readonly isAnonymous: boolean
}

/** The people in these incidents and their parts: victims first, then the caller. */
export async function peopleIn(ctx: Context, incidentIds: readonly string[]): Promise<readonly PersonInIncident[]> {
  const rows = await ctx.db.selectFrom('personMentions')
    .select(['id', 'personId', 'sourceId', 'part', 'title', 'givenName', 'familyName', 'dateOfBirth', 'birthYear', 'phone', 'email', 'addressText', 'postcode', 'wantsContact', safeWordsOf('personMentions').as('safeToContact'), 'isAnonymous'])
    .where('sourceKind', '=', 'incident').where('sourceId', 'in', [...incidentIds]).where('correctedById', 'is', null)
    .orderBy(sql`array_position(array['victim', 'caller', 'witness', 'suspect'], part)`).orderBy('recordedAt').orderBy('id').execute()
  ctx.shown('person', rows.map(({ personId }) => personId))
  return rows.map(({ id, sourceId, title, givenName, familyName, addressText, postcode, dateOfBirth, birthYear, ...row }) => ({
    ...row, dateOfBirth: dateOfBirth ?? birthYear?.toString() ?? null, mentionId: id, incidentId: sourceId, name: joined([title, givenName, familyName], ' '), address: joined([addressText, postcode], ', '),
  }))
}

function joined(parts: readonly (string | null)[], between: string): string | null {
  const said = parts.filter((part) => part !== null && part !== '').join(between)
  return said === '' ? null : said
}
