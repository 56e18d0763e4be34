import { z } from 'zod'
import { readsAssessments } from '#features/assessments/index.ts'
import type { Actor } from '#platform/auth/actor.ts'
import type { Context } from '#platform/context.ts'
import { filesOf } from '#platform/files/queries.ts'
import { Id } from '#platform/http/fields.ts'
import type { House } from '#platform/http/house.ts'
import { redirect } from '#platform/http/replies.ts'
import type { Page } from '#ui/page.ts'
import { actRoutes } from './acts.ts'
import { keepCaseFiles } from '../commands/log.ts'
import { openCaseByHand } from '../commands/open-case.ts'
import { FilesForm, ListQuery, ListWordsForm, OpenForm } from '../forms.ts'
import { getCaseHeader } from '../queries/case-header.ts'
import { findClosure, getPlan, listEntries, listIncidents, listNamed, listPeople, riskOverTime } from '../queries/case-parts.ts'
import { getIncidentForCase } from '../queries/choices.ts'
import { firstScope, listCases, scopesOf } from '../queries/list-cases.ts'
import { OpenPage, type Typed } from '../views/acts.tsx'
import { CaseFilesPage } from '../views/files.tsx'
import { CasesPage } from '../views/list.tsx'
import { CaseOverviewPage } from '../views/overview.tsx'
import { CasePeoplePage } from '../views/people.tsx'
import { CasePlanPage } from '../views/plan.tsx'
import { CaseHistoryPage, CaseTimelinePage } from '../views/timeline.tsx'

const CaseParams = z.strictObject({ caseId: Id })
const IncidentParams = z.strictObject({ incidentId: Id })
const TimelineQuery = z.object({ kind: z.enum(['contact', 'decision', 'note', 'plan', 'review', 'file']).optional().catch(undefined) })

/** Every door of cases. Input: whether somebody may read who looked at a case, which a higher feature decides. */
export function routes(house: House, { readsLooks }: { readsLooks: (actor: Actor) => boolean }): void {
  house.get('/cases', { policy: 'cases.look', query: ListQuery }, ({ ctx, query }) => listPage(ctx, { ...query, words: null }))
  house.ask('/cases', { policy: 'cases.look', form: ListWordsForm }, {
    accept: ({ ctx, form }) => listPage(ctx, form),
    again: async ({ ctx, errors }) => ({ ...(await listPage(ctx, { ...ListQuery.parse({}), words: null })), errors }),
  })
  const tab = (path: string, show: (ctx: Context, caseId: string) => Promise<Page>): void =>
    house.get(path, { policy: 'cases.look', params: CaseParams }, async ({ ctx, params }) => show(ctx, params.caseId))
  tab('/cases/:caseId', overviewPage)
  tab('/cases/:caseId/plan', async (ctx, caseId) => {
    const header = await getCaseHeader(ctx, caseId)
    return CasePlanPage({ header, now: ctx.now, plan: await getPlan(ctx, caseId) })
  })
  tab('/cases/:caseId/people', async (ctx, caseId) => {
    const [header, people] = await Promise.all([getCaseHeader(ctx, caseId), listPeople(ctx, caseId)])
    return CasePeoplePage({ header, now: ctx.now, people })
  })
  tab('/cases/:caseId/files', (ctx, caseId) => filesPage(ctx, caseId, {}))
  tab('/cases/:caseId/history', async (ctx, caseId) => {
    const [header, entries, named] = await Promise.all([getCaseHeader(ctx, caseId), listEntries(ctx, caseId, null), listNamed(ctx, caseId)])
    return CaseHistoryPage({ header, now: ctx.now, entries, named, readsLooks: readsLooks(ctx.actor) })
  })
  house.get('/cases/:caseId/timeline', { policy: 'cases.look', params: CaseParams, query: TimelineQuery }, async ({ ctx, params, query }) => {
    const [header, entries] = await Promise.all([getCaseHeader(ctx, params.caseId), listEntries(ctx, params.caseId, query.kind === undefined ? null : [query.kind, 'correction'])])
    return CaseTimelinePage({ header, now: ctx.now, entries, kind: query.kind })
  })
  house.post('/cases/:caseId/files', { policy: 'cases.work', params: CaseParams, form: FilesForm, files: { atMost: 10 } }, {
    accept: async ({ ctx, params, form, files }) => {
      await keepCaseFiles(ctx, { caseId: params.caseId, uploads: files, about: form.about })
      return redirect(`/cases/${params.caseId}/files`, 'The file is kept with the case')
    },
    again: ({ ctx, params, errors, answers }) => filesPage(ctx, params.caseId, { errors, answers }),
  })
  openingRoutes(house)
  actRoutes(house)
}

function openingRoutes(house: House): void {
  const page = async (ctx: Context, incidentId: string, typed: Typed): Promise<Page> => OpenPage({ incident: await getIncidentForCase(ctx, incidentId), ...typed })
  house.get('/incidents/:incidentId/cases', { policy: 'cases.openByHand', params: IncidentParams }, ({ ctx, params }) => page(ctx, params.incidentId, {}))
  house.post('/incidents/:incidentId/cases', { policy: 'cases.openByHand', params: IncidentParams, form: OpenForm }, {
    accept: async ({ ctx, params, form }) => {
      const { caseId, reference, isNew } = await openCaseByHand(ctx, { incidentId: params.incidentId, reason: form.reason })
      return redirect(`/cases/${caseId}`, isNew ? `${reference} is open, and its team has been told` : `The incident joined ${reference}, which is open for this victim`)
    },
    again: ({ ctx, params, errors, answers }) => page(ctx, params.incidentId, { errors, answers }),
  })
}

async function listPage(ctx: Context, asked: z.infer<typeof ListWordsForm>): Promise<Page> {
  const filter = { ...asked, scope: asked.scope ?? await firstScope(ctx) }
  return CasesPage({ filter, scopes: scopesOf(ctx), now: ctx.now, ...(await listCases(ctx, filter)) })
}

/** The first page of a case: one query a part, whatever its size, all asked together. */
export async function overviewPage(ctx: Context, caseId: string): Promise<Page> {
  const [header, incidents, risk, plan, contacts, closure] = await Promise.all([
    getCaseHeader(ctx, caseId), listIncidents(ctx, caseId), riskOverTime(ctx, caseId), getPlan(ctx, caseId), listEntries(ctx, caseId, ['contact'], 20), findClosure(ctx, caseId),
  ])
  return CaseOverviewPage({ header, now: ctx.now, incidents, risk, plan, contacts, closure, readsAssessments: readsAssessments(ctx) })
}

async function filesPage(ctx: Context, caseId: string, typed: Typed): Promise<Page> {
  return CaseFilesPage({ header: await getCaseHeader(ctx, caseId), now: ctx.now, files: await filesOf(ctx, caseId), ...typed })
}
