import type { Html } from '#ui/html.ts'
import type { Page } from '#ui/page.ts'
import { SummaryList } from '#ui/summary-list.tsx'
import { SummaryCard } from '#ui/summary-card.tsx'
import { DataTable } from '#ui/table.tsx'
import { DayText } from '#ui/time.tsx'
import type { CodeRow, QuestionSetRow } from '../queries/lists.ts'
import type { TeamRow } from '../queries/people.ts'
import { LIST_RULES, type ListRule, type OpenList } from '../rules/lists.ts'
import { detailWords, listName } from './list-details.tsx'
import { AdminTabs } from './people.tsx'

/** The teams of the force, with what each sees. */
export function TeamsPage({ teams }: { teams: readonly TeamRow[] }): Page {
  return {
    title: 'Teams', caption: 'Administration', width: 'full',
    body: (
      <>
        <AdminTabs here="teams" />
        <DataTable caption="Teams" captionSize="hidden" rows={teams} empty="There is no team yet." columns={[
          { heading: 'Team', isHeader: true, cell: (team) => <a class="govuk-link" href={`/admin?team=${team.id}`}>{team.name}</a> },
          { heading: 'Kind', cell: ({ kind, isFallback }) => (isFallback ? `${kind}; receives what no other team does` : kind) },
          { heading: 'Borough', cell: ({ boroughName }) => boroughName },
          { heading: 'Shows', cell: ({ sight }) => (sight === 'none' ? 'no records' : sight) },
          { heading: 'People', isNumeric: true, cell: ({ members }) => members },
        ]} />
      </>
    ),
  }
}

/** The code lists there are. */
export function ListsPage({ lists }: { lists: readonly { codeSet: string; rows: number }[] }): Page {
  return {
    title: 'Code lists', caption: 'Administration',
    body: (
      <>
        <AdminTabs here="lists" />
        <DataTable caption="Code lists" captionSize="hidden" rows={lists} empty="No code list is loaded." columns={[
          { heading: 'List', isHeader: true, cell: ({ codeSet }) => <a class="govuk-link" href={`/admin/lists/${codeSet}`}>{listName(codeSet)}</a> },
          { heading: 'Rows', isNumeric: true, cell: ({ rows }) => rows },
        ]} />
      </>
    ),
  }
}

/** One code list, every version of every row, with where it comes from and how certain that is. */
export function ListPage({ codeSet, rows, list }: { codeSet: string; rows: readonly CodeRow[]; list: OpenList | null }): Page {
  const rule = list === null ? null : LIST_RULES[list]
  return {
    title: listName(codeSet), caption: 'Code list', width: 'full', back: { href: '/admin/lists', text: 'Code lists' },
    body: (
      <>
      {rule === null ? <p class="govuk-body">This list is fixed: Heed’s own rules depend on it.</p>
        : rule.takesNewKeys ? <p class="govuk-body"><a class="govuk-link" href={`/admin/lists/${codeSet}/new`}>Add a row</a></p>
        : <p class="govuk-body">Heed’s own rules depend on the keys of this list. What each says can be changed from a day on.</p>}
      <DataTable caption="Rows" captionSize="hidden" rows={rows} isDense empty="This list has no rows." columns={[
        { heading: 'Name', isHeader: true, cell: ({ name }) => name },
        { heading: 'Key', cell: ({ key }) => key },
        ...(rows.some(({ code }) => code !== null) ? [{ heading: 'Code', cell: ({ code }: CodeRow) => code ?? 'none known' }] : []),
        ...(rows.some((row) => detailWords(row) !== '') ? [{ heading: 'Says', cell: (row: CodeRow) => detailWords(row) }] : []),
        { heading: 'From', cell: ({ validFrom }) => <DayText day={validFrom} /> },
        { heading: 'Until', cell: ({ validTo, isNever }) => (isNever ? 'Never in force' : <DayText day={validTo} />) },
        ...(rule === null ? [] : [{ heading: 'Do', hideHeading: true, cell: (row: CodeRow) => <Acts row={row} rule={rule} /> }]),
        { heading: 'Certainty', cell: ({ certainty }) => certainty },
        { heading: 'Source', cell: ({ source }) => <span class="heed-source">{source ?? 'No source is known'}</span> },
      ]} />
      </>
    ),
  }
}

function Acts({ row: { id, key, codeSet, name, validTo, isNever }, rule }: { row: CodeRow; rule: ListRule }): Html {
  const isStanding = !isNever && (validTo === null || codeSet === 'bank-holiday')
  return (
    <>
      {isStanding && rule.replaces ? <><a class="govuk-link" href={`/admin/lists/${codeSet}/new?key=${encodeURIComponent(key)}`}>Change<span class="govuk-visually-hidden"> {name}</span></a>{' '}</> : null}
      {isStanding && rule.ends ? <a class="govuk-link" href={`/admin/lists/${codeSet}/${id}/end`}>End<span class="govuk-visually-hidden"> {name}</span></a> : null}
    </>
  )
}

/** The question sets, each version with its label, source and certainty. They are never changed: a new version follows. */
export function QuestionSetsPage({ sets }: { sets: readonly QuestionSetRow[] }): Page {
  return {
    title: 'Question sets', caption: 'Administration', width: 'full',
    body: (
      <>
        <AdminTabs here="question-sets" />
        <p class="govuk-body"><a class="govuk-link" href="/admin/question-sets/new">Load a new version</a></p>
        {sets.map((set) => (
          <SummaryCard title={`${set.title}, version ${set.version}`}>
            <SummaryList rows={[
              { key: 'Label', value: set.label },
              { key: 'Purpose', value: set.purpose },
              { key: 'In force from', value: set.validFrom === null ? 'the beginning' : <DayText day={set.validFrom} /> },
              { key: 'In force until', value: set.validTo === null ? 'a new version follows it' : <DayText day={set.validTo} /> },
              { key: 'Certainty', value: set.certainty },
              { key: 'Source', value: set.source ?? 'No source is known' },
            ]} />
          </SummaryCard>
        ))}
      </>
    ),
  }
}
