import { z } from 'zod'
import { Id, words } from '#platform/http/fields.ts'

/** What may be typed in the search box. */
export const SearchForm = z.strictObject({ query: words('what to search for', { max: 200 }) })

/** The address of one search. */
export const SearchParams = z.strictObject({ searchId: Id })

/** How far round an address its page can look, in metres. */
export const WITHIN_METRES = [50, 100, 200, 500] as const

/** How far round an address to look; what it does not know it ignores. */
export const AddressQuery = z.object({ within: z.coerce.number().pipe(z.literal(WITHIN_METRES)).catch(100) })
