import { mentionPeople } from '#features/people/index.ts'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { findUsedDraft, useDraft } from '#platform/drafts.ts'
import { Refusal } from '#platform/errors.ts'
import { emit } from '#platform/events/emit.ts'
import { formatInstant } from '#platform/time/day.ts'
import { may } from '../policy.ts'
import { recordLists, type RecordLists } from '../queries/record-lists.ts'
import { rowsInForce } from '../rules/codes.ts'
import type { Report } from '../rules/report.ts'
import { riseWith, urgencyOn } from '../rules/rise.ts'
import { type Answer, asksForAssessment, type Flag, flagsFrom, type Prompt, suggestGrade } from '../rules/screening.ts'
import { closedToReports } from '../rules/similar.ts'
import { raiseByAnswer } from './answer-prompt.ts'
import { lockIncident, type LockedIncident, type NewEntry, saveIncident } from './change-incident.ts'
import { codedReport } from './record-report.ts'
import { tellOfReport } from './tell-of-report.ts'
import { assertNewNumber, sourceOf } from './their-number.ts'

/** What came of adding a further report. */
export interface Added {
  readonly incidentId: string
  readonly reference: string
  /** The same draft had been sent before: nothing new was added. */
  readonly isAgain: boolean
  /** The new answers call for a quicker response than the incident was graded for. */
  readonly isMoreUrgent: boolean
  readonly teamName: string | null
  readonly flagsRaised: readonly Flag[]
}

/**
 * Add another caller's report to an incident that is on record: their words in its log, they and whoever they name among its people.
 *
 * Its team is told. No clock starts again: the first caller has waited since the first call. New answers raise the flags they would have
 * raised at the first call; the suggested grade only ever rises, and the grade rises where whoever took the report chose a quicker one.
 * Changes: incidents, incident_entries, incident_flags, persons, person_mentions, notifications, drafts; incident.further-report,
 * incident.person-added, incident.flagged.
 * Refuses: not permitted, not found; conflict, when it has been resulted or is a duplicate, or the other system's number of it is on record; invalid, naming the field, for what is malformed.
 * Source: report of 13 October 2011, ¶57 (nothing recorded is lost). Rule IN-62.
 */
export async function addFurtherReport(ctx: Context, incidentId: string, report: Report): Promise<Added> {
  authorise(may.addFurther(ctx.actor))
  const before = report.draftId === undefined || report.draftId === null ? null : await findUsedDraft(ctx, report.draftId)
  if (before !== null) return addedBefore(ctx, before)
  const incident = await lockIncident(ctx, incidentId, null)
  const closed = closedToReports(incident)
  if (closed !== null) throw new Refusal('conflict', `Nothing can be added to ${incident.reference}, because ${closed}`, { see: `/incidents/${incident.id}` })
  const lists = await recordLists(ctx)
  await assertNewNumber(ctx, report.sourceReference)
  const { prompt, grade } = codedReport(report, lists, ctx.now)
  const mentionIds = await mentionPeople(ctx, { kind: 'incident', id: incident.id }, report.people.map(({ role, ...person }) => ({ part: role, ...person })))
  const called = flagsFrom(prompt, report.screening).map(({ flag }) => flag)
  const raised = called.filter((flag) => !incident.flags.includes(flag))
  for (const flag of raised) await raiseByAnswer(ctx, incident.id, flag)
  const risen = risenBy(ctx, incident, { report, prompt, chosen: grade?.key ?? null, lists })
  await saveIncident(ctx, incident, {
    flags: [...incident.flags, ...raised], assessmentAsked: incident.assessmentAsked || asksForAssessment(raised), ...risen.set,
  }, [furtherEntry(ctx, report, prompt, { mentionIds, called, place: incident.locationText }), ...raised.map(flagEntry), ...risen.entries])
  await tellOfReport(ctx, incident, risen.isMoreUrgent)
  if (report.draftId !== undefined && report.draftId !== null) await useDraft(ctx, report.draftId, 'report', incident.id)
  for (const mentionId of mentionIds) await emit(ctx, 'incident.person-added', { incidentId: incident.id, mentionId }, incident.id)
  for (const flag of raised) await emit(ctx, 'incident.flagged', { incidentId: incident.id, flag, state: 'raised', boroughId: incident.boroughId }, incident.id)
  const { isMoreUrgent } = risen
  await emit(ctx, 'incident.further-report', { incidentId: incident.id, mentionIds, isMoreUrgent, boroughId: incident.boroughId, teamId: incident.teamId }, incident.id)
  return { incidentId: incident.id, reference: incident.reference, isAgain: false, isMoreUrgent, teamName: await teamName(ctx, incident.teamId), flagsRaised: raised }
}

async function addedBefore(ctx: Context, becameId: string): Promise<Added> {
  const incident = await ctx.db.selectFrom('incidents').select(['id', 'reference', 'teamId']).where('id', '=', becameId).executeTakeFirst()
  if (incident === undefined) throw new Refusal('conflict', 'This report has been recorded already')
  ctx.shown('incident', incident.id)
  return { incidentId: incident.id, reference: incident.reference, isAgain: true, isMoreUrgent: false, teamName: await teamName(ctx, incident.teamId), flagsRaised: [] }
}

async function teamName(ctx: Context, teamId: string | null): Promise<string | null> {
  const team = teamId === null ? undefined : await ctx.db.selectFrom('teams').select('name').where('id', '=', teamId).executeTakeFirst()
  return team?.name ?? null
}

const answerWords = { yes: 'yes', no: 'no', declined: 'would not say', 'not-asked': 'not asked' } as const

function furtherEntry(ctx: Context, report: Report, prompt: Prompt, { mentionIds, called, place }: { mentionIds: readonly string[]; called: readonly Flag[]; place: string | null }): NewEntry {
  const words = report.narrative.trim()
  const asked = answered(prompt, report.screening)
  const said = report.place.text?.trim() ?? ''
  const { sourceReference } = report
  return {
    kind: 'further report', text: words === '' ? 'Reported again. What they said was not recorded' : words,
    changed: [{ field: 'Reports', was: 'as recorded', now: 'one more' }],
    detail: { how: report.channel, contactWhen: formatInstant(report.reportedAt), reportedAt: report.reportedAt.toISOString(), mentionIds: [...mentionIds], flags: [...called], ...(asked === '' ? {} : { note: asked }),
      ...(said === '' || said === place ? {} : { place: said }) },
    ...(sourceReference === null ? {} : { from: { source: sourceOf(ctx), sourceReference } }),
  }
}

/** The prompt's answers in one sentence each: those of another caller never stand in the place of the first's. */
function answered(prompt: Prompt, answers: readonly Answer[]): string {
  return answers.map(({ question, answer, detail, reason }) => {
    const said = detail ?? reason ?? null
    return `${prompt.questions.find(({ key }) => key === question)?.text ?? question} ${answerWords[answer]}${said === null ? '' : ` (${said})`}`
  }).join(' ')
}

function flagEntry(flag: Flag): NewEntry {
  return { kind: 'flag', text: `Flag “${flag}” raised by a further report`, changed: [{ field: `Flag ${flag}`, was: 'not raised', now: 'raised' }], detail: { flag, origin: 'screening' } }
}

interface Weighed {
  readonly report: Report
  readonly prompt: Prompt
  /** The grade chosen with the further report. */
  readonly chosen: string | null
  readonly lists: RecordLists
}

/** What rises with a further report, by the grades in force when it was made; nothing ever falls. */
function risenBy(ctx: Context, incident: LockedIncident, { report, prompt, chosen, lists }: Weighed) {
  const named = (key: string | null): string => lists.grades.find((row) => row.key === key)?.name ?? 'none'
  const suggestion = suggestGrade(prompt, rowsInForce(lists.grades, report.reportedAt), report.screening, { danger: report.isInDanger === true })
  const held = { grade: incident.grade, suggestedGrade: incident.suggestedGrade, suggestedBecause: incident.suggestedBecause ?? [] }
  const rise = riseWith(held, { grade: chosen, suggestedGrade: suggestion.grade, suggestedBecause: suggestion.because }, urgencyOn(lists.grades, report.reportedAt))
  const grade = may.regrade(ctx.actor).allowed ? rise.grade : null
  const entry: NewEntry = {
    kind: 'grade', text: incident.grade === null ? `Graded ${named(grade)}, with a further report` : `Regraded from ${named(incident.grade)} to ${named(grade)}, with a further report`,
    changed: [{ field: 'Grade', was: named(incident.grade), now: named(grade) }],
    detail: { from: incident.grade, to: grade, suggested: suggestion.grade, reason: 'A further report calls for a quicker response' },
  }
  return {
    set: {
      ...(grade === null ? {} : { grade }),
      ...(rise.suggested === null ? {} : { suggestedGrade: rise.suggested.grade, suggestedBecause: [...rise.suggested.because] }),
    },
    entries: grade === null ? [] : [entry],
    isMoreUrgent: rise.isMoreUrgent,
  }
}
