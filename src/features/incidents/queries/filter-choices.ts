import { sql } from 'kysely'
import { codeList } from '#features/admin/index.ts'
import type { Context } from '#platform/context.ts'
import { londonDay } from '#platform/time/day.ts'
import { may } from '../policy.ts'

/** What a list of incidents can be narrowed by. */
export interface FilterChoices {
  readonly types: readonly { readonly value: string; readonly text: string }[]
  readonly grades: readonly { readonly value: string; readonly text: string }[]
  readonly wards: readonly { readonly value: string; readonly text: string }[]
  readonly teams: readonly { readonly value: string; readonly text: string }[]
  /** Whether the list of what waits for research is theirs to open. */
  readonly mayResearch: boolean
}

/** The types and grades there have been, and the wards and teams within this person's membership. */
export async function filterChoices(ctx: Context): Promise<FilterChoices> {
  const { actor } = ctx
  const today = londonDay(ctx.now)
  const teams = await ctx.db.selectFrom('teams').select(['id', 'name']).where('kind', '=', 'safer neighbourhoods')
    .where(actor.seesForce ? sql<boolean>`true` : sql<boolean>`(id = any (${[...actor.teamIds]}::uuid[]) or borough_id = any (${[...actor.boroughIds]}::uuid[]))`)
    .orderBy('name').execute()
  const wards = teams.length === 0 ? [] : await ctx.db.selectFrom('teamAreas as x').innerJoin('areas as w', 'w.id', 'x.areaId').select(['w.id', 'w.name']).distinct()
    .where('x.teamId', 'in', teams.map(({ id }) => id)).where('x.validFrom', '<=', today).where((on) => on.or([on('x.validTo', 'is', null), on('x.validTo', '>', today)])).orderBy('w.name').execute()
  const types = new Map((await codeList(ctx, 'asb-type', null)).map(({ key, code, name }) => [key, code === null ? name : `${code} ${name}`]))
  return {
    types: [...types].map(([value, text]) => ({ value, text })),
    grades: (await codeList(ctx, 'response-grade', today)).map(({ key, name }) => ({ value: key, text: name })),
    wards: wards.map(({ id, name }) => ({ value: id, text: name })), teams: teams.map(({ id, name }) => ({ value: id, text: name })),
    mayResearch: may.research(actor).allowed,
  }
}
