import { sql } from 'kysely'
import { reportsOf } from '#features/incidents/index.ts'
import type { Context } from '#platform/context.ts'
import { authorise, type Decision } from '#platform/auth/policy.ts'
import { Refusal } from '#platform/errors.ts'
import { may } from '../policy.ts'
import { type Facts, type Outcome, outcomeOf } from '../rules/outcome.ts'
import { completenessOf } from '../rules/question-set.ts'
import { bandsAbove, type Driver, driversOf, factsFrom } from '../rules/reasons.ts'
import { type AssessmentRecord, chosenOf, getRecord, listRecords, nameOf, standingAnswers, type StandingAnswer } from './records.ts'
import { type RiskVersion, riskVersion } from './versions.ts'

/** Whether answers can still be given. */
export function isOpen(record: { status: string }): boolean {
  return record.status === 'draft' || record.status === 'returned'
}

/** Everyone an assessment of this incident can be about, and those already made of it. */
export interface StartPage {
  readonly incidentId: string
  readonly reference: string
  readonly subjects: readonly { readonly value: string; readonly text: string; readonly hint: string | undefined }[]
  readonly earlier: readonly AssessmentRecord[]
  readonly mayAssess: Decision
  readonly now: Date
}

/**
 * Whom the officer can assess for an incident.
 *
 * Refuses: not found.
 */
export async function getStartPage(ctx: Context, incidentId: string): Promise<StartPage> {
  const incident = await ctx.db.selectFrom('incidents').select(['id', 'reference']).where('id', '=', incidentId).where('isOpenData', '=', false).executeTakeFirst()
  if (incident === undefined) throw new Refusal('not found', 'There is no such incident')
  const mentioned = await ctx.db.selectFrom('personMentions').select(['id', 'part', 'givenName', 'familyName', 'safeToContact'])
    .where('sourceId', 'in', await reportsOf(ctx, incidentId)).where('part', '!=', 'suspect').where('correctedById', 'is', null)
    .orderBy(sql`part = 'victim' desc, part = 'caller' desc`).orderBy('recordedAt').orderBy('id').execute()
  const earlier = await listRecords(ctx, (query) => query.where('a.incidentId', '=', incidentId))
  ctx.shown('incident', incidentId)
  ctx.shown('assessment', earlier.map(({ id }) => id))
  return {
    incidentId, reference: incident.reference, earlier, mayAssess: may.assess(ctx.actor), now: ctx.now,
    subjects: [
      ...mentioned.map((person) => ({
        value: person.id, text: nameOf(person), hint: person.safeToContact === null ? partWords(person.part) : `${partWords(person.part)}. Contact: ${person.safeToContact}`,
      })),
      ...(mentioned.some(({ part }) => part === 'caller') ? [] : [{ value: 'caller', text: 'The caller', hint: 'Nobody is named as the caller' }]),
      { value: 'household', text: 'The household', hint: 'Everyone who lives there, where no one person is the victim' },
    ],
  }
}

/** One question as it is asked, with what was answered before. */
export interface QuestionPage {
  readonly record: AssessmentRecord
  readonly isOpen: boolean
  readonly version: RiskVersion
  readonly number: number
  readonly question: RiskVersion['questions'][number]
  readonly given: StandingAnswer
  readonly answered: number
}

/**
 * One question of an assessment that this officer began.
 *
 * Refuses: not found; not permitted, to anyone else.
 */
export async function getQuestionPage(ctx: Context, assessmentId: string, number: number): Promise<QuestionPage> {
  const record = await getRecord(ctx, assessmentId)
  authorise(may.answer(ctx.actor, record))
  const version = await riskVersion(ctx, record.questionSetId)
  const question = version.questions[number - 1]
  if (question === undefined) throw new Refusal('not found', 'There is no such question')
  const answers = await standingAnswers(ctx, assessmentId)
  ctx.shown('assessment', assessmentId)
  return {
    record, isOpen: isOpen(record), version, number, question, given: answers.get(question.key) ?? { answer: null, words: null },
    answered: completenessOf(version, chosenOf(answers)).answered,
  }
}

/** The answers before they are sent, with what they come to. */
export interface CheckPage {
  readonly record: AssessmentRecord
  readonly isOpen: boolean
  readonly version: RiskVersion
  readonly given: ReadonlyMap<string, StandingAnswer>
  readonly missing: readonly string[]
  readonly outcome: Outcome
  readonly facts: Facts
  readonly drivers: readonly Driver[]
  /** The bands that the officer's judgement could raise it to. */
  readonly above: RiskVersion['bands']
  readonly supervisedBy: string
  readonly returnedBecause: { readonly reason: string; readonly byName: string | null; readonly at: Date } | null
}

/**
 * Check your answers: everything given, what it comes to, and who will supervise it.
 *
 * Refuses: not found; not permitted, to anyone but the officer who began it.
 */
export async function getCheckPage(ctx: Context, assessmentId: string): Promise<CheckPage> {
  const record = await getRecord(ctx, assessmentId)
  authorise(may.answer(ctx.actor, record))
  const version = await riskVersion(ctx, record.questionSetId)
  const answers = await standingAnswers(ctx, assessmentId)
  const chosen = chosenOf(answers)
  const facts = factsFrom(version, chosen, { ...(await knownOf(ctx, record)), said: {} })
  const outcome = outcomeOf(version, chosen, facts, null)
  ctx.shown('assessment', assessmentId)
  return {
    record, isOpen: isOpen(record), version, given: answers, facts, missing: completenessOf(version, chosen).missing,
    outcome, above: outcome.finalBand === null ? [] : [...bandsAbove(version, outcome.finalBand)], drivers: driversOf(version, chosen),
    supervisedBy: await supervisedBy(ctx, record, version), returnedBecause: await lastReturn(ctx, record),
  }
}

/** What the record knows that may raise a band: flags not lifted, and earlier incidents of the same person within sight. */
export async function knownOf(ctx: Context, record: { incidentId: string; personId: string | null }): Promise<{ flags: string[]; earlierIncidents: number }> {
  const flags = await ctx.db.selectFrom('incidentFlags').select('flag').where('incidentId', '=', record.incidentId).where('state', '!=', 'lifted').orderBy('flag').execute()
  if (record.personId === null) return { flags: flags.map(({ flag }) => flag), earlierIncidents: 0 }
  const { earlier } = await ctx.db.selectFrom('personMentions as m').innerJoin('incidents as i', 'i.id', 'm.sourceId')
    .select(sql<string>`count(distinct i.id)`.as('earlier'))
    .where('m.personId', '=', record.personId).where('m.part', '!=', 'suspect').where('i.id', '!=', record.incidentId).where('i.duplicateOf', 'is', null)
    .where('i.reportedAt', '<=', (query) => query.selectFrom('incidents as own').select('own.reportedAt').where('own.id', '=', record.incidentId))
    .executeTakeFirstOrThrow()
  return { flags: flags.map(({ flag }) => flag), earlierIncidents: Number(earlier) }
}

async function supervisedBy(ctx: Context, record: AssessmentRecord, version: RiskVersion): Promise<string> {
  const team = record.teamId === null ? undefined : await ctx.db.selectFrom('teams').select('name').where('id', '=', record.teamId).executeTakeFirst()
  const rank = `${/^[aeiou]/.test(version.signOff.rank) ? 'An' : 'A'} ${version.signOff.rank} or above`
  return team === undefined ? `${rank} who supervises the area` : `${rank}, of ${team.name} or its borough. Never the officer who completed it`
}

async function lastReturn(ctx: Context, record: AssessmentRecord): Promise<CheckPage['returnedBecause']> {
  if (record.status !== 'returned') return null
  const row = await ctx.db.selectFrom('assessmentDecisions as d').leftJoin('accounts as a', 'a.id', 'd.byId').select(['d.reason', 'd.at', 'a.name as byName'])
    .where('d.assessmentId', '=', record.id).where('d.decision', '=', 'returned').orderBy('d.id', 'desc').limit(1).executeTakeFirst()
  return row === undefined ? null : { reason: row.reason ?? '', byName: row.byName, at: row.at }
}

function partWords(part: string): string {
  return part.charAt(0).toUpperCase() + part.slice(1)
}
