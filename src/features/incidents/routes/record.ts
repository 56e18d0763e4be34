import { z } from 'zod'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { Id } from '#platform/http/fields.ts'
import type { House } from '#platform/http/house.ts'
import { redirect } from '#platform/http/replies.ts'
import { newId } from '#platform/ids.ts'
import type { FieldErrors, Page } from '#ui/page.ts'
import { keepReportDraft } from '../commands/keep-report-draft.ts'
import { takeReport, type Taken } from '../commands/similar.ts'
import { askedOf, errorsOnPage, peopleShown, ReportForm, type Typed, typedAfter, TypedForm, typedIn } from '../forms/record-answers.ts'
import { findReportDraft, getKnown, getKnownPlace, getReportPage } from '../queries/record-page.ts'
import { getSimilarTyped } from '../queries/similar.ts'
import { DraftKept, DraftNotKept, KnownFragment, PlaceFragment, ReportPage } from '../views/record-page.tsx'

/** The doors for taking a report on a page. */
export function recordRoutes(house: House): void {
  house.get('/incidents/new', { policy: 'incidents.record', query: z.object({ draft: Id.optional() }) }, async ({ ctx, query }) => {
    const kept = query.draft === undefined ? null : TypedForm.safeParse(await findReportDraft(ctx, query.draft)).data
    return pageOf(ctx, kept ?? {}, [], kept === null || kept === undefined ? newId() : (query.draft ?? newId()))
  })
  house.post('/incidents/new', { policy: 'incidents.record', form: ReportForm, verb: 'collection' }, {
    accept: async ({ ctx, form }) => {
      const { exits, ...report } = form
      const taken = await takeReport(ctx, { ...report, reportedAt: form.reportedAt ?? ctx.now }, exits)
      return redirect(`/incidents/${taken.incidentId}`, saidOf(taken))
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
      const draft = Id.safeParse(typedIn(form, 'draftId'))
      if (!draft.success) throw new Refusal('invalid', 'What was sent does not say which draft it is of')
      await keepReportDraft(ctx, draft.data, form)
      return DraftKept(ctx.now)
    },
    again: async ({ errors }) => DraftNotKept(errors),
  })
}

async function pageOf(ctx: Context, typed: Typed, errors: FieldErrors, draftId: string): Promise<Page> {
  const asked = askedOf(typed)
  return ReportPage({ page: await getReportPage(ctx, asked), similar: await getSimilarTyped(ctx, asked), draftId, people: peopleShown(typed), answers: typed, errors })
}

function draftOf(typed: Typed): string {
  const draft = Id.safeParse(typedIn(typed, 'draftId'))
  return draft.success ? draft.data : newId()
}

async function choicesOf(ctx: Context, typed: Typed) {
  return typedIn(typed, 'with').startsWith('place.') ? ((await getKnownPlace(ctx, askedOf(typed).place))?.choices ?? []) : []
}

function saidOf({ how, isAgain, reference, teamName, notAdded }: Taken): string {
  const told = teamName === null ? 'You are told of it, as no team is set up' : `${teamName} has been told`
  if (isAgain) return `This report is already recorded as ${reference}`
  if (how === 'added') return `Added to ${reference} as a further report. ${told}`
  return `Recorded as ${reference}. ${told}${notAdded === null ? '' : `. ${notAdded}`}`
}
