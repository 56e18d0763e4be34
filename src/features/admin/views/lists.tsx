import { type Html, nothing } from '#ui/html.ts'
import type { Page } from '#ui/page.ts'
import { SummaryList } from '#ui/summary-list.tsx'
import { SummaryCard } from '#ui/summary-card.tsx'
import { DataTable } from '#ui/table.tsx'
import { DayText } from '#ui/time.tsx'
import type { CodeRow, QuestionSetRow } from '../queries/lists.ts'
import { LIST_RULES, type ListRule, type OpenList } from '../rules/lists.ts'
import { detailWords, listName } from './list-details.tsx'
import { AdminTabs } from './people.tsx'
import { certaintyWords, sentence } from './words.tsx'

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

/** One code list, every version of every row, with where it comes from and how certain that is: each source said once. */
export function ListPage({ codeSet, rows, list }: { codeSet: string; rows: readonly CodeRow[]; list: OpenList | null }): Page {
  const rule = list === null ? null : LIST_RULES[list]
  const sources = [...new Set(rows.map(sourceOf))]
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
        ...(rows.some((row) => detailWords(row) !== '') ? [{ heading: 'Says', cell: (row: CodeRow) => sentence(detailWords(row)) }] : []),
        { heading: 'From', cell: ({ validFrom }) => (validFrom === null ? null : <DayText day={validFrom} />) },
        { heading: 'Until', cell: ({ validTo, isNever }) => (isNever ? 'Never in force' : validTo === null ? null : <DayText day={validTo} />) },
        ...(rule === null ? [] : [{ heading: 'Do', hideHeading: true, cell: (row: CodeRow) => <Acts row={row} rule={rule} /> }]),
        ...(sources.length < 2 ? [] : [{ heading: 'Source', cell: (row: CodeRow) => <a class="govuk-link" href={`#source-${sources.indexOf(sourceOf(row)) + 1}`}>Source {sources.indexOf(sourceOf(row)) + 1}</a> }]),
      ]} />
      <Sources sources={sources} />
      </>
    ),
  }
}

/** Where the rows come from; each is where its rows lead when there are several. */
function Sources({ sources }: { sources: readonly string[] }): Html {
  return (
    <>
      <h2 class="govuk-heading-m">Where {sources.length === 1 ? 'it comes' : 'the rows come'} from</h2>
      {sources.length === 1 ? <p class="govuk-body heed-source">{sources[0]}</p> : (
        <ol class="govuk-list govuk-list--number govuk-list--spaced heed-source">{sources.map((source, at) => <li id={`source-${at + 1}`}>{source}</li>)}</ol>
      )}
    </>
  )
}

function sourceOf({ source, certainty }: CodeRow): string {
  return `${source ?? 'No source is known'} (${certaintyWords(certainty)})`
}

function Acts({ row: { id, key, codeSet, name, validTo, isNever }, rule }: { row: CodeRow; rule: ListRule }): Html {
  const isStanding = !isNever && (validTo === null || codeSet === 'bank-holiday')
  if (!isStanding) return nothing
  return (
    <div class="heed-links">
      {rule.replaces ? <a class="govuk-link" href={`/admin/lists/${codeSet}/new?key=${encodeURIComponent(key)}`}>Change<span class="govuk-visually-hidden"> {name}</span></a> : null}
      {rule.ends ? <a class="govuk-link" href={`/admin/lists/${codeSet}/${id}/end`}>End<span class="govuk-visually-hidden"> {name}</span></a> : null}
    </div>
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
              { key: 'Purpose', value: sentence(set.purpose) },
              { key: 'In force from', value: set.validFrom === null ? 'The beginning' : <DayText day={set.validFrom} /> },
              { key: 'In force until', value: set.validTo === null ? 'A new version follows it' : <DayText day={set.validTo} /> },
              { key: 'Certainty', value: sentence(certaintyWords(set.certainty)) },
              { key: 'Source', value: set.source ?? 'No source is known' },
            ]} />
          </SummaryCard>
        ))}
      </>
    ),
  }
}
