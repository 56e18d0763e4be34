import { z } from 'zod'
import type { Context } from '#platform/context.ts'
import { Id } from '#platform/http/fields.ts'
import type { House } from '#platform/http/house.ts'
import { redirect } from '#platform/http/replies.ts'
import { acknowledgeIncident } from '../commands/allocate.ts'
import { correctEntry, settleDoubt } from '../commands/log.ts'
import { decideFlag } from '../commands/research.ts'
import { DoubtForm, EntryCorrectionForm, FlagDecisionForm, NothingForm } from '../forms/working.ts'
import { getActPage, getEntryPage } from '../queries/act-page.ts'
import { getDoubt } from '../queries/recorded-doubts.ts'
import { DOUBT_KINDS, type DoubtKind } from '../rules/doubts.ts'
import { FLAGS, type Flag } from '../rules/screening.ts'
import { DoubtPage, EntryCorrectionPage, FlagDecisionPage } from '../views/acts.tsx'

/** A word of a list as it stands in an address: hyphens for spaces. */
function named<const T extends readonly string[]>(words: T): z.ZodType<T[number]> {
  return z.string().transform((text, check) => {
    const found = words.find((word) => word.replaceAll(' ', '-') === text)
    if (found !== undefined) return found
    check.addIssue({ code: 'custom', message: 'There is no such thing' })
    return z.NEVER
  })
}

const flagParams = z.strictObject({ incidentId: Id, flag: named(FLAGS) })
const doubtParams = z.strictObject({ incidentId: Id, doubt: named(DOUBT_KINDS) })
const entryParams = z.strictObject({ incidentId: Id, entryId: Id })

/** The doors of acts on one part of an incident: a flag, a doubt, an entry, a notification. */
export function partRoutes(house: House): void {
  house.get('/incidents/:incidentId/flags/:flag', { policy: 'incidents.decideFlag', params: flagParams }, async ({ ctx, params }) => flagPage(ctx, params))
  house.post('/incidents/:incidentId/flags/:flag', { policy: 'incidents.decideFlag', params: flagParams, form: FlagDecisionForm }, {
    accept: async ({ ctx, params, form }) => {
      await decideFlag(ctx, { ...params, ...form })
      return redirect(`/incidents/${params.incidentId}`, `Flag ${form.decision}`)
    },
    again: async ({ ctx, params, errors, answers }) => FlagDecisionPage({ page: await getActPage(ctx, params.incidentId), flag: params.flag, errors, answers }),
  })
  house.get('/incidents/:incidentId/doubts/:doubt', { policy: 'incidents.settleDoubt', params: doubtParams }, async ({ ctx, params }) => DoubtPage(await doubtPage(ctx, params)))
  house.post('/incidents/:incidentId/doubts/:doubt', { policy: 'incidents.settleDoubt', params: doubtParams, form: DoubtForm }, {
    accept: async ({ ctx, params, form }) => {
      await settleDoubt(ctx, { ...params, how: form.how })
      return redirect(`/incidents/${params.incidentId}`, 'Settled')
    },
    again: async ({ ctx, params, errors, answers }) => DoubtPage({ ...(await doubtPage(ctx, params)), errors, answers }),
  })
  house.get('/incidents/:incidentId/entries/:entryId/correction', { policy: 'incidents.write', params: entryParams }, async ({ ctx, params }) => EntryCorrectionPage({ page: await getEntryPage(ctx, params) }))
  house.post('/incidents/:incidentId/entries/:entryId/correction', { policy: 'incidents.write', params: entryParams, form: EntryCorrectionForm }, {
    accept: async ({ ctx, params, form }) => {
      await correctEntry(ctx, { ...params, text: form.text, reason: form.reason })
      return redirect(`/incidents/${params.incidentId}`, 'Correction recorded')
    },
    again: async ({ ctx, params, errors, answers }) => EntryCorrectionPage({ page: await getEntryPage(ctx, params), errors, answers }),
  })
  acknowledgements(house)
}

function acknowledgements(house: House): void {
  house.post('/incidents/:incidentId/acknowledgements/:notificationId', { policy: 'incidents.acknowledge', params: z.strictObject({ incidentId: Id, notificationId: Id }), form: NothingForm }, {
    accept: async ({ ctx, params }) => {
      await acknowledgeIncident(ctx, params)
      return redirect(`/incidents/${params.incidentId}`, 'Acknowledged')
    },
    again: async ({ params }) => redirect(`/incidents/${params.incidentId}`),
  })
}

async function flagPage(ctx: Context, { incidentId, flag }: { incidentId: string; flag: Flag }) {
  const page = await getActPage(ctx, incidentId)
  return FlagDecisionPage({ page, flag })
}

async function doubtPage(ctx: Context, asked: { incidentId: string; doubt: DoubtKind }) {
  const page = await getActPage(ctx, asked.incidentId)
  return { page, doubt: asked.doubt, said: (await getDoubt(ctx, asked)).sentence }
}
