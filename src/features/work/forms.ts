import { z } from 'zod'
import { Id, words } from '#platform/http/fields.ts'

/** What may be typed in the search box. */
export const SearchForm = z.strictObject({ query: words('what to search for', { max: 200 }) })

/** The address of one search. */
export const SearchParams = z.strictObject({ searchId: Id })
