import type { Content, Html } from './html.ts'
import { ActionLink, type RowAction } from './summary-list.tsx'

/** A frame with a title around one thing of several: usually a summary list. */
export function SummaryCard({ title, actions = [], headingLevel = 2, children }: { title: string; actions?: readonly RowAction[]; headingLevel?: 2 | 3 | 4; children?: Content }): Html {
  const [only, ...others] = actions
  return (
    <div class="govuk-summary-card">
      <div class="govuk-summary-card__title-wrapper">
        <CardHeading level={headingLevel}>{title}</CardHeading>
        {only !== undefined && others.length === 0
          ? <div class="govuk-summary-card__actions"><ActionLink action={only} cardTitle={title} /></div>
          : null}
        {others.length === 0 ? null : (
          <ul class="govuk-summary-card__actions">
            {actions.map((action) => <li class="govuk-summary-card__action"><ActionLink action={action} cardTitle={title} /></li>)}
          </ul>
        )}
      </div>
      <div class="govuk-summary-card__content">{children}</div>
    </div>
  )
}

function CardHeading({ level, children }: { level: 2 | 3 | 4; children?: Content }): Html {
  switch (level) {
    case 2: return <h2 class="govuk-summary-card__title">{children}</h2>
    case 3: return <h3 class="govuk-summary-card__title">{children}</h3>
    case 4: return <h4 class="govuk-summary-card__title">{children}</h4>
  }
}
