import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** A place where a page breaks a rule of accessibility: the rule's name and the markup. */
export interface AxeFault {
  readonly rule: string
  readonly html: string
}

/**
 * Everything axe finds wrong with a page as it stands.
 *
 * Looks at the page itself: axe’s usual way opens another page each time, for the sake of frames, and sends back all that is right too,
 * which takes five times as long. Heed has no frames; a page that has one is refused here, because it would go unread.
 * Input: `tags` narrows to rules so marked, all rules without it.
 */
export async function faultsOf(page: Page, tags: readonly string[] = []): Promise<readonly AxeFault[]> {
  if (page.frames().length > 1) throw new Error('a page with frames needs axe’s usual way of looking')
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode(true)
  const { violations } = await (tags.length === 0 ? axe : axe.withTags([...tags])).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => ({ rule: id, html })))
}
