import { z } from 'zod'
import type { Context } from '#platform/context.ts'
import { Id } from '#platform/http/fields.ts'
import type { House } from '#platform/http/house.ts'
import { redirect } from '#platform/http/replies.ts'
import { decideReview, separatePerson, undoDecision } from './commands/decide.ts'
import { DecisionForm, PageQuery, SeparationForm, UndoingForm } from './forms.ts'
import { getDecisionPage } from './queries/decision-page.ts'
import { getIdentityPage } from './queries/identity-page.ts'
import { getReviewPage, listReviews } from './queries/reviews.ts'
import { PersonIdentityPage, TakeBackPage } from './views/identity.tsx'
import { ReviewDecisionPage, ReviewsPage } from './views/reviews.tsx'

const ReviewParams = z.strictObject({ reviewId: Id })
const PersonParams = z.strictObject({ personId: Id })
const DecisionParams = z.strictObject({ decisionId: Id })

/** The queue of who is who, and the decisions made there. */
export function routes(house: House): void {
  house.get('/recognition', { policy: 'people.decide', query: PageQuery }, async ({ ctx, query }) => ReviewsPage({ queue: await listReviews(ctx, query.page), now: ctx.now }))
  house.get('/recognition/:reviewId', { policy: 'people.decide', params: ReviewParams }, async ({ ctx, params }) => ReviewDecisionPage({ review: await getReviewPage(ctx, params.reviewId) }))
  house.post('/recognition/:reviewId/decision', { policy: 'people.decide', params: ReviewParams, form: DecisionForm }, {
    accept: async ({ ctx, params, form }) => {
      await decideReview(ctx, { reviewId: params.reviewId, ...form })
      return redirect('/recognition', DECIDED[form.verdict])
    },
    again: async ({ ctx, params, errors, answers }) => ReviewDecisionPage({ review: await getReviewPage(ctx, params.reviewId), errors, answers }),
  })
  const decisionPage = (ctx: Context, decisionId: string) => getDecisionPage(ctx, decisionId)
  house.get('/recognition/decisions/:decisionId', { policy: 'people.decide', params: DecisionParams }, async ({ ctx, params }) => TakeBackPage({ page: await decisionPage(ctx, params.decisionId) }))
  house.post('/recognition/decisions/:decisionId/undoing', { policy: 'people.decide', params: DecisionParams, form: UndoingForm }, {
    accept: async ({ ctx, params, form }) => {
      await undoDecision(ctx, { decisionId: params.decisionId, reason: form.reason })
      return redirect(`/recognition/decisions/${params.decisionId}`, 'The decision is taken back')
    },
    again: async ({ ctx, params, errors, answers }) => TakeBackPage({ page: await decisionPage(ctx, params.decisionId), errors, answers }),
  })
  house.get('/people/:personId/identity', { policy: 'people.decide', params: PersonParams }, async ({ ctx, params }) => PersonIdentityPage({ page: await getIdentityPage(ctx, params.personId) }))
  house.post('/people/:personId/separation', { policy: 'people.decide', params: PersonParams, form: SeparationForm }, {
    accept: async ({ ctx, params, form }) => redirect(`/people/${await separatePerson(ctx, { personId: params.personId, ...form })}`, 'They are apart, and stay so. Whoever saw them as one person is told'),
    again: async ({ ctx, params, errors, answers }) => PersonIdentityPage({ page: await getIdentityPage(ctx, params.personId), errors, answers }),
  })
}

const DECIDED = { same: 'Decided: the same person', different: 'Decided: different people', 'not sure': 'Kept: not sure' } as const
