import { type Content, type Html, isEmpty } from './html.ts'
import { classes } from './page.ts'

/** One column of a table: its heading, and what each row says in it. */
export interface Column<Row> {
  readonly heading: string
  readonly cell: (row: Row, at: number) => Content
  readonly isNumeric?: boolean
  readonly isHeader?: boolean
  readonly hideHeading?: boolean
  readonly classes?: string
}

interface Table<Row> {
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  captionSize?: 's' | 'm' | 'l' | 'hidden'
  empty?: Content
  isDense?: boolean
  isStacked?: boolean
  rowClass?: (row: Row) => string | false
}

/**
 * A table that becomes a card a row on a phone, unless its columns are so few that they fit there.
 *
 * Every cell carries its heading for that; the row's header cell becomes the card's title. `empty` is what is said instead of no rows.
 */
export function DataTable<Row>({ caption, columns, rows, captionSize = 'm', empty, isDense = false, isStacked = columns.length > FIT, rowClass }: Table<Row>): Html {
  if (rows.length === 0 && empty !== undefined) return <EmptyState caption={caption} captionSize={captionSize}>{empty}</EmptyState>
  return (
    <table class={classes('govuk-table', isStacked && 'heed-table', isStacked && columns.length >= MANY && 'heed-table--many', isDense && 'heed-table--dense')}>
      <caption class={`govuk-table__caption ${captionSize === 'hidden' ? 'govuk-visually-hidden' : `govuk-table__caption--${captionSize}`}`}>{caption}</caption>
      <thead class="govuk-table__head">
        <tr class="govuk-table__row">{columns.map((column) => <HeadCell column={column} />)}</tr>
      </thead>
      <tbody class="govuk-table__body">
        {rows.map((row, at) => (
          <tr class={classes('govuk-table__row', rowClass?.(row))}>
            {columns.map((column) => <BodyCell column={column} content={column.cell(row, at)} labelled={isStacked} />)}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** So few columns fit a phone. */
const FIT = 2

/** From so many columns a table is too wide for a tablet. */
const MANY = 7

/** What a list says when it has nothing in it: what would appear there. */
export function EmptyState({ caption, captionSize = 'm', children }: { caption?: string; captionSize?: 's' | 'm' | 'l' | 'hidden'; children?: Content }): Html {
  return (
    <div class="heed-empty">
      {caption === undefined ? null : <h2 class={captionSize === 'hidden' ? 'govuk-visually-hidden' : `govuk-heading-${captionSize}`}>{caption}</h2>}
      <p class="govuk-body">{children}</p>
    </div>
  )
}

function HeadCell<Row>({ column }: { column: Column<Row> }): Html {
  return (
    <th scope="col" class={classes('govuk-table__header', column.isNumeric === true && 'govuk-table__header--numeric', column.classes)}>
      {column.hideHeading === true ? <span class="govuk-visually-hidden">{column.heading}</span> : column.heading}
    </th>
  )
}

function BodyCell<Row>({ column, content, labelled }: { column: Column<Row>; content: Content; labelled: boolean }): Html {
  const label = labelled && column.isHeader !== true && column.hideHeading !== true ? column.heading : undefined
  if (column.isHeader === true) return <th scope="row" class={classes('govuk-table__header', column.classes)}>{content}</th>
  return (
    <td class={classes('govuk-table__cell', column.isNumeric === true && 'govuk-table__cell--numeric', column.classes, labelled && isEmpty(content) && 'heed-table__none')} data-label={label}>
      {label === undefined || typeof content !== 'object' || content === null ? content : <div>{content}</div>}
    </td>
  )
}
