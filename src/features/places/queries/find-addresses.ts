import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { postcodeOf } from '#platform/postcode.ts'
import { may } from '../policy.ts'
import { matchKeyOf } from '../rules/match-key.ts'

/** An address of the gazetteer that may be the one meant. */
export interface AddressChoice {
  readonly id: string
  readonly line: string
  readonly postcode: string | null
}

/** The most addresses offered at once. */
export const CHOICES_MOST = 10

/**
 * Addresses of the gazetteer by postcode, by the beginning of their line, or both.
 *
 * With a postcode, only that postcode's addresses are offered, those that have what was typed in them first. Nothing is offered for fewer than three letters.
 * Refuses: not permitted.
 */
export async function findAddresses(ctx: Context, asked: { text: string | null; postcode: string | null }): Promise<readonly AddressChoice[]> {
  authorise(may.lookUp(ctx.actor))
  const within = postcodeOf(asked.postcode ?? '') ?? postcodeOf(asked.text ?? '')
  const typed = matchKeyOf(postcodeOf(asked.text ?? '') === null ? (asked.text ?? '') : '', null)
  const rows = ctx.db.selectFrom('addresses').select(['id', 'line', 'postcode', 'matchKey'])
  if (within !== null) {
    const found = await rows.where('postcode', 'in', [within, within.replace(' ', '')]).orderBy('matchKey').limit(200).execute()
    const fitting = found.filter(({ matchKey }) => typed === '' || matchKey.includes(typed))
    return (fitting.length > 0 ? fitting : found).slice(0, CHOICES_MOST).map(bare)
  }
  if (typed.length < 3) return []
  const found = await rows.where('matchKey', 'like', `${typed}%`).orderBy('matchKey').limit(CHOICES_MOST).execute()
  return found.map(bare)
}

function bare({ id, line, postcode }: AddressChoice & { matchKey: string }): AddressChoice {
  return { id, line, postcode }
}
