import { z } from 'zod'
import type { Context } from '#platform/context.ts'
import { Id, words } from '#platform/http/fields.ts'
import type { House } from '#platform/http/house.ts'
import { redirect, type Redirect } from '#platform/http/replies.ts'
import { recordPath } from '#platform/record-path.ts'
import type { Answers, FieldErrors, Page } from '#ui/page.ts'
import { explainMissed, pauseClock, resumeClock } from './commands.ts'
import { holidaysKept } from './holidays.ts'
import { getClock } from './queries.ts'
import { ClockPage } from './views.tsx'

const params = z.strictObject({ clockId: Id })
const PauseForm = z.strictObject({ reason: words('why the clock is paused', { max: 300 }) })
const ExplainForm = z.strictObject({ because: words('why it was missed', { max: 2000 }) })

/** One clock: looking at it, pausing it, letting it run again, and saying why it was missed. */
export function clockRoutes(house: House): void {
  house.get('/clocks/:clockId', { policy: 'platform.seeClock', params }, async ({ ctx, params: { clockId } }) => page(ctx, clockId))
  house.post('/clocks/:clockId/pause', { policy: 'platform.pauseClock', params, form: PauseForm }, {
    accept: async ({ ctx, params: { clockId }, form }) => {
      await pauseClock(ctx, clockId, form.reason)
      return back(ctx, clockId, 'The clock is paused')
    },
    again: async ({ ctx, params: { clockId }, ...rest }) => page(ctx, clockId, rest),
  })
  house.post('/clocks/:clockId/resumption', { policy: 'platform.resumeClock', params, form: z.strictObject({}) }, {
    accept: async ({ ctx, params: { clockId } }) => {
      await resumeClock(ctx, clockId)
      return back(ctx, clockId, 'The clock runs again')
    },
    again: async ({ ctx, params: { clockId }, ...rest }) => page(ctx, clockId, rest),
  })
  house.post('/clocks/:clockId/explanation', { policy: 'platform.explainMissed', params, form: ExplainForm }, {
    accept: async ({ ctx, params: { clockId }, form }) => {
      await explainMissed(ctx, clockId, form.because)
      return back(ctx, clockId, 'Your explanation is kept')
    },
    again: async ({ ctx, params: { clockId }, ...rest }) => page(ctx, clockId, rest),
  })
}

async function page(ctx: Context, clockId: string, told: { errors?: FieldErrors; answers?: Answers } = {}): Promise<Page> {
  const { errors, answers } = told
  return ClockPage({
    clock: await getClock(ctx, clockId, await holidaysKept(ctx)), now: ctx.now,
    ...(errors === undefined ? {} : { errors }), ...(answers === undefined ? {} : { answers }),
  })
}

async function back(ctx: Context, clockId: string, flash: string): Promise<Redirect> {
  const { subjectKind, subjectId } = await getClock(ctx, clockId, await holidaysKept(ctx))
  return redirect(recordPath(subjectKind, subjectId), flash)
}
