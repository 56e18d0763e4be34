import { mentionPeople } from '#features/people/index.ts'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { keepFile } from '#platform/files/commands.ts'
import type { Upload } from '#platform/files/upload.ts'
import { newId } from '#platform/ids.ts'
import { may } from '../policy.ts'
import { getExpectations } from '../queries/standards.ts'
import { type ContactWay, standardsKept } from '../rules/contact.ts'
import { assertWorked } from '../rules/life.ts'
import { addCaseEntries, lockCase, settleDates, type LockedCase } from './change-case.ts'
import { meetStandard } from './plan.ts'

/** A contact with the victim: how, when, what was said, and whether they were reached. */
export interface Contact {
  readonly caseId: string
  readonly how: ContactWay
  readonly at: Date
  readonly isReached: boolean
  readonly said: string
  /** What the victim was told of the progress of the case, apart from what else was said. */
  readonly told: string | null
}

/**
 * Record a contact with the victim. One that reached them keeps the standards of contact; a visit keeps those of visits too.
 *
 * Changes: case_entries, case_plan_items, clocks, cases.
 * Refuses: not found; not permitted; conflict, when the case is closed; invalid, for a moment yet to come.
 * Source: report of 13 October 2011, ¶59, ¶62, ¶75. Rule CA-13.
 */
export async function recordContact(ctx: Context, contact: Contact): Promise<void> {
  const held = await heldForWork(ctx, contact.caseId)
  assertPast(ctx, contact.at)
  const text = `${contact.isReached ? 'Spoke to' : 'Tried to reach'} the victim: ${contact.how}`
  await addCaseEntries(ctx, held.id, [{ kind: 'contact', text, reason: contact.said, happenedAt: contact.at, detail: { how: contact.how, isReached: contact.isReached, told: contact.told } }])
  const kept = standardsKept(contact)
  if (kept.length === 0) return
  const expected = await getExpectations(ctx)
  for (const standard of kept) await meetStandard(ctx, held, standard, text, expected)
  await settleDates(ctx, held.id, expected)
}

/**
 * Record a decision with its reason.
 *
 * Changes: case_entries.
 * Refuses: not found; not permitted; conflict, when the case is closed; invalid, without a decision or a reason.
 */
export async function recordDecision(ctx: Context, { caseId, decision, reason }: { caseId: string; decision: string; reason: string }): Promise<void> {
  const held = await heldForWork(ctx, caseId)
  if (decision.trim() === '') throw new Refusal('invalid', 'Enter the decision', { field: 'decision' })
  if (reason.trim() === '') throw new Refusal('invalid', 'Enter the reason', { field: 'reason' })
  await addCaseEntries(ctx, held.id, [{ kind: 'decision', text: decision, reason }])
}

/** Write a note in the case's log. Changes: case_entries. Refuses: not found; not permitted; conflict, when the case is closed; invalid, when it says nothing. */
export async function addNote(ctx: Context, { caseId, text }: { caseId: string; text: string }): Promise<void> {
  const held = await heldForWork(ctx, caseId)
  if (text.trim() === '') throw new Refusal('invalid', 'Enter the note', { field: 'text' })
  await addCaseEntries(ctx, held.id, [{ kind: 'note', text }])
}

/**
 * Correct an entry of the log: a new entry that points at the old, which stays.
 *
 * Changes: case_entries.
 * Refuses: not found; not permitted; conflict, when the entry was corrected already, naming by whom; invalid, when it says nothing.
 */
export async function correctEntry(ctx: Context, { caseId, entryId, text, reason }: { caseId: string; entryId: string; text: string; reason: string }): Promise<void> {
  authorise(may.work(ctx.actor))
  if (text.trim() === '') throw new Refusal('invalid', 'Enter what it should say', { field: 'text' })
  const held = await lockCase(ctx, caseId, null)
  const old = await ctx.db.selectFrom('caseEntries').select('id').where('id', '=', entryId).where('caseId', '=', held.id).executeTakeFirst()
  if (old === undefined) throw new Refusal('not found', 'There is no such entry in this case')
  const later = await ctx.db.selectFrom('caseEntries as e').innerJoin('accounts as a', 'a.id', 'e.byId').select(['a.name', 'e.at']).where('e.correctsId', '=', entryId).executeTakeFirst()
  if (later !== undefined) throw new Refusal('conflict', `${later.name} has corrected this entry already. Correct the correction instead`, { by: later.name, at: later.at, see: `/cases/${caseId}/timeline` })
  await addCaseEntries(ctx, caseId, [{ kind: 'correction', text, reason, correctsId: entryId }])
}

/** Somebody who enters a case: known to it through a mention, or heard of only now. */
export interface NewCasePerson {
  readonly caseId: string
  readonly part: 'victim' | 'witness' | 'suspect'
  readonly givenName: string | null
  readonly familyName: string | null
  readonly phone: string | null
  readonly safeToContact: string | null
  readonly note: string | null
}

/**
 * Add a person to a case, with their part in it.
 *
 * Changes: persons, person_mentions, case_people, case_entries.
 * Refuses: not found; not permitted; conflict, when the case is closed; invalid, without any name.
 */
export async function addCasePerson(ctx: Context, person: NewCasePerson): Promise<void> {
  const held = await heldForWork(ctx, person.caseId)
  if (person.givenName === null && person.familyName === null) throw new Refusal('invalid', 'Enter a name, or what they are called', { field: 'givenName' })
  const [mentionId] = await mentionPeople(ctx, { kind: 'case', id: held.id }, [{
    part: person.part, givenName: person.givenName, familyName: person.familyName, dateOfBirth: null, phone: person.phone, email: null, addressText: null, postcode: null,
    wantsContact: null, safeToContact: person.safeToContact, personId: null,
  }])
  const mention = mentionId === undefined ? undefined : await ctx.db.selectFrom('personMentions').select(['id', 'personId']).where('id', '=', mentionId).executeTakeFirst()
  if (mention === undefined) throw new Error('a mention was not kept')
  await ctx.db.insertInto('casePeople').values({ id: newId(), caseId: held.id, mentionId: mention.id, personId: mention.personId, part: person.part, note: person.note, addedAt: ctx.now, addedBy: ctx.actor.id }).execute()
  await addCaseEntries(ctx, held.id, [{ kind: 'person', text: `Added a ${person.part}`, reason: person.note, detail: { mentionId: mention.id } }])
}

/**
 * Keep files with a case, under its sight and its seal.
 *
 * Changes: files, file_chunks, case_entries.
 * Refuses: not found; not permitted; conflict, when the case is closed; invalid, for what cannot be kept.
 */
export async function keepCaseFiles(ctx: Context, { caseId, uploads, about }: { caseId: string; uploads: readonly Upload[]; about: string }): Promise<void> {
  const held = await heldForWork(ctx, caseId)
  if (uploads.length === 0) throw new Refusal('invalid', 'Choose a file', { field: 'file' })
  for (const upload of uploads) {
    const fileId = await keepFile(ctx, { parentKind: 'case', parentId: held.id, upload, sealedUnder: held.sealedUnder, teamId: held.teamId, boroughId: held.boroughId })
    await addCaseEntries(ctx, held.id, [{ kind: 'file', text: about, detail: { fileId } }])
  }
}

async function heldForWork(ctx: Context, caseId: string): Promise<LockedCase> {
  authorise(may.work(ctx.actor))
  const held = await lockCase(ctx, caseId, null)
  assertWorked(held.status)
  return held
}

function assertPast(ctx: Context, at: Date): void {
  if (at.getTime() > ctx.now.getTime()) throw new Refusal('invalid', 'Enter a date and time that have passed', { field: 'onDay' })
}
