import { z } from 'zod'
import type { Context } from '#platform/context.ts'
import { Id } from '#platform/http/fields.ts'
import type { House } from '#platform/http/house.ts'
import { redirect } from '#platform/http/replies.ts'
import { newId } from '#platform/ids.ts'
import type { FieldErrors, Page } from '#ui/page.ts'
import { keepReportDraft } from '../commands/keep-report-draft.ts'
import { recordIncident } from '../commands/record-incident.ts'
import { askedOf, errorsOnPage, peopleShown, ReportForm, type Typed, typedAfter, TypedForm, typedIn } from '../forms/record-answers.ts'
import { findReportDraft, getKnown, getKnownPlace, getReportPage } from '../queries/record-page.ts'
import { DraftKept, KnownFragment, PlaceFragment, ReportPage } from '../views/record-page.tsx'

/** The doors for taking a report on a page. */
export function recordRoutes(house: House): void {
  house.get('/incidents/new', { policy: 'incidents.record', query: z.object({ draft: Id.optional() }) }, async ({ ctx, query }) => {
    const kept = query.draft === undefined ? null : TypedForm.safeParse(await findReportDraft(ctx, query.draft)).data
    return pageOf(ctx, kept ?? {}, [], kept === null || kept === undefined ? newId() : (query.draft ?? newId()))
  })
  house.post('/incidents/new', { policy: 'incidents.record', form: ReportForm, verb: 'collection' }, {
    accept: async ({ ctx, form }) => {
      const made = await recordIncident(ctx, { ...form, reportedAt: form.reportedAt ?? ctx.now })
      const told = made.teamName === null ? 'You are told of it, as no team is set up' : `${made.teamName} has been told`
      return redirect(`/incidents/${made.incidentId}`, made.isAgain ? `This report is already recorded as ${made.reference}` : `Recorded as ${made.reference}. ${told}`)
    },
    again: async ({ ctx, errors, answers }) => pageOf(ctx, answers, errorsOnPage(errors), draftOf(answers)),
  })
  house.ask('/incidents/new/form', { policy: 'incidents.record', form: TypedForm }, {
    accept: async ({ ctx, form }) => {
      const typed = typedAfter(form, await choicesOf(ctx, form))
      return pageOf(ctx, typed, [], draftOf(typed))
    },
    again: async ({ ctx, errors, answers }) => pageOf(ctx, answers, errors, draftOf(answers)),
  })
  house.ask('/incidents/new/known', { policy: 'incidents.record', form: TypedForm }, {
    accept: async ({ ctx, form }) => KnownFragment(await getKnown(ctx, askedOf(form))),
    again: async ({ ctx }) => KnownFragment(await getKnown(ctx, askedOf({}))),
  })
  house.ask('/incidents/new/place', { policy: 'incidents.record', form: TypedForm }, {
    accept: async ({ ctx, form }) => PlaceFragment(await getKnownPlace(ctx, askedOf(form).place)),
    again: async ({ ctx }) => PlaceFragment(await getKnownPlace(ctx, askedOf({}).place)),
  })
  house.post('/incidents/drafts', { policy: 'incidents.record', form: TypedForm, verb: 'system' }, {
    accept: async ({ ctx, form }) => {
      await keepReportDraft(ctx, Id.parse(typedIn(form, 'draftId')), form)
      return DraftKept(ctx.now)
    },
    again: async ({ ctx }) => DraftKept(ctx.now),
  })
}

async function pageOf(ctx: Context, typed: Typed, errors: FieldErrors, draftId: string): Promise<Page> {
  return ReportPage({ page: await getReportPage(ctx, askedOf(typed)), draftId, people: peopleShown(typed), answers: typed, errors })
}

function draftOf(typed: Typed): string {
  const draft = Id.safeParse(typedIn(typed, 'draftId'))
  return draft.success ? draft.data : newId()
}

async function choicesOf(ctx: Context, typed: Typed) {
  return typedIn(typed, 'with').startsWith('place.') ? ((await getKnownPlace(ctx, askedOf(typed).place))?.choices ?? []) : []
}
