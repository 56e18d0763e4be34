import { asHeading } from '#platform/record-path.ts'
import { selectField } from '#ui/fields.tsx'
import { Filter } from '#ui/filter.tsx'
import type { Page } from '#ui/page.ts'
import { DataTable } from '#ui/table.tsx'
import type { TeamRow } from '../queries/people.ts'
import { AdminTabs } from './people.tsx'

/** What the teams are narrowed to; null where not at all. */
export interface TeamsFilter {
  readonly borough: string | null
  readonly kind: string | null
  readonly people: 'some' | 'none' | null
}

const peopleWords = { some: 'With people', none: 'Without people' } as const

/** The teams of the force, with what each sees. */
export function TeamsPage({ teams, filter }: { teams: readonly TeamRow[]; filter: TeamsFilter }): Page {
  const shown = narrowed(teams, filter)
  const boroughs = [...new Map(teams.flatMap(({ boroughId, boroughName }) => (boroughId === null || boroughName === null ? [] : [[boroughId, boroughName] as const])))]
  const kinds = [...new Set(teams.map(({ kind }) => kind))].sort()
  return {
    title: `Teams (${shown.length})`, caption: 'Administration', width: 'full',
    body: (
      <>
        <AdminTabs here="teams" />
        <Filter action="/admin/teams" clearHref="/admin/teams" chosen={chosen(filter, boroughs)}>
          {selectField({ name: 'borough', label: 'Borough', none: 'Any borough', value: filter.borough, choices: boroughs.map(([value, text]) => ({ value, text })) })}
          {selectField({ name: 'kind', label: 'Kind', none: 'Any kind', value: filter.kind, choices: kinds.map((value) => ({ value, text: value })) })}
          {selectField({ name: 'people', label: 'People', none: 'With or without', value: filter.people, choices: [{ value: 'some', text: peopleWords.some }, { value: 'none', text: peopleWords.none }] })}
        </Filter>
        <DataTable caption="Teams" captionSize="hidden" rows={shown} isDense empty={teams.length === 0 ? 'There is no team yet.' : 'No team is like that. Clear a filter.'} columns={[
          { heading: 'Team', isHeader: true, cell: (team) => <a class="govuk-link" href={`/admin?team=${team.id}`}>{team.name}</a> },
          { heading: 'Kind', cell: ({ kind, isFallback }) => asHeading(isFallback ? `${kind}; receives what no other team does` : kind) },
          { heading: 'Borough', cell: ({ boroughName }) => boroughName },
          { heading: 'Shows', cell: ({ sight }) => (sight === 'none' ? 'no records' : sight) },
          { heading: 'People', isNumeric: true, cell: ({ members }) => members },
        ]} />
      </>
    ),
  }
}

function narrowed(teams: readonly TeamRow[], { borough, kind, people }: TeamsFilter): readonly TeamRow[] {
  return teams.filter((team) => (borough === null || team.boroughId === borough) && (kind === null || team.kind === kind) && (people === null || (people === 'some') === team.members > 0))
}

function chosen(filter: TeamsFilter, boroughs: readonly (readonly [string, string])[]): { readonly text: string; readonly removeHref: string }[] {
  const said = [
    ['borough', filter.borough === null ? null : (boroughs.find(([id]) => id === filter.borough)?.[1] ?? 'A borough without teams')],
    ['kind', filter.kind], ['people', filter.people === null ? null : peopleWords[filter.people]],
  ] as const
  return said.flatMap(([name, text]) => (text === null ? [] : [{ text, removeHref: addressOf({ ...filter, [name]: null }) }]))
}

function addressOf(filter: TeamsFilter): string {
  const query = new URLSearchParams(Object.entries(filter).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] satisfies [string, string]] : [])))
  return query.size === 0 ? '/admin/teams' : `/admin/teams?${query.toString()}`
}
