import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { sha256 } from './commands.ts'
import { may } from './policy.ts'

/** A file kept with a record, as its page lists it. */
export interface FileView {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly isPicture: boolean
  readonly bytes: number
  readonly keptAt: Date
  readonly keptByName: string
}

/** A file with its bytes. */
export interface OpenedFile extends FileView {
  readonly parentKind: string
  readonly parentId: string
  readonly content: Buffer
}

/** The files of a record, first to last. */
export async function filesOf(ctx: Context, parentId: string): Promise<FileView[]> {
  const rows = await named(ctx).where('f.parentId', '=', parentId).orderBy('f.keptAt').orderBy('f.id').execute()
  ctx.shown('file', rows.map(({ id }) => id))
  return rows.map(({ keptByName, ...row }) => ({ ...row, keptByName: keptByName ?? 'Not known' }))
}

/**
 * One file with its bytes, which are those that were kept.
 *
 * Refuses: not permitted; not found. Rule FI-01.
 */
export async function getFile(ctx: Context, fileId: string): Promise<OpenedFile> {
  authorise(may.openFile(ctx.actor))
  const row = await named(ctx).select(['f.parentKind', 'f.parentId', 'f.sha256']).where('f.id', '=', fileId).executeTakeFirst()
  if (row === undefined) throw new Refusal('not found', 'There is nothing at this address that you can see')
  const parts = await ctx.db.selectFrom('fileChunks').select('content').where('fileId', '=', fileId).orderBy('part').execute()
  const content = Buffer.concat(parts.map((part) => part.content))
  if (!sha256(content).equals(row.sha256)) throw new Error('a kept file is not what was kept')
  ctx.shown('file', fileId)
  ctx.shown(row.parentKind, row.parentId)
  return { ...row, keptByName: row.keptByName ?? 'Not known', content }
}

function named(ctx: Context) {
  return ctx.db.selectFrom('files as f').leftJoin('accounts as a', 'a.id', 'f.keptBy')
    .select(['f.id', 'f.name', 'f.type', 'f.isPicture', 'f.bytes', 'f.keptAt', 'a.name as keptByName'])
}
