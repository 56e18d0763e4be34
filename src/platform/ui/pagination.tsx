import { type Html, nothing } from './html.ts'

/**
 * The way through a list of numbered pages: the first, the last, this one and its neighbours. Nothing when there is one page.
 *
 * Input: `href` gives the address of a page by its number, from 1.
 */
export function Pagination({ page, pages, href, label = 'Pagination' }: { page: number; pages: number; href: (page: number) => string; label?: string }): Html {
  if (pages <= 1) return nothing
  return (
    <nav class="govuk-pagination" aria-label={label}>
      {page > 1 ? <Arrow kind="prev" href={href(page - 1)}>Previous</Arrow> : null}
      <ul class="govuk-pagination__list">
        {shownPages(page, pages).map((shown) => shown === null
          ? <li class="govuk-pagination__item govuk-pagination__item--ellipsis">⋯</li>
          : <Item number={shown} current={shown === page} href={href(shown)} />)}
      </ul>
      {page < pages ? <Arrow kind="next" href={href(page + 1)}>Next</Arrow> : null}
    </nav>
  )
}

/**
 * The way through a list that is read from a place onwards, where the number of pages is not counted. Nothing when there is no other page.
 */
export function MoreLinks({ previous, next }: { previous?: string | null | undefined; next?: string | null | undefined }): Html {
  if ((previous ?? null) === null && (next ?? null) === null) return nothing
  return (
    <nav class="govuk-pagination" aria-label="Pagination">
      {previous === null || previous === undefined ? null : <Arrow kind="prev" href={previous}>Previous</Arrow>}
      {next === null || next === undefined ? null : <Arrow kind="next" href={next}>Next</Arrow>}
    </nav>
  )
}

/**
 * Which page numbers are shown, null where some are left out.
 *
 * Input: page and pages from 1. Result: never a gap of one page, since the number takes no more room than the dots.
 */
export function shownPages(page: number, pages: number): (number | null)[] {
  const wanted = [1, page - 1, page, page + 1, pages].filter((number) => number >= 1 && number <= pages)
  const shown: (number | null)[] = []
  let last = 0
  for (const number of [...new Set(wanted)].sort((one, other) => one - other)) {
    if (number - last === 2) shown.push(last + 1)
    if (number - last > 2) shown.push(null)
    shown.push(number)
    last = number
  }
  return shown
}

const PATHS = {
  prev: 'm6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z',
  next: 'm8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z',
} as const

function Arrow({ kind, href, children }: { kind: 'prev' | 'next'; href: string; children?: string }): Html {
  const arrow = (
    <svg class={`govuk-pagination__icon govuk-pagination__icon--${kind}`} xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13">
      <path d={PATHS[kind]} />
    </svg>
  )
  return (
    <div class={`govuk-pagination__${kind}`}>
      <a class="govuk-link govuk-pagination__link" href={href} rel={kind}>
        {kind === 'prev' ? arrow : null}
        <span class="govuk-pagination__link-title">{children}<span class="govuk-visually-hidden"> page</span></span>
        {kind === 'next' ? arrow : null}
      </a>
    </div>
  )
}

function Item({ number, current, href }: { number: number; current: boolean; href: string }): Html {
  return (
    <li class={current ? 'govuk-pagination__item govuk-pagination__item--current' : 'govuk-pagination__item'}>
      <a class="govuk-link govuk-pagination__link" href={href} aria-label={`Page ${number}`} aria-current={current ? 'page' : undefined}>{number}</a>
    </li>
  )
}
