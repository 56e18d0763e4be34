import { z } from 'zod'
import type { Actor } from '#platform/auth/actor.ts'
import { Id, instant } from '#platform/http/fields.ts'
import type { House } from '#platform/http/house.ts'
import { redirect } from '#platform/http/replies.ts'
import { keepSearch } from '#platform/searches.ts'
import type { Link } from '#ui/page.ts'
import { SearchForm, SearchParams } from '../forms.ts'
import { getHistoryPage, getPersonAuditPage, getRefusalsPage } from '../queries/history.ts'
import { getHomePage } from '../queries/home.ts'
import { findPersonNow, getPersonPage } from '../queries/person.ts'
import { getQueuePage } from '../queries/queues.ts'
import { getSearchPage } from '../queries/search.ts'
import { AuditLinesPage, RecordHistoryPage, type ActWords } from '../views/history.tsx'
import { QueueListPage, WorkTodayPage } from '../views/home.tsx'
import { PersonRecordPage } from '../views/person.tsx'
import { SearchAgainPage, SearchResultsPage } from '../views/search.tsx'

const Before = z.strictObject({ before: instant('where to read on').optional() })

/** What only the list of features knows: what each act is called, and the places for which the navigation has no room. */
interface Features {
  readonly does: ActWords
  readonly furtherPlaces: (actor: Actor) => readonly Link[]
}

/** Home, search, people and histories. */
export function routes(house: House, { does, furtherPlaces }: Features): void {
  house.get('/', { policy: 'signed-in' }, async ({ ctx }) => WorkTodayPage(await getHomePage(ctx), furtherPlaces(ctx.actor)))
  house.get('/work/:list', { policy: 'work.seeLists', params: z.strictObject({ list: z.string().regex(/^[a-z-]{1,40}$/) }) }, async ({ ctx, params }) =>
    QueueListPage(await getQueuePage(ctx, params.list)))
  house.ask('/search', { policy: 'work.search', form: SearchForm }, {
    accept: async ({ ctx, form }) => redirect(`/search/${await keepSearch(ctx, form.query)}`),
    again: async ({ errors }) => SearchAgainPage({ errors }),
  })
  house.get('/search/:searchId', { policy: 'work.search', params: SearchParams }, async ({ ctx, params }) => SearchResultsPage(await getSearchPage(ctx, params.searchId)))
  house.get('/people/:personId', { policy: 'work.lookPerson', params: z.strictObject({ personId: Id }) }, async ({ ctx, params }) => {
    const now = await findPersonNow(ctx, params.personId)
    return now === null ? PersonRecordPage(await getPersonPage(ctx, params.personId)) : redirect(`/people/${now}`)
  })
  historyRoutes(house, does)
}

function historyRoutes(house: House, does: ActWords): void {
  house.get('/incidents/:incidentId/history', { policy: 'work.readHistory', params: z.strictObject({ incidentId: Id }), query: Before }, async ({ ctx, params, query }) =>
    RecordHistoryPage({ page: await getHistoryPage(ctx, 'incident', params.incidentId, query.before ?? null), does }))
  house.get('/cases/:caseId/history/looks', { policy: 'work.readHistory', params: z.strictObject({ caseId: Id }), query: Before }, async ({ ctx, params, query }) =>
    RecordHistoryPage({ page: await getHistoryPage(ctx, 'case', params.caseId, query.before ?? null), does }))
  house.get('/people/:personId/history', { policy: 'work.readHistory', params: z.strictObject({ personId: Id }), query: Before }, async ({ ctx, params, query }) =>
    RecordHistoryPage({ page: await getHistoryPage(ctx, 'person', params.personId, query.before ?? null), does }))
  house.get('/audit', { policy: 'work.audit', query: Before }, async ({ ctx, query }) => AuditLinesPage({ page: await getRefusalsPage(ctx, query.before ?? null), does }))
  house.get('/audit/people/:accountId', { policy: 'work.audit', params: z.strictObject({ accountId: Id }), query: Before }, async ({ ctx, params, query }) =>
    AuditLinesPage({ page: await getPersonAuditPage(ctx, params.accountId, query.before ?? null), does }))
}
