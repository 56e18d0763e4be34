import { z } from 'zod'
import { Id } from '#platform/http/fields.ts'
import type { House } from '#platform/http/house.ts'
import { redirect } from '#platform/http/replies.ts'
import { answerPrompt } from '../commands/answer-prompt.ts'
import { addPerson, correctPerson } from '../commands/mend-people.ts'
import { correctPlace } from '../commands/mend-place.ts'
import { correctTimes } from '../commands/mend-times.ts'
import { PersonCorrectionForm, PersonForm, PlaceForm, PromptForm, TimesForm } from '../forms/mending.ts'
import { getPeoplePage, getPersonPage, getPlacePage, getPromptPage, getTimesPage } from '../queries/mend-page.ts'
import { PeopleCorrectionPage, PersonAdditionPage, PersonCorrectionPage, PlaceCorrectionPage, PromptLaterPage, TimesCorrectionPage } from '../views/mending.tsx'

const params = z.strictObject({ incidentId: Id })
const personParams = z.strictObject({ incidentId: Id, mentionId: Id })

/** The doors that mend what is missing or wrong on an incident: its place, times, people and prompt. */
export function mendRoutes(house: House): void {
  placeAndTimes(house)
  people(house)
  prompt(house)
}

function placeAndTimes(house: House): void {
  house.get('/incidents/:incidentId/place', { policy: 'incidents.correctPlace', params }, async ({ ctx, params: { incidentId } }) => PlaceCorrectionPage({ page: await getPlacePage(ctx, incidentId) }))
  house.post('/incidents/:incidentId/place', { policy: 'incidents.correctPlace', params, form: PlaceForm }, {
    accept: async ({ ctx, params: { incidentId }, form }) => {
      const { newTeam, isStillSeen } = await correctPlace(ctx, { incidentId, ...form })
      return redirect(isStillSeen ? `/incidents/${incidentId}` : '/incidents', newTeam === null ? 'Place corrected' : `Place corrected. The incident is now with ${newTeam}, which has been told`)
    },
    again: async ({ ctx, params: { incidentId }, errors, answers }) => PlaceCorrectionPage({ page: await getPlacePage(ctx, incidentId), errors, answers }),
  })
  house.get('/incidents/:incidentId/times', { policy: 'incidents.correctTimes', params }, async ({ ctx, params: { incidentId } }) => TimesCorrectionPage({ page: await getTimesPage(ctx, incidentId) }))
  house.post('/incidents/:incidentId/times', { policy: 'incidents.correctTimes', params, form: TimesForm }, {
    accept: async ({ ctx, params: { incidentId }, form }) => {
      await correctTimes(ctx, { incidentId, ...form })
      return redirect(`/incidents/${incidentId}`, 'Times corrected')
    },
    again: async ({ ctx, params: { incidentId }, errors, answers }) => TimesCorrectionPage({ page: await getTimesPage(ctx, incidentId), errors, answers }),
  })
}

function people(house: House): void {
  const policy = 'incidents.correctPeople'
  house.get('/incidents/:incidentId/people', { policy, params }, async ({ ctx, params: { incidentId } }) => PeopleCorrectionPage({ page: await getPeoplePage(ctx, incidentId) }))
  house.get('/incidents/:incidentId/people/new', { policy, params }, async ({ ctx, params: { incidentId } }) => PersonAdditionPage({ page: await getPeoplePage(ctx, incidentId) }))
  house.post('/incidents/:incidentId/people/new', { policy, params, form: PersonForm }, {
    accept: async ({ ctx, params: { incidentId }, form }) => {
      await addPerson(ctx, { incidentId, ...form })
      return redirect(`/incidents/${incidentId}`, 'Added')
    },
    again: async ({ ctx, params: { incidentId }, errors, answers }) => PersonAdditionPage({ page: await getPeoplePage(ctx, incidentId), errors, answers }),
  })
  house.get('/incidents/:incidentId/people/:mentionId', { policy, params: personParams }, async ({ ctx, params: asked }) => PersonCorrectionPage({ page: await getPersonPage(ctx, asked) }))
  house.post('/incidents/:incidentId/people/:mentionId', { policy, params: personParams, form: PersonCorrectionForm }, {
    accept: async ({ ctx, params: asked, form }) => {
      await correctPerson(ctx, { ...asked, ...form })
      return redirect(`/incidents/${asked.incidentId}`, 'Their details are corrected')
    },
    again: async ({ ctx, params: asked, errors, answers }) => PersonCorrectionPage({ page: await getPersonPage(ctx, asked), errors, answers }),
  })
}

function prompt(house: House): void {
  house.get('/incidents/:incidentId/prompt', { policy: 'incidents.answerPrompt', params }, async ({ ctx, params: { incidentId } }) => PromptLaterPage({ page: await getPromptPage(ctx, incidentId) }))
  house.post('/incidents/:incidentId/prompt', { policy: 'incidents.answerPrompt', params, form: PromptForm }, {
    accept: async ({ ctx, params: { incidentId }, form }) => {
      const raised = await answerPrompt(ctx, { incidentId, ...form })
      return redirect(`/incidents/${incidentId}`, raised.length === 0 ? 'Answers saved' : `Answers saved. Flags raised: ${raised.join(', ')}. The team has been told`)
    },
    again: async ({ ctx, params: { incidentId }, errors, answers }) => PromptLaterPage({ page: await getPromptPage(ctx, incidentId), errors, answers }),
  })
}
