import type { Content, Html } from '#ui/html.ts'
import { hidden, selectField, submitButton, textField } from '#ui/fields.tsx'
import { Filter } from '#ui/filter.tsx'
import type { Page } from '#ui/page.ts'
import { Pagination } from '#ui/pagination.tsx'
import { DataTable } from '#ui/table.tsx'
import { Tabs } from '#ui/tabs.tsx'
import { When } from '#ui/time.tsx'
import { formatMonth } from '#platform/time/day.ts'
import type { IncidentFilter, IncidentList, IncidentRow, Scope } from '../queries/list-incidents.ts'
import type { FilterChoices } from '../queries/filter-choices.ts'
import type { OpenDataList } from '../queries/open-data.ts'
import { BandTag, countWords, FlagWords, sentence, StatusTag } from './words.tsx'

const scopeWords: Readonly<Record<Scope, string>> = { team: 'My team', borough: 'My borough', force: 'Whole force', mine: 'Allocated to me' }
const statusChoices = ['open', 'recorded', 'deployed', 'not deployed', 'resulted', 'all'] as const
const flagChoices = ['repeat', 'vulnerable', 'hate', 'intimidation', 'personal', 'other agency'] as const

/** What the list of incidents is drawn from. */
export interface ListPage {
  readonly list: IncidentList
  readonly filter: IncidentFilter
  readonly choices: FilterChoices
  readonly now: Date
}

/** The incidents of a scope, in the order to work in. */
export function IncidentsPage({ list, filter, choices, now }: ListPage): Page {
  const asked = filter.words !== null
  return {
    title: `${filter.status === 'open' ? 'Open incidents' : 'Incidents'} (${countWords(list.total, list.isCapped)})`,
    width: 'full',
    body: (
      <>
        <ListTabs list={list} current={list.scope} />
        <p class="govuk-body"><a class="govuk-link" href="/incidents/unresulted">Waiting for a result, oldest first</a>{choices.mayResearch ? <> · <a class="govuk-link" href="/incidents/research">Flagged, for research</a></> : null}</p>
        <ListFilter list={list} filter={filter} choices={choices} />
        <WordsBox filter={filter} scope={list.scope} />
        <IncidentTable rows={list.rows} now={now} caption={`${scopeWords[list.scope]}: ${orderWords(filter)}`} empty={emptyWords(filter, list.scope)} />
        {asked ? <AskedPages list={list} filter={filter} /> : <Pagination page={list.page} pages={list.pages} href={(page) => address({ ...filter, scope: list.scope }, { page })} />}
      </>
    ),
  }
}

/** Incidents that wait for a result, the oldest first. */
export function UnresultedPage({ list, now }: { list: IncidentList; now: Date }): Page {
  return {
    title: `Waiting for a result (${countWords(list.total, list.isCapped)})`,
    width: 'full',
    breadcrumbs: [{ text: 'Incidents', href: '/incidents' }],
    body: (
      <>
        <Tabs label="Whose incidents" tabs={list.scopes.map((scope) => ({ text: scopeWords[scope], href: `/incidents/unresulted?scope=${scope}`, current: scope === list.scope }))} />
        <IncidentTable rows={list.rows} now={now} caption="Oldest first" empty="Nothing waits for a result. Incidents appear here from the moment they are recorded until they are resulted." />
        <Pagination page={list.page} pages={list.pages} href={(page) => `/incidents/unresulted?scope=${list.scope}&page=${page}`} />
      </>
    ),
  }
}

/** Published open data, a month at a time. */
export function OpenDataPage({ list, scopes }: { list: OpenDataList; scopes: IncidentList['scopes'] }): Page {
  return {
    title: `Open data (${countWords(list.total, list.isCapped)})`,
    width: 'full',
    body: (
      <>
        <ListTabs list={{ scopes }} current="open data" />
        <p class="govuk-body">Published by the police for everyone: a month and an anonymised point. It shows patterns, and is never worked.</p>
        {list.months.length === 0 ? null : (
          <form method="get" action="/incidents/open-data">
            {selectField({ name: 'month', label: 'Month', value: list.month, choices: list.months.map((month) => ({ value: month, text: formatMonth(month) })) })}
            {submitButton('Show this month', { isSecondary: true })}
          </form>
        )}
        <DataTable caption={list.month === null ? 'Open data' : formatMonth(list.month)} captionSize="s" isDense rows={list.rows} empty="No open data has been loaded for your area." columns={[
          { heading: 'Reference', isHeader: true, cell: (row) => <a class="govuk-link" href={`/incidents/${row.id}`}>{row.reference}</a> },
          { heading: 'Month', cell: (row) => formatMonth(row.month) },
          { heading: 'Near', cell: (row) => row.place },
          { heading: 'Ward', cell: (row) => row.wardName },
          { heading: 'Borough', cell: (row) => row.boroughName },
          { heading: 'Source', cell: (row) => row.source },
        ]} />
        <Pagination page={list.page} pages={list.pages} href={(page) => `/incidents/open-data?month=${list.month ?? ''}&page=${page}`} />
      </>
    ),
  }
}

/** Incidents as rows that need not be opened to be understood. */
export function IncidentTable({ rows, now, caption, empty }: { rows: readonly IncidentRow[]; now: Date; caption: string; empty: Content }): Html {
  return (
    <DataTable caption={caption} captionSize="s" isDense rows={rows} empty={empty} columns={[
      { heading: 'Incident', isHeader: true, cell: (row) => <a class="govuk-link" href={`/incidents/${row.id}`}>{row.reference}</a> },
      { heading: 'Reported', cell: (row) => <When at={row.reportedAt} now={now} /> },
      { heading: 'Type', cell: (row) => <>{row.typeName ?? 'Type not recorded'}{row.qualifier === null ? null : `, ${row.qualifier}`}</> },
      { heading: 'Place', classes: 'heed-wide', cell: (row) => <PlaceWords row={row} /> },
      { heading: 'Status', cell: (row) => <StatusTag status={row.status} isDuplicate={row.isDuplicate} /> },
      { heading: 'Risk', cell: (row) => <BandTag riskOrder={row.riskOrder} /> },
      { heading: 'Flags', cell: (row) => <FlagWords flags={row.flags} /> },
      { heading: 'Grade', cell: (row) => row.gradeName ?? 'Not graded' },
      { heading: 'Allocated to', cell: (row) => row.allocatedTo ?? <span class="heed-none">Nobody yet</span> },
      { heading: 'Waiting since', cell: (row) => <When at={row.waitingSince} now={now} /> },
    ]} />
  )
}

/** Where it is, the ward under it. */
export function PlaceWords({ row: { place, wardName } }: { row: { readonly place: string | null; readonly wardName: string | null } }): Html {
  return <>{place}{wardName === null ? null : <span class="heed-aside">{wardName} ward</span>}</>
}

function ListTabs({ list, current }: { list: Pick<IncidentList, 'scopes'>; current: Scope | 'open data' }): Html {
  return (
    <Tabs label="Whose incidents" tabs={[
      ...list.scopes.map((scope) => ({ text: scopeWords[scope], href: `/incidents?scope=${scope}`, current: scope === current })),
      { text: 'Open data', href: '/incidents/open-data', current: current === 'open data' },
    ]} />
  )
}

function ListFilter({ list, filter, choices }: { list: IncidentList; filter: IncidentFilter; choices: FilterChoices }): Html {
  const named = (options: readonly { value: string; text: string }[], value: string | null) => options.find((option) => option.value === value)?.text
  const chosen = ([
    ['status', filter.status === 'open' ? undefined : sentence(filter.status)], ['type', named(choices.types, filter.typeKey)], ['qualifier', filter.qualifier ?? undefined],
    ['flag', filter.flag ?? undefined], ['ward', named(choices.wards, filter.wardId)], ['team', named(choices.teams, filter.teamId)], ['grade', named(choices.grades, filter.grade)],
  ] as const).flatMap(([name, text]) => (text === undefined ? [] : [{ text: sentence(text), removeHref: address({ ...filter, scope: list.scope }, { page: 1, without: name }) }]))
  return (
    <Filter action="/incidents" chosen={chosen} clearHref={`/incidents?scope=${list.scope}`}>
      {hidden('scope', list.scope)}
      {selectField({ name: 'status', label: 'Status', value: filter.status, choices: statusChoices.map((value) => ({ value, text: value === 'open' ? 'Open: waits for a result' : sentence(value) })) })}
      {selectField({ name: 'type', label: 'Type', none: 'Any type', value: filter.typeKey, choices: choices.types })}
      {selectField({ name: 'qualifier', label: 'Qualifier', none: 'Any', value: filter.qualifier, choices: ['personal', 'nuisance', 'environmental'].map((value) => ({ value, text: sentence(value) })) })}
      {selectField({ name: 'flag', label: 'Flag', none: 'Any', value: filter.flag, choices: flagChoices.map((value) => ({ value, text: sentence(value) })) })}
      {selectField({ name: 'grade', label: 'Grade', none: 'Any grade', value: filter.grade, choices: choices.grades })}
      {choices.wards.length === 0 ? null : selectField({ name: 'ward', label: 'Ward', none: 'Any ward', value: filter.wardId, choices: choices.wards })}
      {choices.teams.length === 0 ? null : selectField({ name: 'team', label: 'Team', none: 'Any team', value: filter.teamId, choices: choices.teams })}
    </Filter>
  )
}

/** Words can be a name, so they are sent, and never stand in an address. */
function WordsBox({ filter, scope }: { filter: IncidentFilter; scope: Scope }): Html {
  return (
    <form method="post" action="/incidents" role="search" aria-label="Words in these incidents" class="heed-one-line">
      {kept(filter, scope)}
      {textField({ name: 'words', label: 'Words in what was told or written down', width: 20, value: filter.words })}
      {submitButton('Find in this list', { isSecondary: true })}
    </form>
  )
}

function AskedPages({ list, filter }: { list: IncidentList; filter: IncidentFilter }): Html | null {
  if (list.pages <= 1) return null
  return (
    <form method="post" action="/incidents">
      {kept(filter, list.scope)}
      {hidden('words', filter.words)}
      <p class="govuk-body">Page {list.page} of {list.pages}</p>
      {list.page > 1 ? submitButton('Previous page', { isSecondary: true, name: 'page', value: String(list.page - 1) }) : null}{' '}
      {list.page < list.pages ? submitButton('Next page', { isSecondary: true, name: 'page', value: String(list.page + 1) }) : null}
    </form>
  )
}

function kept(filter: IncidentFilter, scope: Scope): Html {
  return <>{Object.entries(parts({ ...filter, scope })).map(([name, value]) => (value === null ? null : hidden(name, value)))}</>
}

function parts(filter: IncidentFilter): Readonly<Record<string, string | null>> {
  return {
    scope: filter.scope, status: filter.status === 'open' ? null : filter.status, type: filter.typeKey, qualifier: filter.qualifier, flag: filter.flag,
    ward: filter.wardId, team: filter.teamId, grade: filter.grade,
  }
}

function address(filter: IncidentFilter, { page, without }: { page: number; without?: string }): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parts(filter))) if (value !== null && name !== without) query.set(name, value)
  if (page > 1) query.set('page', String(page))
  return `/incidents?${query.toString()}`
}

function orderWords({ order }: IncidentFilter): string {
  return order === 'risk' ? 'highest risk first, then the oldest' : order === 'oldest' ? 'oldest first' : 'newest first'
}

function emptyWords(filter: IncidentFilter, scope: Scope): string {
  if (filter.words !== null || filter.status !== 'open') return 'No incident fits. Clear a filter or use other words.'
  return scope === 'mine' ? 'Nothing is allocated to you. Incidents appear here as soon as somebody allocates them to you.' : 'Nothing is open. Incidents appear here as soon as they are recorded, until they are resulted.'
}
