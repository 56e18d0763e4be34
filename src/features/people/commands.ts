import type { Context } from '#platform/context.ts'
import { send } from '#platform/db/connect.ts'
import { Refusal } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import { isDay, londonDay, type Day } from '#platform/time/day.ts'
import { keepWhatWasSaid } from './commands/keep-decision.ts'
import { mentionKeysOf } from './linkage/keys.ts'
import { standardise } from './rules/standardise.ts'

/** A person as one record speaks of them, and the part they played there. */
export interface NewMention {
  readonly part: 'caller' | 'victim' | 'witness' | 'suspect'
  /** The other parts the same person plays in the same record. */
  readonly otherParts?: readonly NewMention['part'][]
  readonly givenName: string | null
  readonly familyName: string | null
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
  /** They were asked and would not say who they are. */
  readonly isAnonymous?: boolean
}

/**
 * Keep the people a record mentions, raw and in the form they are compared in.
 *
 * Each is a person of their own, unless whoever took the record said who they are. Somebody who plays two parts is one person, mentioned in each.
 * Result: the mentions' ids, in the order given, those of one person's parts together.
 * Changes: persons, person_mentions, person_links, identity_decisions; people.decided.
 * Refuses: invalid, when a person named as already known is not one this actor can see.
 */
export async function mentionPeople(ctx: Context, record: { kind: 'incident' | 'case'; id: string }, people: readonly NewMention[]): Promise<readonly string[]> {
  if (people.length === 0) return []
  await assertKnown(ctx, people)
  const each = people.map((person) => ({ isKnown: person.personId !== null, rows: mentionRows(ctx, record, person) }))
  const fresh = each.flatMap(({ isKnown, rows: [first] }) => (isKnown || first === undefined ? [] : [first.personId]))
  const persons = fresh.map((id) => ({ id, createdAt: ctx.now, createdBy: ctx.actor.id }))
  const rows = each.flatMap((one) => one.rows)
  const withPersons = persons.length === 0 ? ctx.db : ctx.db.with('madeWithPersons', (db) => db.insertInto('persons').values(persons))
  await send(withPersons.insertInto('personMentions').values(rows))
  const linked = each.flatMap((one) => (one.isKnown ? one.rows : []))
  if (linked.length > 0) {
    await ctx.db.insertInto('personLinks').values(linked.map(({ id, personId }) => ({
      id: newId(), mentionId: id, fromPersonId: null, toPersonId: personId, decidedBy: ctx.actor.id, decidedAt: ctx.now,
      reason: 'Said to be the same person by whoever took the report',
    }))).execute()
    ctx.changed('person', linked.map(({ personId }) => personId))
  }
  await keepWhoTheyAre(ctx, each.map(({ rows: own }, at) => ({ mentionIds: own.map(({ id }) => id), isThem: people[at]?.personId ?? null, isNot: people[at]?.notPersonIds ?? [] })))
  return rows.map(({ id }) => id)
}

/**
 * Put right what one record says of somebody: a new mention of the same person that points at the old, which is kept.
 *
 * Result: the new mention's id.
 * Changes: person_mentions.
 * Refuses: not found, when the record mentions nobody such; conflict, when the mention has been corrected already.
 */
export async function correctMention(ctx: Context, record: { kind: 'incident' | 'case'; id: string }, mentionId: string, person: Omit<NewMention, 'personId'>): Promise<string> {
  const old = await ctx.db.selectFrom('personMentions').select(['id', 'personId', 'correctedById'])
    .where('id', '=', mentionId).where('sourceKind', '=', record.kind).where('sourceId', '=', record.id).executeTakeFirst()
  if (old === undefined) throw new Refusal('not found', 'There is no such person in this record')
  if (old.correctedById !== null) throw new Refusal('conflict', 'These details have been corrected already. Correct the correction instead')
  const row = mentionRow(ctx, record, { ...person, personId: old.personId })
  await ctx.db.insertInto('personMentions').values({ ...row, correctsId: old.id }).execute()
  await ctx.db.updateTable('personMentions').set({ correctedById: row.id }).where('id', '=', old.id).execute()
  ctx.changed('person', old.personId)
  return row.id
}

async function keepWhoTheyAre(ctx: Context, said: readonly { readonly mentionIds: readonly string[]; readonly isThem: string | null; readonly isNot: readonly string[] }[]): Promise<void> {
  for (const { mentionIds, isThem, isNot } of said) {
    if (isThem !== null) await keepWhatWasSaid(ctx, mentionIds, isThem, 'same')
    for (const personId of isNot) if (personId !== isThem) await keepWhatWasSaid(ctx, mentionIds, personId, 'different')
  }
}

async function assertKnown(ctx: Context, people: readonly NewMention[]): Promise<void> {
  const wanted = [...new Set(people.flatMap(({ personId }) => (personId === null ? [] : [personId])))]
  if (wanted.length === 0) return
  const found = await ctx.db.selectFrom('persons').select('id').where('id', 'in', wanted).execute()
  const missing = people.findIndex(({ personId }) => personId !== null && !found.some(({ id }) => id === personId))
  if (missing !== -1) throw new Refusal('invalid', 'This person is not on record, or not for you to see. Choose again, or leave it out', { field: `people.${missing}.personId` })
}

/** A mention for every part somebody plays in one record: one person, whatever the number of parts. */
export function mentionRows(ctx: Context, record: { kind: 'incident' | 'case'; id: string }, person: NewMention) {
  const first = mentionRow(ctx, record, person)
  const others = [...new Set(person.otherParts ?? [])].filter((part) => part !== person.part)
  return [first, ...others.map((part) => ({ ...first, id: newId(), part }))]
}

/** A mention as it is stored: a person of its own unless it says whose it is. For those who copy many. */
export function mentionRow(ctx: Context, record: { kind: 'incident' | 'case'; id: string }, person: NewMention) {
  const standard = standardise(person, londonDay(ctx.now))
  return {
    id: newId(), personId: person.personId ?? newId(), sourceKind: record.kind, sourceId: record.id, part: person.part,
    // a title is part of the name as it was given: kept apart as well, it would be said twice wherever a name is shown
    givenName: person.givenName, familyName: person.familyName, title: null,
    dateOfBirth: isDay(person.dateOfBirth) ? person.dateOfBirth : (standard.birth?.day ?? null), birthYear: standard.birth?.year ?? null,
    phone: person.phone, email: person.email, addressText: person.addressText, postcode: person.postcode,
    wantsContact: person.wantsContact, safeToContact: person.safeToContact, isAnonymous: person.isAnonymous ?? false,
    ...mentionKeysOf(standard), recordedAt: ctx.now, recordedBy: ctx.actor.id,
  }
}
