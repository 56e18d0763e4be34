import type { Context } from '#platform/context.ts'
import { may } from '../policy.ts'

/** What this person may do with repeats and their rules, for the pages that offer it. */
export function allowedTo({ actor }: Context): { readonly takeAway: boolean; readonly changeRules: boolean; readonly look: boolean } {
  return { takeAway: may.takeAway(actor).allowed, changeRules: may.changeRules(actor).allowed, look: may.look(actor).allowed }
}
