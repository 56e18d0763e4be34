import type { Content, Html } from './html.ts'

/** One filter that is on, with the address of the list without it. */
export interface ChosenFilter { readonly text: string; readonly removeHref: string }

/**
 * The form above a list that narrows it, open when something is narrowed or the list is short of fields.
 *
 * It is sent by GET so that a list can be kept as an address; never put a name, phone or address in it: those go through search.
 */
export function Filter({ action, chosen = [], clearHref, isOpen, children }: { action: string; chosen?: readonly ChosenFilter[]; clearHref?: string; isOpen?: boolean; children?: Content }): Html {
  return (
    <div class="heed-filter">
      <details class="govuk-details heed-filter__details" open={isOpen ?? chosen.length > 0}>
        <summary class="govuk-details__summary"><span class="govuk-details__summary-text">Filter this list</span></summary>
        <form method="get" action={action} class="heed-filter__form" role="search" aria-label="Filter this list">
          <div class="heed-filter__fields">{children}</div>
          <button type="submit" class="govuk-button govuk-button--secondary heed-filter__button" data-module="govuk-button">Apply filters</button>
        </form>
      </details>
      {chosen.length === 0 ? null : (
        <div class="heed-filter__chosen">
          <ul class="moj-filter-tags">
            {chosen.map(({ text, removeHref }) => <li><a class="moj-filter__tag" href={removeHref}><span class="govuk-visually-hidden">Remove this filter</span> {text}</a></li>)}
          </ul>
          {clearHref === undefined ? null : <p class="govuk-body-s"><a class="govuk-link" href={clearHref}>Clear filters</a></p>}
        </div>
      )}
    </div>
  )
}
