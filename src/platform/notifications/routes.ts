import { z } from 'zod'
import { Id } from '#platform/http/fields.ts'
import type { Context } from '#platform/context.ts'
import type { House } from '#platform/http/house.ts'
import { redirect } from '#platform/http/replies.ts'
import type { RecordTitles } from '#platform/part.ts'
import { NotificationsPage, waitingAddress } from './pages.tsx'
import { titled, waiting, WAITING_SHOWN, waitingKinds, type WaitingOf } from './queries.ts'
import { acknowledge } from './tell.ts'

/** A path within Heed that a form may lead back to: letters, digits and hyphens only. */
export const ReturnPath = z.string().max(200).regex(/^(\/[a-z0-9-]+)+$/).catch('/notifications')

/** A list is asked for by its address: what is no filter is none. */
const filters = { kind: z.string().max(100).transform((kind) => (kind === '' ? undefined : kind)).optional().catch(undefined), told: z.enum(['me', 'team']).optional().catch(undefined) }
const WaitingQuery = z.object(filters)

/** `also`: what else was told of the same record, seen with it. It leads back to the page it was said on, or to the list as it was narrowed. */
const SeenForm = z.strictObject({ returnTo: ReturnPath.optional(), also: z.union([z.array(Id).max(WAITING_SHOWN), Id.transform((id) => [id])]).optional(), ...filters })

/** What waits to be seen, and saying that it has been. Input: how records of a kind are called. */
export function notificationRoutes(house: House, titlesOf: (kind: string) => RecordTitles | undefined): void {
  const shown = async (ctx: Context, of: WaitingOf) => ({ waiting: await titled(ctx, await waiting(ctx, of), titlesOf), kinds: await waitingKinds(ctx, of), of, now: ctx.now })
  house.get('/notifications', { policy: 'platform.seeNotifications', query: WaitingQuery }, async ({ ctx, query }) => NotificationsPage(await shown(ctx, query)))
  house.post('/notifications/:notificationId/acknowledgement', { policy: 'platform.acknowledge', params: z.strictObject({ notificationId: Id }), form: SeenForm }, {
    accept: async ({ ctx, params, form }) => {
      for (const id of [params.notificationId, ...(form.also ?? [])]) await acknowledge(ctx, id)
      return redirect(form.returnTo ?? waitingAddress(form), 'Marked as seen')
    },
    again: async ({ ctx, errors, answers }) => NotificationsPage({ ...(await shown(ctx, WaitingQuery.parse(answers))), errors }),
  })
}
