import { reportsOf } from '#features/incidents/index.ts'
import type { Context } from '#platform/context.ts'
import { authorise } from '#platform/auth/policy.ts'
import { Refusal } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import { londonDay } from '#platform/time/day.ts'
import { may } from '../policy.ts'
import { riskVersionOn } from '../queries/versions.ts'

/** Whom an assessment is about: somebody the incident mentions (the mention's id), the caller, or the household. */
export interface NewAssessment {
  readonly incidentId: string
  readonly subject: string
}

/**
 * Begin to assess the risk to a victim under the matrix in force today, or go on with the assessment this officer has open of them.
 *
 * The incident is held until the act ends, so that a button pressed twice begins one.
 * Changes: assessments.
 * Refuses: not permitted; not found; invalid, naming `subject`, when the incident does not mention them; conflict, for open data, or while theirs waits for a supervisor.
 * Source: report of 13 October 2011, ¶34 and ¶36.
 */
export async function startAssessment(ctx: Context, { incidentId, subject }: NewAssessment): Promise<{ assessmentId: string; isResumed: boolean }> {
  authorise(may.assess(ctx.actor))
  const incident = await ctx.db.selectFrom('incidents').select(['teamId', 'boroughId', 'sealedUnder', 'isOpenData', 'withdrawnAt']).where('id', '=', incidentId).forNoKeyUpdate().executeTakeFirst()
  if (incident === undefined) throw new Refusal('not found', 'There is no such incident')
  if (incident.isOpenData || incident.withdrawnAt !== null) throw new Refusal('conflict', 'This incident has no victim to assess: it is open data, or was withdrawn')
  const about = await subjectOf(ctx, incidentId, subject)
  const open = await ctx.db.selectFrom('assessments').select(['id', 'status'])
    .where('incidentId', '=', incidentId).where('startedBy', '=', ctx.actor.id).where('about', '=', about.about).where('mentionId', 'is not distinct from', about.mentionId)
    .where('status', 'in', ['draft', 'returned', 'awaiting approval']).orderBy('startedAt', 'desc').limit(1).executeTakeFirst()
  if (open?.status === 'awaiting approval') throw new Refusal('conflict', 'Your assessment of this person is waiting for a supervisor', { see: `/assessments/${open.id}` })
  if (open !== undefined) {
    ctx.shown('assessment', open.id)
    return { assessmentId: open.id, isResumed: true }
  }
  const { id: questionSetId } = await riskVersionOn(ctx, londonDay(ctx.now))
  const assessmentId = newId()
  const { teamId, boroughId, sealedUnder } = incident
  await ctx.db.insertInto('assessments').values({ id: assessmentId, incidentId, ...about, questionSetId, startedAt: ctx.now, startedBy: ctx.actor.id, teamId, boroughId, sealedUnder }).execute()
  ctx.changed('assessment', assessmentId)
  return { assessmentId, isResumed: false }
}

async function subjectOf(ctx: Context, incidentId: string, subject: string): Promise<{ about: 'person' | 'caller' | 'household'; mentionId: string | null; personId: string | null }> {
  if (subject === 'caller' || subject === 'household') return { about: subject, mentionId: null, personId: null }
  const mention = await ctx.db.selectFrom('personMentions').select(['id', 'personId', 'part']).where('id', '=', subject).where('sourceId', 'in', await reportsOf(ctx, incidentId)).executeTakeFirst()
  if (mention === undefined) throw new Refusal('invalid', 'Choose somebody this incident mentions', { field: 'subject' })
  if (mention.part === 'suspect') throw new Refusal('invalid', 'A suspect is not a victim of the same incident. Choose somebody else', { field: 'subject' })
  return { about: 'person', mentionId: mention.id, personId: mention.personId }
}
