import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { sendLoose } from '#platform/db/connect.ts'
import { Refusal } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import { may } from './policy.ts'

/** Something a team or a person must know. `kind` is what happened, in words that name nobody: "incident recorded". */
export interface News {
  readonly kind: string
  /** The record it is about: "incident", "case", "assessment". */
  readonly subjectKind: string
  readonly subjectId: string
  readonly teamId?: string | null
  readonly accountId?: string | null
  readonly boroughId?: string | null
  readonly sealedUnder?: string | null
}

/**
 * Tell a team or a person of something, on the act's own transaction.
 *
 * Result: the notification's id. Changes: notifications.
 * Source: report of 13 October 2011, ¶57. Rule NO-03.
 */
export async function tell(ctx: Context, news: News): Promise<string> {
  const id = newId()
  await sendLoose(ctx.db.insertInto('notifications').values({
    id, kind: news.kind, subjectKind: news.subjectKind, subjectId: news.subjectId, teamId: news.teamId ?? null, accountId: news.accountId ?? null,
    boroughId: news.boroughId ?? null, sealedUnder: news.sealedUnder ?? null, createdAt: ctx.now,
  }))
  ctx.changed('notification', id)
  return id
}

/**
 * What was asked of those told is done: the notification waits for nobody any more, signed by whoever did it.
 *
 * Changes: notifications, those of this kind told to this person or their teams; a service actor's settles whoever was told. Done again it changes nothing.
 */
export async function settle(ctx: Context, subjectId: string, kind: string): Promise<void> {
  const { actor } = ctx
  const waiting = await ctx.db.selectFrom('notifications').select('id').where('subjectId', '=', subjectId).where('kind', '=', kind).where('acknowledgedAt', 'is', null)
    .$if(actor.kind !== 'service', (query) => query.where((e) => e.or([e('accountId', '=', actor.id), ...(actor.teamIds.length === 0 ? [] : [e('teamId', 'in', [...actor.teamIds])])]))).execute()
  if (waiting.length === 0) return
  const ids = waiting.map(({ id }) => id)
  await ctx.db.updateTable('notifications').set({ acknowledgedAt: ctx.now, acknowledgedBy: actor.id }).where('id', 'in', ids).where('acknowledgedAt', 'is', null).execute()
  ctx.changed('notification', ids)
}

/**
 * Say that what was told has been seen: who, and when. Saying it again changes nothing.
 *
 * Changes: notifications.
 * Refuses: not found; not permitted, to anyone but the person told or a member of the team told. Rule NO-02.
 */
export async function acknowledge(ctx: Context, notificationId: string): Promise<void> {
  const told = await ctx.db.selectFrom('notifications').select(['teamId', 'accountId', 'acknowledgedAt']).where('id', '=', notificationId).executeTakeFirst()
  if (told === undefined) throw new Refusal('not found', 'There is no such notification')
  authorise(may.acknowledge(ctx.actor, told))
  if (told.acknowledgedAt !== null) return
  await ctx.db.updateTable('notifications').set({ acknowledgedAt: ctx.now, acknowledgedBy: ctx.actor.id })
    .where('id', '=', notificationId).where('acknowledgedAt', 'is', null).execute()
  ctx.changed('notification', notificationId)
}
