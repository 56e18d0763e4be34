import { z } from 'zod'
import { Id } from '#platform/http/fields.ts'
import type { Context } from '#platform/context.ts'
import type { House } from '#platform/http/house.ts'
import { redirect } from '#platform/http/replies.ts'
import type { RecordTitles } from '#platform/part.ts'
import { NotificationsPage } from './pages.tsx'
import { titled, waiting } from './queries.ts'
import { acknowledge } from './tell.ts'

/** A path within Heed that a form may lead back to: letters, digits and hyphens only. */
export const ReturnPath = z.string().max(200).regex(/^(\/[a-z0-9-]+)+$/).catch('/notifications')

const SeenForm = z.strictObject({ returnTo: ReturnPath.optional() })

/** What waits to be seen, and saying that it has been. Input: how records of a kind are called. */
export function notificationRoutes(house: House, titlesOf: (kind: string) => RecordTitles | undefined): void {
  const shown = async (ctx: Context) => ({ waiting: await titled(ctx, await waiting(ctx), titlesOf), now: ctx.now })
  house.get('/notifications', { policy: 'platform.seeNotifications' }, async ({ ctx }) => NotificationsPage(await shown(ctx)))
  house.post('/notifications/:notificationId/acknowledgement', { policy: 'platform.acknowledge', params: z.strictObject({ notificationId: Id }), form: SeenForm }, {
    accept: async ({ ctx, params, form }) => {
      await acknowledge(ctx, params.notificationId)
      return redirect(form.returnTo ?? '/notifications', 'Marked as seen')
    },
    again: async ({ ctx, errors }) => NotificationsPage({ ...(await shown(ctx)), errors }),
  })
}
