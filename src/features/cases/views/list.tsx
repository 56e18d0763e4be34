import { Filter } from '#ui/filter.tsx'
import { hidden, selectField, submitButton, textField } from '#ui/fields.tsx'
import type { Html } from '#ui/html.ts'
import { Pagination } from '#ui/pagination.tsx'
import type { Page } from '#ui/page.ts'
import { DataTable } from '#ui/table.tsx'
import { Tabs } from '#ui/tabs.tsx'
import { RiskTag, Tag } from '#ui/tag.tsx'
import { DayText, DueBy, When } from '#ui/time.tsx'
import type { CaseRow, ListFilter } from '../queries/list-cases.ts'
import { COUNT_MOST, PAGE_SIZE } from '../rules/paging.ts'
import { victimOf } from './frame.tsx'

type Scope = ListFilter['scope']

const scopeNames: Readonly<Record<Scope, string>> = { mine: 'My cases', unallocated: 'Unallocated', team: 'My team', borough: 'My borough', force: 'The force', closing: 'Closing to decide', reviews: 'Reviews due' }
const titles: Readonly<Record<Scope, string>> = {
  mine: 'My cases', unallocated: 'Cases without an owner', team: 'Cases of my team', borough: 'Cases of my borough', force: 'Cases of the force', closing: 'Cases whose closing is to decide', reviews: 'Cases whose review is due',
}
const OPENED = 'No case is open here. An approved assessment at high risk opens one by itself, and one can be opened by hand from an incident.'
const emptySentences: Readonly<Record<Scope, string>> = {
  mine: 'You own no case now. You are told when one is given to you, and it appears here.', unallocated: 'Every case has an owner. One that has none yet appears here.', team: OPENED, borough: OPENED, force: OPENED,
  closing: 'Nobody waits for your answer. Cases that somebody else asks to be closed appear here.', reviews: 'No review is yours to hold now. Cases appear here from three days before their review is due.',
}

/** The list of cases: which they are, in the order to work in. */
export function CasesPage({ filter, scopes, rows, total, now }: { filter: ListFilter; scopes: readonly ListFilter['scope'][]; rows: readonly CaseRow[]; total: number; now: Date }): Page {
  const count = total >= COUNT_MOST ? `${COUNT_MOST.toLocaleString('en-GB')} or more` : total.toLocaleString('en-GB')
  const asked = filter.words !== undefined && filter.words !== null
  const pages = Math.min(Math.max(1, Math.ceil(total / PAGE_SIZE)), 400)
  return {
    title: `${titles[filter.scope]} (${count})`, width: 'full',
    body: (
      <div>
        <Tabs label="Which cases" tabs={scopes.map((scope) => ({ text: scopeNames[scope], href: addressOf({ ...filter, scope, page: 1 }), current: scope === filter.scope }))} />
        <ListFilterForm filter={filter} />
        <WordsBox filter={filter} />
        <DataTable caption="Highest risk first, then what is due next" captionSize="s" rows={rows} isDense empty={emptyWords(filter, asked)} columns={[
          { heading: 'Case', isHeader: true, cell: (row) => <a class="govuk-link" href={`/cases/${row.id}`}>{row.reference}</a> },
          { heading: 'Risk', cell: (row) => <RiskTag band={row.band} /> },
          { heading: 'Victim', cell: (row) => victimOf(row) },
          { heading: 'Type', cell: (row) => [row.typeName ?? 'Not recorded', row.qualifier === null ? '' : `, ${row.qualifier}`] },
          { heading: 'Next due', cell: (row) => <NextDue row={row} now={now} /> },
          { heading: 'Owner', cell: (row) => row.ownerName ?? <Tag text="Unallocated" colour="yellow" /> },
          { heading: 'Team', cell: (row) => row.teamName },
          { heading: 'Status', cell: (row) => statusOf(row) },
          { heading: 'Opened', cell: (row) => <When at={row.openedAt} now={now} /> },
        ]} />
        {asked ? <AskedPages filter={filter} pages={pages} /> : <Pagination page={filter.page} pages={pages} href={(page) => addressOf({ ...filter, page })} />}
      </div>
    ),
  }
}

function emptyWords(filter: ListFilter, asked: boolean): string {
  if (asked) return 'No case in this list has that reference, that name or those words. The search at the top looks in every list.'
  const isNarrowed = filter.band !== undefined || filter.status !== 'working' || filter.due !== undefined
  return isNarrowed ? 'No case in this list fits. Clear a filter.' : emptySentences[filter.scope]
}

function NextDue({ row, now }: { row: CaseRow; now: Date }): Html {
  if (row.nextDueAt === null) return <span class="heed-none">Nothing dated</span>
  const review = row.nextReviewOn === null ? null : <span class="heed-aside">Review by {row.nextReviewRank}: <DayText day={row.nextReviewOn} now={now} /></span>
  return row.nextDueAt < now ? <span><strong class="heed-overdue">Overdue</strong> since <DueBy at={row.nextDueAt} now={now} />{review}</span> : <span><DueBy at={row.nextDueAt} now={now} />{review}</span>
}

function ListFilterForm({ filter }: { filter: ListFilter }): Html {
  const chosen = [
    filter.band === undefined ? null : { text: `${filter.band} risk`, removeHref: addressOf({ ...filter, band: undefined, page: 1 }) },
    filter.status === 'working' ? null : { text: filter.status, removeHref: addressOf({ ...filter, status: 'working', page: 1 }) },
    filter.due === undefined ? null : { text: filter.due === 'overdue' ? 'overdue' : 'due in seven days', removeHref: addressOf({ ...filter, due: undefined, page: 1 }) },
  ].filter((one) => one !== null)
  return (
    <Filter action="/cases" chosen={chosen} clearHref={addressOf({ scope: filter.scope, status: 'working', page: 1 })}>
      <input type="hidden" name="scope" value={filter.scope} />
      {selectField({ name: 'band', label: 'Risk', value: filter.band, none: 'Any', choices: [{ value: 'high', text: 'High' }, { value: 'medium', text: 'Medium' }, { value: 'low', text: 'Low' }] })}
      {selectField({ name: 'status', label: 'Status', value: filter.status, choices: [{ value: 'working', text: 'Not closed' }, { value: 'open', text: 'Open' }, { value: 'closing requested', text: 'Closing requested' }, { value: 'closed', text: 'Closed' }] })}
      {selectField({ name: 'due', label: 'Due', value: filter.due, none: 'Any time', choices: [{ value: 'overdue', text: 'Overdue' }, { value: 'week', text: 'In seven days' }] })}
    </Filter>
  )
}

/** Words can be a name, so they are sent, and never stand in an address. */
function WordsBox({ filter }: { filter: ListFilter }): Html {
  return (
    <form method="post" action="/cases" role="search" aria-label="A reference or a name in these cases" class="heed-one-line">
      {kept(filter)}
      {textField({ name: 'words', label: 'Reference, a name, or words of the log', width: 20, value: filter.words ?? null })}
      {submitButton('Find in this list', { isSecondary: true })}
    </form>
  )
}

function AskedPages({ filter, pages }: { filter: ListFilter; pages: number }): Html | null {
  if (pages <= 1) return null
  return (
    <form method="post" action="/cases">
      {kept(filter)}
      {hidden('words', filter.words)}
      <p class="govuk-body">Page {filter.page} of {pages}</p>
      {filter.page > 1 ? submitButton('Previous page', { isSecondary: true, name: 'page', value: String(filter.page - 1) }) : null}{' '}
      {filter.page < pages ? submitButton('Next page', { isSecondary: true, name: 'page', value: String(filter.page + 1) }) : null}
    </form>
  )
}

function kept({ scope, band, status, due }: ListFilter): Html {
  return <>{hidden('scope', scope)}{band === undefined ? null : hidden('band', band)}{status === 'working' ? null : hidden('status', status)}{due === undefined ? null : hidden('due', due)}</>
}

function statusOf(row: CaseRow): Html | string {
  if (row.status === 'closing requested') return <Tag text="Closing requested" colour="yellow" />
  return `${row.status === 'closed' ? 'Closed' : 'Open'}${row.sealedUnder === null ? '' : ', sealed'}`
}

function addressOf(filter: ListFilter): string {
  const parts = new URLSearchParams({ scope: filter.scope })
  if (filter.band !== undefined) parts.set('band', filter.band)
  if (filter.status !== 'working') parts.set('status', filter.status)
  if (filter.due !== undefined) parts.set('due', filter.due)
  if (filter.page > 1) parts.set('page', String(filter.page))
  return `/cases?${parts.toString()}`
}
