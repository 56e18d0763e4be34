import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'

const asked = new WeakMap<Context, Promise<string>>()

/**
 * The version of the force's lists, areas and teams as this transaction sees them; asked of the database once in each.
 *
 * What a process keeps of them is good while the version is the same.
 */
export async function listVersion(ctx: Context): Promise<string> {
  const known = asked.get(ctx)
  if (known !== undefined) return known
  const asking = versionNow(ctx)
  asked.set(ctx, asking)
  return asking
}

/** Let another context of the same open transaction go by the version this one was told, where nothing changes the lists between them. */
export function shareListVersion(from: Context, to: Context): void {
  asked.set(to, listVersion(from))
}

async function versionNow(ctx: Context): Promise<string> {
  const { rows } = await sql<{ version: string }>`select version::text as version from heed.list_versions where name = 'lists'`.execute(ctx.db)
  return rows[0]?.version ?? ''
}

/**
 * A reading of the force's lists that this process keeps until one of them changes.
 *
 * What is read after the reader's own act has changed the lists is given and not kept, for that act may yet be undone.
 */
export function keptReading<T>(read: (ctx: Context) => Promise<T>): (ctx: Context) => Promise<T> {
  let known: { readonly version: string; readonly value: T } | null = null
  return async (ctx) => {
    const version = await listVersion(ctx)
    if (known !== null && known.version === version) return known.value
    const value = await read(ctx)
    if ((await versionNow(ctx)) === version) known = { version, value }
    return value
  }
}
