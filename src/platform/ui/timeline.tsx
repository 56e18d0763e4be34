import type { Content, Html } from './html.ts'
import { When } from './time.tsx'

/** One thing that happened: what, by whom, when, and more about it. */
export interface TimelineEntry { readonly title: Content; readonly by?: string | null; readonly at: Date; readonly body?: Content; readonly id?: string }

/** Everything that happened, in the order given. */
export function Timeline({ entries, now, headingLevel = 2 }: { entries: readonly TimelineEntry[]; now: Date; headingLevel?: 2 | 3 }): Html {
  return (
    <div class="moj-timeline">
      {entries.map((entry) => (
        <div class="moj-timeline__item" id={entry.id}>
          <div class="moj-timeline__header">
            {headingLevel === 2 ? <h2 class="moj-timeline__title">{entry.title}</h2> : <h3 class="moj-timeline__title">{entry.title}</h3>}{' '}
            {entry.by === null || entry.by === undefined ? null : <p class="moj-timeline__byline">by {entry.by}</p>}
          </div>
          <p class="moj-timeline__date"><When at={entry.at} now={now} /></p>
          {entry.body === undefined ? null : <div class="moj-timeline__description">{entry.body}</div>}
        </div>
      ))}
    </div>
  )
}
