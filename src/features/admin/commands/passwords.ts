import { randomInt } from 'node:crypto'
import { verify } from '@node-rs/argon2'
import { sql } from 'kysely'
import { hashPassword } from '#platform/auth/passwords.ts'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { may } from '../policy.ts'

/** The fewest characters of a password that a person chooses. Source: OWASP ASVS 5.0, 6.2.1 and 6.2.9. */
export const LEAST_PASSWORD = 12

const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'

/**
 * Give somebody a new password, shown to the administrator once; whoever was signed in as them is signed out.
 *
 * Result: the password. Changes: credentials, sessions.
 * Refuses: not permitted; not found, when it is no person's account. Rules AD-02, AD-05.
 */
export async function giveNewPassword(ctx: Context, accountId: string): Promise<string> {
  authorise(may.changeOthers(ctx.actor, { accountId }))
  const account = await ctx.db.selectFrom('accounts').select('kind').where('id', '=', accountId).executeTakeFirst()
  if (account === undefined || account.kind === 'service' || account.kind === 'client') throw new Refusal('not found', 'There is no such person')
  const password = newPassword()
  await keepPassword(ctx, accountId, password)
  await sql`select heed.end_sessions_of(${accountId}::uuid, 'given a new password')`.execute(ctx.db)
  return password
}

/**
 * Change one's own password; every other session of the account ends.
 *
 * Result: false when the old one was wrong, which is counted like a failed sign-in.
 * Changes: credentials, sessions.
 * Refuses: not permitted; invalid, naming the field. Rule AD-06.
 */
export async function changeOwnPassword(ctx: Context, given: { old: string; fresh: string; again: string }): Promise<boolean> {
  authorise(may.changeOwnPassword(ctx.actor))
  if (given.fresh.length < LEAST_PASSWORD) throw new Refusal('invalid', `Choose a password of ${LEAST_PASSWORD} characters or more: three or four words that have nothing to do with each other are easy to remember`, { field: 'fresh' })
  if (given.fresh !== given.again) throw new Refusal('invalid', 'The two new passwords are not the same. Type both again', { field: 'again' })
  if (given.fresh === given.old || given.fresh.toLowerCase().includes(ctx.actor.username.toLowerCase())) throw new Refusal('invalid', 'Choose a password that is new and does not hold your user name', { field: 'fresh' })
  const { rows } = await sql<{ passwordHash: string; isLocked: boolean }>`select password_hash, is_locked from heed.credential(${ctx.actor.username})`.execute(ctx.db)
  const [known] = rows
  const isRight = known !== undefined && !known.isLocked && (await verify(known.passwordHash, given.old))
  await sql`select heed.note_sign_in(${ctx.actor.id}::uuid, ${isRight})`.execute(ctx.db)
  ctx.changed('account', ctx.actor.id)
  if (!isRight) return false
  await keepPassword(ctx, ctx.actor.id, given.fresh)
  await endOtherSessions(ctx, 'password changed')
  return true
}

/**
 * End every session of one's own account but this one.
 *
 * Result: how many ended. Changes: sessions.
 */
export async function signOutElsewhere(ctx: Context): Promise<number> {
  authorise(may.changeOwnPassword(ctx.actor))
  ctx.changed('account', ctx.actor.id)
  return endOtherSessions(ctx, 'signed out elsewhere')
}

async function endOtherSessions(ctx: Context, because: string): Promise<number> {
  const { rows } = await sql<{ ended: number }>`select heed.end_other_sessions(${because}) as ended`.execute(ctx.db)
  return rows[0]?.ended ?? 0
}

async function keepPassword(ctx: Context, accountId: string, password: string): Promise<void> {
  await sql`select heed.set_password(${accountId}::uuid, ${await hashPassword(password)})`.execute(ctx.db)
  ctx.changed('account', accountId)
}

/** Four groups of four letters and figures that are hard to mistake for each other: about 79 bits. */
function newPassword(): string {
  const group = (): string => Array.from({ length: 4 }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('')
  return Array.from({ length: 4 }, group).join('-')
}
