import type { Html } from './html.ts'

/** One page of a record. `count` says how many things are on it. */
export interface Tab { readonly text: string; readonly href: string; readonly current: boolean; readonly count?: number | undefined }

/** The pages of one record, side by side. They are links: each has its own address. */
export function Tabs({ tabs, label }: { tabs: readonly Tab[]; label: string }): Html {
  return (
    <nav class="moj-sub-navigation" aria-label={label}>
      <ul class="moj-sub-navigation__list">
        {tabs.map(({ text, href, current, count }) => (
          <li class="moj-sub-navigation__item">
            <a class="moj-sub-navigation__link" aria-current={current ? 'page' : undefined} href={href}>{text}{count === undefined ? null : ` (${count})`}</a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
