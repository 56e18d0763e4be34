import { z } from 'zod'
import { Id, words } from '#platform/http/fields.ts'
import type { House } from '#platform/http/house.ts'
import { redirect } from '#platform/http/replies.ts'
import { titled } from '#platform/notifications/queries.ts'
import type { RecordTitles } from '#platform/part.ts'
import { recordPath } from '#platform/record-path.ts'
import { breakGlass, brokenGlass, getAccess } from './access.ts'
import { AccessGrantPage, BreakGlassPage } from './access-pages.tsx'

const BreakGlassForm = z.strictObject({ reference: words('the reference of the record', { max: 40 }), reason: words('why you need the record', { max: 1000 }) })

/** Opening a record outside one's sight, and reading who did. Input: how records of a kind are called. */
export function accessRoutes(house: House, titlesOf: (kind: string) => RecordTitles | undefined): void {
  house.get('/break-glass', { policy: 'platform.breakGlass' }, async ({ ctx }) => BreakGlassPage({ uses: await brokenGlass(ctx), now: ctx.now }))
  house.post('/break-glass', { policy: 'platform.breakGlass', form: BreakGlassForm }, {
    accept: async ({ ctx, form }) => {
      const opened = await breakGlass(ctx, form)
      if (opened !== null) return redirect(recordPath(opened.kind, opened.id), 'You can see this record for 60 minutes')
      // NOTE: not thrown, so that the asking itself stays in the audit
      return BreakGlassPage({ uses: [], now: ctx.now, answers: form, errors: [{ field: 'reference', message: 'No record has this reference. Check it and try again' }] })
    },
    again: async ({ ctx, errors, answers }) => BreakGlassPage({ uses: await brokenGlass(ctx), now: ctx.now, errors, answers }),
  })
  house.get('/access-grants/:grantId', { policy: 'platform.seeGrant', params: z.strictObject({ grantId: Id }) }, async ({ ctx, params }) => {
    const access = await getAccess(ctx, params.grantId)
    const [shown = access] = await titled(ctx, [access], titlesOf)
    return AccessGrantPage({ access: shown, now: ctx.now })
  })
}
