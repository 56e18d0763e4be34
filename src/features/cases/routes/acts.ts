import { z } from 'zod'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { Id } from '#platform/http/fields.ts'
import type { House } from '#platform/http/house.ts'
import { redirect } from '#platform/http/replies.ts'
import type { Page } from '#ui/page.ts'
import { allocateCase, transferCase } from '../commands/allocate.ts'
import { decideClosing, reopenCase, requestClosing } from '../commands/closing.ts'
import { addCasePerson, addNote, correctEntry, recordContact, recordDecision } from '../commands/log.ts'
import { linkIncident } from '../commands/open-case.ts'
import { endPlanItem, pausePlanItem } from '../commands/plan.ts'
import { holdReview } from '../commands/review.ts'
import { sealCase, unsealCase } from '../commands/sealing.ts'
import * as forms from '../forms.ts'
import { getCaseHeader, type CaseHeader } from '../queries/case-header.ts'
import { findClosure, getPlan, listNamed, listReviewsDue } from '../queries/case-parts.ts'
import { getEntry, getPlanItem, listForSeal, listOwners, listResults, listTeams } from '../queries/choices.ts'
import * as views from '../views/acts.tsx'
import { CasePlanPage } from '../views/plan.tsx'

const CaseParams = z.strictObject({ caseId: Id })
const ItemParams = z.strictObject({ caseId: Id, itemId: Id })
const EntryParams = z.strictObject({ caseId: Id, entryId: Id })

interface Act<P, F> {
  readonly noun: string
  readonly policy: string
  readonly params: z.ZodType<P>
  readonly form: z.ZodType<F>
  page(ctx: Context, given: { header: CaseHeader; now: Date } & views.Typed, params: P): Promise<Page> | Page
  accept(ctx: Context, params: P, form: F): Promise<void>
  readonly done: string
  readonly tab?: string
}

/** The doors of every act on one case: its form, and the form sent. */
export function actRoutes(house: House): void {
  logRoutes(house)
  planRoutes(house)
  ownerRoutes(house)
  closingRoutes(house)
}

function act<P extends { caseId: string }, F>(house: House, about: Act<P, F>): void {
  const path = `/cases/:caseId/${about.noun}`
  const page = async (ctx: Context, params: P, typed: views.Typed): Promise<Page> => about.page(ctx, { header: await getCaseHeader(ctx, params.caseId), now: ctx.now, ...typed }, params)
  house.get(path, { policy: about.policy, params: about.params }, ({ ctx, params }) => page(ctx, params, {}))
  house.post(path, { policy: about.policy, params: about.params, form: about.form }, {
    accept: async ({ ctx, params, form }) => {
      await about.accept(ctx, params, form)
      return redirect(`/cases/${params.caseId}${about.tab === undefined ? '' : `/${about.tab}`}`, about.done)
    },
    again: ({ ctx, params, errors, answers }) => page(ctx, params, { errors, answers }),
  })
}

function logRoutes(house: House): void {
  const work = { policy: 'cases.work', params: CaseParams }
  act(house, { ...work, noun: 'contact', form: forms.ContactForm, page: (_, given) => views.ContactPage(given), accept: (ctx, params, form) => recordContact(ctx, { ...params, ...form }), done: 'The contact is recorded', tab: 'timeline' })
  act(house, { ...work, noun: 'decision', form: forms.DecisionForm, page: (_, given) => views.DecisionPage(given), accept: (ctx, params, form) => recordDecision(ctx, { ...params, ...form }), done: 'The decision is recorded', tab: 'timeline' })
  act(house, { ...work, noun: 'note', form: forms.NoteForm, page: (_, given) => views.NotePage(given), accept: (ctx, params, form) => addNote(ctx, { ...params, ...form }), done: 'The note is added', tab: 'timeline' })
  act(house, { ...work, noun: 'incident', form: forms.LinkForm, page: (_, given) => views.LinkPage(given), accept: (ctx, params, form) => linkIncident(ctx, { ...params, ...form }), done: 'The incident is linked' })
  act(house, { ...work, noun: 'person', form: forms.PersonForm, page: (_, given) => views.PersonPage(given), accept: (ctx, params, form) => addCasePerson(ctx, { ...params, ...form }), done: 'The person is added', tab: 'people' })
  act(house, {
    ...work, params: EntryParams, noun: 'entries/:entryId/correction', form: forms.CorrectionForm, accept: (ctx, params, form) => correctEntry(ctx, { ...params, ...form }), done: 'The entry is corrected', tab: 'timeline',
    page: async (ctx, given, params) => views.CorrectionPage({ ...given, entry: await getEntry(ctx, params.caseId, params.entryId) }),
  })
}

function planRoutes(house: House): void {
  act(house, {
    noun: 'plan/:itemId', policy: 'cases.work', params: ItemParams, form: forms.PlanForm, accept: (ctx, params, form) => endPlanItem(ctx, { ...params, ...form }), done: 'It is recorded', tab: 'plan',
    page: async (ctx, given, params) => views.PlanItemPage({ ...given, item: await getPlanItem(ctx, params.caseId, params.itemId) }),
  })
  house.post('/cases/:caseId/plan/:itemId/pause', { policy: 'cases.work', params: ItemParams, form: forms.PauseForm }, {
    accept: async ({ ctx, params, form }) => {
      await pausePlanItem(ctx, { ...params, reason: form.reason === '' ? null : form.reason })
      return redirect(`/cases/${params.caseId}/plan`, form.reason === '' ? 'The clock runs again' : 'The clock is paused')
    },
    again: async ({ ctx, params, errors }) => {
      const header = await getCaseHeader(ctx, params.caseId)
      // each standard on the page has a box of its own for the reason
      const placed = errors.map((error) => (error.field === 'reason' ? { ...error, field: `reason-${params.itemId}` } : error))
      return { ...CasePlanPage({ header, now: ctx.now, plan: await getPlan(ctx, header.id) }), errors: placed }
    },
  })
  act(house, {
    noun: 'review', policy: 'cases.review', params: CaseParams, form: forms.ReviewForm, accept: (ctx, params, form) => holdReview(ctx, { ...params, ...form }), done: 'The review is recorded', tab: 'plan',
    page: async (ctx, given, params) => views.ReviewPage({ ...given, due: await listReviewsDue(ctx, params.caseId) }),
  })
}

function ownerRoutes(house: House): void {
  const allocate = { policy: 'cases.allocate', params: CaseParams }
  act(house, {
    ...allocate, noun: 'allocation', form: forms.AllocationForm, done: 'It is allocated, and they have been told',
    accept: (ctx, params, form) => allocateCase(ctx, { ...params, ...form, ownerId: form.ownerId === 'nobody' ? null : form.ownerId }),
    page: async (ctx, given) => views.AllocationPage({ ...given, owners: await listOwners(ctx, given.header) }),
  })
  // after a transfer the case may be out of sight, so it leads to the list
  const transferPage = async (ctx: Context, caseId: string, typed: views.Typed): Promise<Page> => {
    const header = await getCaseHeader(ctx, caseId)
    return views.TransferPage({ header, now: ctx.now, teams: await listTeams(ctx, header), ...typed })
  }
  house.get('/cases/:caseId/transfer', allocate, ({ ctx, params }) => transferPage(ctx, params.caseId, {}))
  house.post('/cases/:caseId/transfer', { ...allocate, form: forms.TransferForm }, {
    accept: async ({ ctx, params, form }) => {
      await transferCase(ctx, { ...params, ...form })
      return redirect('/cases', 'It is transferred, and the team has been told')
    },
    again: ({ ctx, params, errors, answers }) => transferPage(ctx, params.caseId, { errors, answers }),
  })
  act(house, {
    noun: 'seal', policy: 'cases.seal', params: CaseParams, form: forms.SealForm, done: 'The seal is changed',
    accept: (ctx, params, { takeOff, ...form }) => (takeOff ? unsealCase(ctx, { ...params, ...form }) : sealCase(ctx, { ...params, ...form })),
    page: async (ctx, given, params) => views.SealPage({ ...given, people: await listForSeal(ctx, given.header), named: (await listNamed(ctx, params.caseId)).map(({ id }) => id) }),
  })
}

function closingRoutes(house: House): void {
  act(house, {
    noun: 'closing', policy: 'cases.requestClosing', params: CaseParams, form: forms.ClosingForm, accept: (ctx, params, form) => requestClosing(ctx, { ...params, ...form }), done: 'Closing is asked for, and the team has been told',
    page: async (ctx, given) => views.ClosingPage({ ...given, results: await listResults(ctx) }),
  })
  act(house, {
    noun: 'closing/decision', policy: 'cases.decideClosing', params: CaseParams, form: forms.ClosingDecisionForm, done: 'The decision is recorded',
    accept: (ctx, params, { answer, ...form }) => decideClosing(ctx, { ...params, ...form, isApproved: answer === 'approve' }),
    page: async (ctx, given, params) => {
      const closure = await findClosure(ctx, params.caseId)
      if (closure === null || closure.decision !== null) throw new Refusal('conflict', 'Nobody has asked for this case to be closed')
      return views.ClosingDecisionPage({ ...given, closure })
    },
  })
  act(house, { noun: 'reopening', policy: 'cases.reopen', params: CaseParams, form: forms.ReopeningForm, page: (_, given) => views.ReopeningPage(given), accept: (ctx, params, form) => reopenCase(ctx, { ...params, ...form }), done: 'The case is open again' })
}
