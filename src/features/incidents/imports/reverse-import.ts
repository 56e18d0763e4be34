import { sql } from 'kysely'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { may } from '../policy.ts'

/**
 * Reverse an import as one act: its incidents are withdrawn by mark, and come back when the file is imported again.
 *
 * Result: how many were withdrawn.
 * Changes: incidents, imports.
 * Refuses: not permitted; not found; conflict, when it was reversed before.
 */
export async function reverseImport(ctx: Context, importId: string): Promise<number> {
  authorise(may.importFiles(ctx.actor))
  const found = await ctx.db.selectFrom('imports').select(['id', 'source', 'fileName', 'fileSha256', 'finishedAt', 'reversedAt']).where('id', '=', importId).forUpdate().executeTakeFirst()
  if (found === undefined || found.finishedAt === null) throw new Refusal('not found', 'There is no such import')
  if (found.reversedAt !== null) throw new Refusal('conflict', 'This import was reversed before')
  for (const limit of ['statement_timeout', 'lock_timeout']) await sql`select set_config(${limit}, '0', true)`.execute(ctx.db)
  await sql`select pg_advisory_xact_lock(hashtextextended(${`heed import ${found.source}`}, 0))`.execute(ctx.db)
  const { numUpdatedRows } = await ctx.db.updateTable('incidents').set((eb) => ({ withdrawnAt: ctx.now, version: eb('version', '+', 1) }))
    .where('importId', '=', importId).where('withdrawnAt', 'is', null).executeTakeFirst()
  await ctx.db.updateTable('imports').set({ reversedAt: ctx.now, reversedBy: ctx.actor.id }).where('id', '=', importId).execute()
  ctx.changed('import', importId)
  ctx.explain({ file: found.fileName, sha256: found.fileSha256, source: found.source, withdrawn: Number(numUpdatedRows) })
  return Number(numUpdatedRows)
}

/** An import as it is listed: what it was, what it gave, whether it stands. */
export interface ImportRow {
  readonly id: string
  readonly source: string
  readonly fileName: string
  readonly startedAt: Date
  readonly rowsAdded: number
  readonly rowsRestored: number
  readonly reversedAt: Date | null
}

/** The imports on record, newest first. */
export async function listImports(ctx: Context): Promise<readonly ImportRow[]> {
  authorise(may.importFiles(ctx.actor))
  return ctx.db.selectFrom('imports').select(['id', 'source', 'fileName', 'startedAt', 'rowsAdded', 'rowsRestored', 'reversedAt']).where('finishedAt', 'is not', null).orderBy('startedAt', 'desc').execute()
}
