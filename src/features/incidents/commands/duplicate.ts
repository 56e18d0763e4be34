import { sql } from 'kysely'
import { z } from 'zod'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { emit } from '#platform/events/emit.ts'
import { tell } from '#platform/notifications/tell.ts'
import { may } from '../policy.ts'
import { findLink } from '../queries/duplicates.ts'
import { promptOfIncident } from '../queries/prompt-of-incident.ts'
import { recordLists } from '../queries/record-lists.ts'
import { flagsTaken, type Raised, riseWith, takenBack, urgencyOn } from '../rules/rise.ts'
import { asksForAssessment, type Flag, flagsFrom } from '../rules/screening.ts'
import { raiseByAnswer } from './answer-prompt.ts'
import { lockIncident, type LockedIncident, type NewEntry, saveIncident } from './change-incident.ts'
import { endFollowUpOf, startFollowUpAgain } from './follow-up-clock.ts'
import type { Read } from './respond.ts'
import { tellOfReport } from './tell-of-report.ts'

/** Where a duplicate went. */
export interface LinkedDuplicate {
  /** The incident it repeats, and the team that works it: said where it is not seen any more. */
  readonly reference: string
  readonly teamName: string | null
  /** Whether whoever linked it still sees it: a seal that does not name them may cover it now. */
  readonly isSeen: boolean
  /** Whether a seal took it, by this, from an officer or a team that worked it: Heed tells nobody whom a seal does not name. */
  readonly isTaken: boolean
}

/**
 * Say that this incident is the same as an earlier one: what adding it there before saving would have done, done now.
 *
 * Nothing is deleted: this one leaves queues and counts, each shows the other, and the other shows its people and what they said. What it
 * calls for, a flag or a quicker grade, is raised there, and that team is told. It is followed up there, unless it is due sooner here.
 * Input: the reference of the incident it repeats; `knowing`, the reference of which they said that they know this one goes out of their sight with it.
 * Result: whether they still see it, and where it is worked now.
 * Changes: incidents, incident_flags, incident_entries (of both), clocks, notifications; incident.duplicate, incident.flagged.
 * Refuses: not permitted, not found; conflict, when the other has been resulted and this one has not; invalid, when the other is unknown to this
 * person, itself, or a duplicate, or when it would go out of their own sight and they did not say of that one that they know. Source: report of 13 October 2011, ¶57 (nothing recorded is lost). Rules IN-27, IN-64, IN-65; CA-28 for its seal.
 */
export async function linkDuplicate(ctx: Context, given: Read & { reference: string; reason: string; knowing?: string }): Promise<LinkedDuplicate> {
  authorise(may.linkDuplicate(ctx.actor))
  const reference = given.reference.trim().toUpperCase()
  const named = await ctx.db.selectFrom('incidents').select('id').where('reference', '=', reference).executeTakeFirst()
  await holdTogether(ctx, [given.incidentId, named?.id ?? null])
  const incident = await lockIncident(ctx, given.incidentId, given.version)
  const original = await originalOf(ctx, incident, reference)
  const raised = await raisedBy(ctx, original, incident)
  const endedClock = await endFollowUpOf(ctx, incident, original)
  const reason = given.reason.trim()
  await saveIncident(ctx, incident, { duplicateOf: original.id }, [{
    kind: 'duplicate', text: `Linked as a duplicate of ${original.reference}`, changed: [{ field: 'Duplicate of', was: 'none', now: original.reference }],
    detail: { reason, otherId: original.id, ...(endedClock === null ? {} : { endedClock, note: 'Whoever reported it is followed up there' }) },
  }])
  await raise(ctx, original, incident, { ...raised, reason })
  await tellOfReport(ctx, original, raised.isMoreUrgent)
  await tellItsOwn(ctx, incident, original, 'linked as a duplicate, and worked under another number')
  const isSeen = original.sealedUnder === null || (await settleSeal(ctx, incident))
  if (!isSeen && given.knowing !== original.reference) throw outOfSight(original)
  await emit(ctx, 'incident.duplicate', { incidentId: incident.id, duplicateOf: original.id }, incident.id)
  const team = isSeen || original.teamId === null ? undefined : await ctx.db.selectFrom('teams').select('name').where('id', '=', original.teamId).executeTakeFirst()
  const isWorked = incident.teamId !== null || (incident.allocatedTo !== null && incident.allocatedTo !== ctx.actor.id)
  return { reference: original.reference, teamName: team?.name ?? null, isSeen, isTaken: original.sealedUnder !== null && incident.sealedUnder === null && isWorked }
}

function outOfSight({ reference }: LockedIncident): Refusal {
  return new Refusal('invalid', `${reference} is under a seal that does not name you. Linked to it, this incident goes out of your sight at once; the other you see only as long as your access to it lasts. Tick that you know this, or leave it unlinked`, { field: 'knowing' })
}

/**
 * Undo the link to the incident this one was taken to repeat: it is worked by itself again, and due when it was.
 *
 * Input: `takeBack`, whether what the link raised there is taken back too, as far as nobody has decided about it since.
 * Changes: incidents, incident_flags, incident_entries (of both where the other can be seen), clocks, notifications; incident.duplicate, incident.flagged.
 * Refuses: not permitted, not found; conflict, when there is no link; invalid, without a reason. Rules IN-27, IN-66.
 */
export async function unlinkDuplicate(ctx: Context, given: Read & { reason: string; takeBack: boolean }): Promise<void> {
  authorise(may.linkDuplicate(ctx.actor))
  const linked = await ctx.db.selectFrom('incidents').select('duplicateOf').where('id', '=', given.incidentId).executeTakeFirst()
  await holdTogether(ctx, [given.incidentId, linked?.duplicateOf ?? null])
  const incident = await lockIncident(ctx, given.incidentId, given.version)
  if (incident.duplicateOf === null) throw new Refusal('conflict', 'This incident is not linked as a duplicate')
  const reason = given.reason.trim()
  if (reason === '') throw new Refusal('invalid', 'Enter why the link is undone', { field: 'reason' })
  const seen = await ctx.db.selectFrom('incidents').select(['id', 'reference']).where('id', '=', incident.duplicateOf).executeTakeFirst()
  const was = seen?.reference ?? 'another incident'
  await startFollowUpAgain(ctx, incident, (await findLink(ctx, incident.id, incident.duplicateOf))?.endedClock ?? null)
  await saveIncident(ctx, incident, { duplicateOf: null }, [{ kind: 'duplicate', text: `No longer linked as a duplicate of ${was}`, changed: [{ field: 'Duplicate of', was, now: 'none' }], detail: { reason, otherId: incident.duplicateOf } }])
  if (seen !== undefined) {
    const original = await lockIncident(ctx, seen.id, null)
    await takeBack(ctx, original, incident, { reason, isWanted: given.takeBack })
    await tellItsOwn(ctx, incident, original, 'no longer a duplicate, and worked by itself again')
  }
  if (incident.sealedUnder !== null) await settleSeal(ctx, incident)
  await emit(ctx, 'incident.duplicate', { incidentId: incident.id, duplicateOf: null }, incident.id)
}

/** A duplicate is under the seal of what it repeats, for as long as it is one: it tells of the same people. Result: whether the actor still sees it, which whoever that seal does not name does not. */
async function settleSeal(ctx: Context, { id }: LockedIncident): Promise<boolean> {
  await sql`select heed.settle_seal(${id}::uuid)`.execute(ctx.db)
  return (await ctx.db.selectFrom('incidents').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
}

/** Two incidents are held in one order, so that two people linking them to each other wait instead of blocking each other. */
async function holdTogether(ctx: Context, ids: readonly (string | null)[]): Promise<void> {
  await ctx.db.selectFrom('incidents').select('id').where('id', 'in', ids.filter((id) => id !== null)).orderBy('id').forUpdate().execute()
}

async function originalOf(ctx: Context, incident: LockedIncident, reference: string): Promise<LockedIncident> {
  if (incident.duplicateOf !== null) throw new Refusal('conflict', 'This incident is already linked as a duplicate. Unlink it first')
  const found = await ctx.db.selectFrom('incidents').select(['id', 'isOpenData']).where('reference', '=', reference).executeTakeFirst()
  if (found === undefined || found.isOpenData) throw new Refusal('invalid', 'No incident with this reference can be found. Check it, for example ASB/2026/000123', { field: 'reference' })
  if (found.id === incident.id) throw new Refusal('invalid', 'An incident cannot be a duplicate of itself', { field: 'reference' })
  const original = await lockIncident(ctx, found.id, null)
  if (original.duplicateOf !== null) throw new Refusal('invalid', 'That incident is itself a duplicate. Enter the reference of the one it repeats', { field: 'reference' })
  const repeated = await ctx.db.selectFrom('incidents').select('id').where('duplicateOf', '=', incident.id).executeTakeFirst()
  if (repeated !== undefined) throw new Refusal('invalid', 'Other incidents are linked to this one as duplicates. Link the other incident to this one instead', { field: 'reference' })
  if (original.status === 'resulted' && incident.status !== 'resulted') {
    throw new Refusal('conflict', `${original.reference} has been resulted, so nobody would work this one there. Result this one first, or say that they belong together`, { see: `/incidents/${original.id}` })
  }
  return original
}

/** What the incident calls for that the one it repeats does not have yet; nothing of what is sealed goes where the seal does not. */
async function raisedBy(ctx: Context, original: LockedIncident, incident: LockedIncident): Promise<Raised & { readonly isMoreUrgent: boolean }> {
  if (original.status === 'resulted' || (incident.sealedUnder !== null && incident.sealedUnder !== original.sealedUnder)) {
    return { flags: [], grade: null, suggested: null, isAssessmentAsked: false, isMoreUrgent: false }
  }
  const given = await ctx.db.selectFrom('incidentFlags').select(['flag', 'origin', 'state']).where('incidentId', '=', incident.id).orderBy('flag').execute()
  const flags = flagsTaken(original.flags, given)
  const { grades } = await recordLists(ctx)
  const rise = riseWith(gradedOf(original), gradedOf(incident), urgencyOn(grades, original.reportedAt))
  const { suggested } = rise
  return {
    flags, isMoreUrgent: rise.isMoreUrgent,
    grade: rise.grade === null || !may.regrade(ctx.actor).allowed ? null : { from: original.grade, to: rise.grade },
    suggested: suggested === null ? null : { from: original.suggestedGrade, fromBecause: original.suggestedBecause ?? [], to: suggested.grade },
    isAssessmentAsked: !original.assessmentAsked && asksForAssessment(flags),
  }
}

function gradedOf({ grade, suggestedGrade, suggestedBecause }: LockedIncident) {
  return { grade, suggestedGrade, suggestedBecause: suggestedBecause ?? [] }
}

async function raise(ctx: Context, original: LockedIncident, incident: LockedIncident, raised: Raised & { readonly reason: string }): Promise<void> {
  const { flags, grade, suggested, isAssessmentAsked, reason } = raised
  for (const flag of flags) await raiseByAnswer(ctx, original.id, flag)
  await saveIncident(ctx, original, {
    flags: [...original.flags, ...flags], assessmentAsked: original.assessmentAsked || isAssessmentAsked,
    ...(grade === null ? {} : { grade: grade.to }),
    ...(suggested === null ? {} : { suggestedGrade: suggested.to, suggestedBecause: [...(incident.suggestedBecause ?? [])] }),
  }, [
    {
      kind: 'duplicate', text: `${incident.reference} is linked to this incident as a duplicate`, changed: [{ field: 'Duplicates', was: 'as before', now: `with ${incident.reference}` }],
      detail: { reason, otherId: incident.id, raised: { flags: [...flags], grade, suggested: suggested === null ? null : { ...suggested, fromBecause: [...suggested.fromBecause] }, isAssessmentAsked } },
    },
    ...flags.map((flag): NewEntry => ({ kind: 'flag', text: `Flag “${flag}” raised by the duplicate ${incident.reference}`, changed: [{ field: `Flag ${flag}`, was: 'not raised', now: 'raised' }], detail: { flag, otherId: incident.id } })),
    ...(grade === null ? [] : [await gradeEntry(ctx, grade, `The duplicate ${incident.reference} was graded so`)]),
  ])
  for (const flag of flags) await emit(ctx, 'incident.flagged', { incidentId: original.id, flag, state: 'raised', boroughId: original.boroughId }, original.id)
}

async function gradeEntry(ctx: Context, { from, to }: { from: string | null; to: string | null }, reason: string): Promise<NewEntry> {
  const { grades } = await recordLists(ctx)
  const named = (key: string | null): string => grades.find((row) => row.key === key)?.name ?? key ?? 'none'
  const text = from === null ? `Graded ${named(to)}` : `Regraded from ${named(from)} to ${named(to)}`
  return { kind: 'grade', text, changed: [{ field: 'Grade', was: named(from), now: named(to) }], detail: { from, to, reason } }
}

async function takeBack(ctx: Context, original: LockedIncident, incident: LockedIncident, { reason, isWanted }: { reason: string; isWanted: boolean }): Promise<void> {
  const entry: NewEntry = { kind: 'duplicate', text: `${incident.reference} is no longer linked to this incident as a duplicate`, detail: { reason, otherId: incident.id } }
  const link = await findLink(ctx, original.id, incident.id)
  if (!isWanted || link === null || link.raised === null) return saveIncident(ctx, original, {}, [entry])
  const back = takenBack(link.raised, await since(ctx, original, link.raised, link.at))
  for (const flag of back.flags) {
    await ctx.db.updateTable('incidentFlags').set({ state: 'lifted', decidedAt: ctx.now, decidedBy: ctx.actor.id, reason }).where('incidentId', '=', original.id).where('flag', '=', flag).execute()
  }
  await saveIncident(ctx, original, {
    flags: original.flags.filter((flag) => !back.flags.some((each) => each === flag)),
    ...(back.grade === null ? {} : { grade: back.grade.to }),
    ...(back.suggested === null ? {} : { suggestedGrade: back.suggested.to, suggestedBecause: [...back.suggested.because] }),
    ...(back.isAssessmentUnasked ? { assessmentAsked: false } : {}),
  }, [
    entry,
    ...back.flags.map((flag): NewEntry => ({ kind: 'flag', text: `Flag “${flag}” lifted: it came with ${incident.reference}`, changed: [{ field: `Flag ${flag}`, was: 'raised', now: 'lifted' }], detail: { flag, reason } })),
    ...(back.grade === null ? [] : [await gradeEntry(ctx, back.grade, `It was graded so because of ${incident.reference}, which is no duplicate`)]),
  ])
  for (const flag of back.flags) await emit(ctx, 'incident.flagged', { incidentId: original.id, flag, state: 'lifted', boroughId: original.boroughId }, original.id)
}

/** What has been decided about an incident since a duplicate was linked to it, and what else calls for the flags that came with it. */
async function since(ctx: Context, original: LockedIncident, raised: Raised, at: Date) {
  const standing = await ctx.db.selectFrom('incidentFlags').select('flag').where('incidentId', '=', original.id).where('state', '=', 'raised').where('raisedAt', '=', at).execute()
  const others = await ctx.db.selectFrom('incidents').select('flags').where('duplicateOf', '=', original.id).execute()
  const later = await ctx.db.selectFrom('incidentEntries').select(['kind', 'detail']).where('incidentId', '=', original.id).where('at', '>', at).execute()
  const { prompt, answers } = await promptOfIncident(ctx, original.id, original.reportedAt)
  const called: readonly string[] = [
    ...flagsFrom(prompt, answers).map(({ flag }) => flag), ...others.flatMap(({ flags }) => flags),
    ...later.filter(({ kind }) => kind === 'further report').flatMap(({ detail }) => z.looseObject({ flags: z.array(z.string()) }).safeParse(detail).data?.flags ?? []),
  ]
  const isLater = (kind: string): boolean => later.some((entry) => entry.kind === kind)
  return {
    ...gradedOf(original), status: original.status, flags: original.flags,
    undecided: raised.flags.filter((flag: Flag) => standing.some((row) => row.flag === flag) && !called.includes(flag)),
    isGradedSince: isLater('grade'), isAssessedSince: isLater('assessment') || isLater('case'),
  }
}

/** The incident's own team, where it is another, and whoever it is allocated to, learn where it is worked. */
async function tellItsOwn(ctx: Context, { id, teamId, allocatedTo, boroughId, sealedUnder }: LockedIncident, original: LockedIncident, kind: string): Promise<void> {
  const news = { kind, subjectKind: 'incident', subjectId: id, boroughId, sealedUnder }
  if (teamId !== null && teamId !== original.teamId) await tell(ctx, { ...news, teamId })
  if (allocatedTo !== null && allocatedTo !== ctx.actor.id) await tell(ctx, { ...news, accountId: allocatedTo })
}
