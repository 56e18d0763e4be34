/** How a victim is reached. */
export const contactWays = ['visit', 'phone', 'e-mail', 'letter', 'text message', 'at the station'] as const
/** How a victim is reached. */
export type ContactWay = (typeof contactWays)[number]

/**
 * The standards that a contact keeps: one that reached nobody keeps none, a visit keeps that of visits too, and telling the victim how the case goes keeps that of updates.
 *
 * Source: report of 13 October 2011, ¶59, ¶62, ¶75, ¶76. Rule CA-13.
 */
export function standardsKept(contact: { how: ContactWay; isReached: boolean; told: string | null }): readonly string[] {
  if (!contact.isReached) return []
  return ['victim-contacted', ...(contact.how === 'visit' ? ['follow-up-visit'] : []), ...(contact.told === null ? [] : ['victim-update'])]
}
