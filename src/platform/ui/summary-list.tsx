import { type Content, type Html, isEmpty } from './html.ts'
import { classes } from './page.ts'

/** Something that can be done about one row or card. `about` says to those who cannot see what it is about. */
export interface RowAction { readonly text: string; readonly href: string; readonly about?: string }

/** One thing known: its name, what it is, and what can be done about it. */
export interface SummaryRow { readonly key: Content; readonly value: Content; readonly actions?: readonly RowAction[] }

/** What is known of one thing, a row a fact. A fact that is empty says so; rows that are null are left out. */
export function SummaryList({ rows, isPlain = false, cardTitle }: { rows: readonly (SummaryRow | null | false)[]; isPlain?: boolean; cardTitle?: string }): Html {
  const shown = rows.filter((row) => row !== null && row !== false)
  const anyActions = shown.some(({ actions }) => (actions?.length ?? 0) > 0)
  return (
    <dl class={classes('govuk-summary-list', isPlain && 'govuk-summary-list--no-border')}>
      {shown.map((row) => <Row row={row} anyActions={anyActions} cardTitle={cardTitle} />)}
    </dl>
  )
}

/** The link of an action, with what it is about for those who cannot see it. */
export function ActionLink({ action, cardTitle }: { action: RowAction; cardTitle?: string | undefined }): Html {
  return (
    <a class="govuk-link" href={action.href}>
      {action.text}
      {action.about === undefined && cardTitle === undefined ? null : (
        <span class="govuk-visually-hidden">{action.about === undefined ? null : ` ${action.about}`}{cardTitle === undefined ? null : ` (${cardTitle})`}</span>
      )}
    </a>
  )
}

function Row({ row, anyActions, cardTitle }: { row: SummaryRow; anyActions: boolean; cardTitle: string | undefined }): Html {
  const actions = row.actions ?? []
  return (
    <div class={classes('govuk-summary-list__row', anyActions && actions.length === 0 && 'govuk-summary-list__row--no-actions')}>
      <dt class="govuk-summary-list__key">{row.key}</dt>
      <dd class="govuk-summary-list__value">{isEmpty(row.value) ? <span class="heed-none">Not recorded</span> : row.value}</dd>
      {actions.length === 0 ? null : <dd class="govuk-summary-list__actions"><Actions actions={actions} cardTitle={cardTitle} /></dd>}
    </div>
  )
}

function Actions({ actions, cardTitle }: { actions: readonly RowAction[]; cardTitle: string | undefined }): Html {
  const [only, ...others] = actions
  if (only !== undefined && others.length === 0) return <ActionLink action={only} cardTitle={cardTitle} />
  return (
    <ul class="govuk-summary-list__actions-list">
      {actions.map((action) => <li class="govuk-summary-list__actions-list-item"><ActionLink action={action} cardTitle={cardTitle} /></li>)}
    </ul>
  )
}
