import { z } from 'zod'
import type { Context } from '#platform/context.ts'
import { Id } from '#platform/http/fields.ts'
import type { House } from '#platform/http/house.ts'
import { redirect } from '#platform/http/replies.ts'
import type { Page } from '#ui/page.ts'
import { allocateIncident, recordFollowUp } from '../commands/allocate.ts'
import { reclassify, recordCrime, recordIntelligence } from '../commands/classify.ts'
import { linkDuplicate, unlinkDuplicate } from '../commands/duplicate.ts'
import { addNote } from '../commands/log.ts'
import { askForAssessment, raiseFlag, recordResearch } from '../commands/research.ts'
import { briefUnit, correctResult, deploy, regrade, resultIncident } from '../commands/respond.ts'
import {
  AllocationForm, AssessmentRequestForm, BriefingForm, ClassificationForm, CrimeForm, DeploymentForm, DuplicateForm, FlagForm, FollowUpForm, GradeForm, IntelligenceForm, NoteForm,
  ResearchForm, ResultCorrectionForm, ResultForm, UnlinkForm,
} from '../forms/working.ts'
import { getActPage, type Lists } from '../queries/act-page.ts'
import {
  type Acting, AllocationPage, AssessmentRequestPage, BriefingPage, ClassificationPage, CrimePage, DeploymentPage, DuplicatePage, FlagPage, FollowUpPage, GradePage, IntelligencePage, NotePage,
  ResearchPage, ResultPage, UnlinkPage,
} from '../views/acts.tsx'
import { afterLink } from './linked.ts'

interface Act<F> {
  readonly noun: string
  readonly policy: string
  readonly form: z.ZodType<F>
  readonly lists?: readonly Lists[]
  readonly view: (acting: Acting) => Page
  readonly run: (ctx: Context, incidentId: string, form: F) => Promise<void>
  readonly said: string
}

const params = z.strictObject({ incidentId: Id })

/** The doors of the acts on one incident: a page that asks, and the act. */
export function actRoutes(house: House): void {
  responses((act) => hang(house, act))
  classifications((act) => hang(house, act))
  people((act) => hang(house, act))
  duplicates(house)
}

function duplicates(house: House): void {
  const [path, policy] = ['/incidents/:incidentId/duplicate', 'incidents.linkDuplicate']
  house.get(path, { policy, params }, async ({ ctx, params: { incidentId } }) => DuplicatePage({ page: await getActPage(ctx, incidentId) }))
  house.post(path, { policy, params, form: DuplicateForm }, {
    accept: async ({ ctx, params: { incidentId }, form }) => afterLink(incidentId, await linkDuplicate(ctx, { incidentId, ...form })),
    again: async ({ ctx, params: { incidentId }, errors, answers }) => DuplicatePage({ page: await getActPage(ctx, incidentId), errors, answers }),
  })
}

type Hang = <F>(act: Act<F>) => void

function hang<F>(house: House, act: Act<F>): void {
  const path = `/incidents/:incidentId/${act.noun}`
  house.get(path, { policy: act.policy, params }, async ({ ctx, params: { incidentId } }) => act.view({ page: await getActPage(ctx, incidentId, act.lists) }))
  house.post(path, { policy: act.policy, params, form: act.form }, {
    accept: async ({ ctx, params: { incidentId }, form }) => {
      await act.run(ctx, incidentId, form)
      return redirect(`/incidents/${incidentId}`, act.said)
    },
    again: async ({ ctx, params: { incidentId }, errors, answers }) => act.view({ page: await getActPage(ctx, incidentId, act.lists), errors, answers }),
  })
}

function responses(add: Hang): void {
  add({ noun: 'grade', policy: 'incidents.regrade', form: GradeForm, lists: ['grades'], view: GradePage, said: 'Grade saved', run: (ctx, incidentId, form) => regrade(ctx, { incidentId, ...form }) })
  add({
    noun: 'deployment', policy: 'incidents.deploy', form: DeploymentForm, lists: ['colleagues'], view: DeploymentPage, said: 'Deployment recorded',
    run: (ctx, incidentId, form) => deploy(ctx, { incidentId, version: form.version, isDeployed: form.deployed === 'yes', unit: form.unit, officerId: form.officerId, at: form.at, told: form.told, because: form.because }),
  })
  add({ noun: 'briefing', policy: 'incidents.deploy', form: BriefingForm, view: BriefingPage, said: 'What the unit was told is recorded', run: (ctx, incidentId, { told }) => briefUnit(ctx, { incidentId, told }) })
  add({ noun: 'result', policy: 'incidents.result', form: ResultForm, lists: ['result codes'], view: ResultPage, said: 'Incident resulted', run: (ctx, incidentId, form) => resultIncident(ctx, { incidentId, ...form }) })
  add({
    noun: 'result-correction', policy: 'incidents.result', form: ResultCorrectionForm, lists: ['result codes', 'result'], view: (acting) => ResultPage({ ...acting, isCorrection: true }),
    said: 'Correction of the result recorded', run: (ctx, incidentId, form) => correctResult(ctx, { incidentId, ...form }),
  })
}

function classifications(add: Hang): void {
  add({ noun: 'classification', policy: 'incidents.classify', form: ClassificationForm, lists: ['types'], view: ClassificationPage, said: 'Change saved', run: (ctx, incidentId, form) => reclassify(ctx, { incidentId, ...form }) })
  add({ noun: 'crime', policy: 'incidents.recordCrime', form: CrimeForm, view: CrimePage, said: 'Crime reference recorded', run: (ctx, incidentId, form) => recordCrime(ctx, { incidentId, ...form }) })
  add({ noun: 'intelligence', policy: 'incidents.recordIntelligence', form: IntelligenceForm, view: IntelligencePage, said: 'Intelligence recorded', run: (ctx, incidentId, form) => recordIntelligence(ctx, { incidentId, ...form }) })
  add({ noun: 'duplicate-undo', policy: 'incidents.linkDuplicate', form: UnlinkForm, lists: ['raised there'], view: UnlinkPage, said: 'The duplicate link is undone', run: (ctx, incidentId, form) => unlinkDuplicate(ctx, { incidentId, ...form }) })
}

function people(add: Hang): void {
  add({
    noun: 'allocation', policy: 'incidents.allocate', form: AllocationForm, lists: ['colleagues'], view: AllocationPage, said: 'Allocated. The officer has been told',
    run: (ctx, incidentId, form) => allocateIncident(ctx, { incidentId, ...form }),
  })
  add({
    noun: 'follow-up', policy: 'incidents.followUp', form: FollowUpForm, view: FollowUpPage, said: 'Follow-up recorded',
    run: (ctx, incidentId, form) => recordFollowUp(ctx, { incidentId, ...form }),
  })
  add({
    noun: 'assessment-request', policy: 'incidents.askAssessment', form: AssessmentRequestForm, lists: ['colleagues'], view: AssessmentRequestPage, said: 'Risk assessment asked for. The officer has been told',
    run: (ctx, incidentId, form) => askForAssessment(ctx, { incidentId, ...form }),
  })
  add({ noun: 'research', policy: 'incidents.research', form: ResearchForm, view: ResearchPage, said: 'Research recorded', run: (ctx, incidentId, { searched, found }) => recordResearch(ctx, { incidentId, searched, found }) })
  add({ noun: 'flags', policy: 'incidents.raiseFlag', form: FlagForm, view: FlagPage, said: 'Flag raised', run: (ctx, incidentId, form) => raiseFlag(ctx, { incidentId, ...form }) })
  add({ noun: 'note', policy: 'incidents.write', form: NoteForm, view: NotePage, said: 'Note saved', run: (ctx, incidentId, { text }) => addNote(ctx, { incidentId, text }) })
}
