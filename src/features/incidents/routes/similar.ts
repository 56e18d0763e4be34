import { z } from 'zod'
import { Id } from '#platform/http/fields.ts'
import type { House } from '#platform/http/house.ts'
import { redirect } from '#platform/http/replies.ts'
import { settleSimilar } from '../commands/similar.ts'
import { askedOf, TypedForm } from '../forms/record-answers.ts'
import { SimilarForm } from '../forms/similar.ts'
import { getSimilarPage, getSimilarTyped } from '../queries/similar.ts'
import { SimilarFragment, SimilarPage } from '../views/similar.tsx'
import { afterLink } from './linked.ts'

const params = z.strictObject({ incidentId: Id })

/** The doors for incidents like the one in hand: while it is taken, and later on its own page. */
export function similarRoutes(house: House): void {
  house.ask('/incidents/new/similar', { policy: 'incidents.record', form: TypedForm }, {
    accept: async ({ ctx, form }) => SimilarFragment(await getSimilarTyped(ctx, askedOf(form)), form),
    again: async ({ ctx }) => SimilarFragment(await getSimilarTyped(ctx, askedOf({})), {}),
  })
  house.get('/incidents/:incidentId/similar', { policy: 'incidents.decideSimilar', params }, async ({ ctx, params: { incidentId } }) => SimilarPage({ page: await getSimilarPage(ctx, incidentId) }))
  house.post('/incidents/:incidentId/similar', { policy: 'incidents.decideSimilar', params, form: SimilarForm }, {
    accept: async ({ ctx, params: { incidentId }, form }) => {
      const linked = await settleSimilar(ctx, { incidentId, ...form })
      return linked === null ? redirect(`/incidents/${incidentId}`, 'Decided') : afterLink(incidentId, linked)
    },
    again: async ({ ctx, params: { incidentId }, errors, answers }) => SimilarPage({ page: await getSimilarPage(ctx, incidentId), errors, answers }),
  })
}
