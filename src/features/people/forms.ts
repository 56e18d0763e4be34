import { z } from 'zod'
import { choice, Id, words } from '#platform/http/fields.ts'

/** A page of a list, by number. */
export const PageQuery = z.object({ page: z.coerce.number().int().min(1).max(100_000).catch(1) })

/** What an analyst decides of two sides, and why. */
export const DecisionForm = z.object({
  verdict: choice(['same', 'different', 'not sure'], 'Choose whether they are the same person'),
  reason: words('why', { max: 2000 }),
})

/** Which records are of somebody else, and why. */
export const SeparationForm = z.object({
  mentionIds: z.union([z.array(Id).max(1000), Id.transform((id) => [id])], { error: 'Choose the records that are of somebody else' }),
  reason: words('why', { max: 2000 }),
})

/** Why a decision is taken back. */
export const UndoingForm = z.object({ reason: words('why it is taken back', { max: 2000 }) })
