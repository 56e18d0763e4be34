import type { Html } from '#ui/html.ts'

/** What the page is answered when it kept an answer by itself. */
export function Kept(): Html {
  return <p class="govuk-body">Kept</p>
}
