import { seenBefore, standardiseAddress, type Seen } from '#features/people/index.ts'
import { findAddresses, resolvePlace, type AddressChoice } from '#features/places/index.ts'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { findDraft, openDrafts } from '#platform/drafts.ts'
import { postcodeOf } from '#platform/postcode.ts'
import { londonDay } from '#platform/time/day.ts'
import { may } from '../policy.ts'
import { rowsInForce } from '../rules/codes.ts'
import { type Answer, suggestGrade } from '../rules/screening.ts'
import { promptFor, recordLists } from './record-lists.ts'

/** Somebody on the page who may have been heard of before. */
export interface AskedPerson {
  /** Their place on the page. */
  readonly place: number
  readonly givenName: string | null
  readonly familyName: string | null
  readonly dateOfBirth: string | null
  readonly phone: string | null
  readonly email: string | null
  readonly addressText: string | null
  readonly postcode: string | null
  /** Whom they were said to be. */
  readonly personId: string | null
  /** Whom they were said not to be. */
  readonly notThem: readonly string[]
}

/** What the page asks Heed while somebody types. */
export interface Asked {
  readonly place: { readonly text: string | null; readonly postcode: string | null; readonly addressId: string | null }
  readonly people: readonly AskedPerson[]
  readonly answers: readonly Answer[]
  readonly isInDanger: boolean
}

/** Where the place typed so far lies, and who is responsible there. */
export interface KnownPlace {
  readonly wardName: string | null
  readonly boroughName: string | null
  readonly teamName: string | null
  readonly isFallbackTeam: boolean
  readonly isPostcodeUnknown: boolean
  readonly choices: readonly AddressChoice[]
}

/** What Heed knows of what was typed so far. */
export interface Known {
  readonly now: Date
  readonly people: readonly (AskedPerson & { readonly seen: Seen })[]
  readonly address: { readonly reports: number; readonly lastAt: Date } | null
  readonly suggestion: { readonly grade: string; readonly because: readonly string[] } | null
}

/** Everything the report page is drawn from. */
export type ReportPageData = Awaited<ReturnType<typeof getReportPage>>

/**
 * The page a report is taken on: the lists in force today, and what was typed and not yet sent.
 *
 * Refuses: not permitted.
 */
export async function getReportPage(ctx: Context, asked: Asked) {
  authorise(may.record(ctx.actor))
  const lists = await recordLists(ctx)
  return {
    now: ctx.now,
    types: rowsInForce(lists.types, ctx.now), qualifiers: rowsInForce(lists.qualifiers, ctx.now), grades: rowsInForce(lists.grades, ctx.now),
    channels: rowsInForce(lists.channels, ctx.now).filter(({ key }) => key !== 'open-data'), prompt: promptFor(lists, ctx.now),
    place: await getKnownPlace(ctx, asked.place), known: await getKnown(ctx, asked), drafts: await openDrafts(ctx, 'report'),
  }
}

/**
 * Where a place lies, which team is told, and the gazetteer's addresses that may be meant; null before anything is typed.
 *
 * Refuses: not permitted.
 */
export async function getKnownPlace(ctx: Context, { text, postcode, addressId }: Asked['place']): Promise<KnownPlace | null> {
  authorise(may.record(ctx.actor))
  if (text === null && postcode === null) return null
  const found = await resolvePlace(ctx, { text, postcode, point: null, addressId }, londonDay(ctx.now))
  const choices = found.addressId !== null ? [] : await findAddresses(ctx, { text, postcode })
  return {
    wardName: found.wardName, boroughName: found.boroughName, teamName: found.team?.name ?? null, isFallbackTeam: found.team?.isFallback === true,
    isPostcodeUnknown: found.postcode !== null && !found.isPostcodeKnown, choices,
  }
}

/**
 * What Heed knows of the people and the place typed so far, and the grade the answers suggest.
 *
 * Refuses: not permitted.
 */
export async function getKnown(ctx: Context, asked: Asked): Promise<Known> {
  authorise(may.record(ctx.actor))
  const lists = await recordLists(ctx)
  const prompt = promptFor(lists, ctx.now)
  const suggested = prompt === null || (asked.answers.length === 0 && !asked.isInDanger) ? null : suggestGrade(prompt, rowsInForce(lists.grades, ctx.now), asked.answers, { danger: asked.isInDanger })
  const people: (AskedPerson & { seen: Seen })[] = []
  for (const person of asked.people) {
    const seen = await seenBefore(ctx, person)
    people.push({ ...person, seen: { ...seen, people: seen.people.filter(({ personId }) => !person.notThem.includes(personId)) } })
  }
  return {
    now: ctx.now, people, address: await addressSeen(ctx, asked.place),
    suggestion: suggested === null ? null : { grade: lists.grades.find(({ key }) => key === suggested.grade)?.name ?? suggested.grade, because: suggested.because },
  }
}

async function addressSeen(ctx: Context, { text, postcode }: Asked['place']): Promise<Known['address']> {
  const key = text === null ? null : standardiseAddress(text, postcode === null ? null : postcodeOf(postcode)).key
  if (key === null) return null
  const row = await ctx.db.selectFrom('incidents').select(({ fn }) => [fn.countAll<number>().as('reports'), fn.max('reportedAt').as('lastAt')])
    .where('addressKey', '=', key).where('isOpenData', '=', false).where('withdrawnAt', 'is', null).executeTakeFirst()
  return row === undefined || row.lastAt === null || Number(row.reports) === 0 ? null : { reports: Number(row.reports), lastAt: row.lastAt }
}

/** What was typed in a draft of one's own; null when it has been sent or is none. */
export async function findReportDraft(ctx: Context, draftId: string): Promise<unknown> {
  authorise(may.record(ctx.actor))
  return (await findDraft(ctx, draftId))?.answers ?? null
}
