import { z } from 'zod'
import { dayAnswer, Id } from '#platform/http/fields.ts'
import type { Context } from '#platform/context.ts'
import type { House } from '#platform/http/house.ts'
import type { Page } from '#ui/page.ts'
import { ListQuery, OpenDataQuery, ResearchQuery, WordsForm } from '../forms/working.ts'
import { filterChoices } from '../queries/filter-choices.ts'
import { type IncidentFilter, listIncidents, openByRisk, scopesOf } from '../queries/list-incidents.ts'
import { listOpenData } from '../queries/open-data.ts'
import { listForResearch } from '../queries/research-queue.ts'
import { getTeamPage } from '../queries/team-page.ts'
import { IncidentsPage, OpenDataPage, UnresultedPage } from '../views/lists.tsx'
import { ResearchQueuePage, TeamPage } from '../views/queues.tsx'

type Asked = z.infer<typeof ListQuery>

/** The doors of lists: everything open, what waits for a result, open data, flagged incidents, a team's own page. */
export function listRoutes(house: House): void {
  house.get('/incidents', { policy: 'incidents.look', query: ListQuery }, async ({ ctx, query }) => listPage(ctx, query, null))
  house.ask('/incidents', { policy: 'incidents.look', form: WordsForm }, {
    accept: async ({ ctx, form }) => listPage(ctx, form, form.words === '' ? null : form.words),
    again: async ({ ctx, errors }) => ({ ...(await listPage(ctx, ListQuery.parse({}), null)), errors }),
  })
  house.get('/incidents/unresulted', { policy: 'incidents.look', query: ListQuery }, async ({ ctx, query }) =>
    UnresultedPage({ list: await listIncidents(ctx, { ...openByRisk, order: 'oldest', scope: query.scope, page: query.page }), now: ctx.now }))
  house.get('/incidents/open-data', { policy: 'incidents.look', query: OpenDataQuery }, async ({ ctx, query }) =>
    OpenDataPage({ list: await listOpenData(ctx, query), scopes: scopesOf(ctx.actor) }))
  house.get('/incidents/research', { policy: 'incidents.research', query: ResearchQuery }, async ({ ctx, query }) => {
    const filter = { since: query.since === null ? null : dayAnswer(query.since), flag: query.flag, isUnassessedOnly: query.unassessed, page: query.page }
    return ResearchQueuePage({ queue: await listForResearch(ctx, filter), filter, now: ctx.now })
  })
  house.get('/teams/:teamId', { policy: 'incidents.look', params: z.strictObject({ teamId: Id }) }, async ({ ctx, params }) =>
    TeamPage({ team: await getTeamPage(ctx, params.teamId), now: ctx.now }))
}

async function listPage(ctx: Context, asked: Asked, words: string | null): Promise<Page> {
  const filter: IncidentFilter = {
    scope: asked.scope, status: asked.status, order: asked.status === 'resulted' || asked.status === 'all' ? 'newest' : 'risk',
    typeKey: asked.type, qualifier: asked.qualifier, flag: asked.flag, wardId: asked.ward, teamId: asked.team, grade: asked.grade, words, page: asked.page,
  }
  return IncidentsPage({ list: await listIncidents(ctx, filter), filter, choices: await filterChoices(ctx), now: ctx.now })
}
