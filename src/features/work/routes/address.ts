import { z } from 'zod'
import { Id } from '#platform/http/fields.ts'
import type { House } from '#platform/http/house.ts'
import { redirect } from '#platform/http/replies.ts'
import { AddressQuery } from '../forms.ts'
import { getAddressPage, getIncidentAddressPage, getPersonAddressPage } from '../queries/address.ts'
import { AddressRecordPage } from '../views/address.tsx'

/** The page of an address: of the gazetteer, of where an incident was, or of where somebody said they live. No address stands in a URL. */
export function addressRoutes(house: House): void {
  const policy = 'work.lookAddress'
  house.get('/addresses/:addressId', { policy, params: z.strictObject({ addressId: Id }), query: AddressQuery }, async ({ ctx, params, query }) =>
    AddressRecordPage(await getAddressPage(ctx, params.addressId, query.within)))
  house.get('/incidents/:incidentId/address', { policy, params: z.strictObject({ incidentId: Id }), query: AddressQuery }, async ({ ctx, params, query }) => {
    const page = await getIncidentAddressPage(ctx, params.incidentId, query.within)
    return 'addressId' in page ? redirect(`/addresses/${page.addressId}`) : AddressRecordPage(page)
  })
  house.get('/people/:personId/addresses/:mentionId', { policy, params: z.strictObject({ personId: Id, mentionId: Id }), query: AddressQuery }, async ({ ctx, params, query }) =>
    AddressRecordPage(await getPersonAddressPage(ctx, params.personId, params.mentionId, query.within)))
}
