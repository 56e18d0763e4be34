import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'

/** Forget from where people signed in, or tried to, more than thirty days ago. For the timetable. Changes: sign_in_tries. */
export async function forgetSignInTries(ctx: Context): Promise<void> {
  await sql`select heed.forget_sign_in_tries()`.execute(ctx.db)
}
