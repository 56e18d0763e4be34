import { asHeading } from '#platform/record-path.ts'
import type { Content, Html } from '#ui/html.ts'
import type { FieldErrors, Page } from '#ui/page.ts'
import { DataTable } from '#ui/table.tsx'
import { RiskTag, Tag } from '#ui/tag.tsx'
import { When } from '#ui/time.tsx'
import type { ElsewhereContact, SearchPage } from '../queries/search.ts'

/** What a search found, and how what was typed was understood. */
export function SearchResultsPage({ query, as, incidents, people, cases, elsewhere, isCut, now }: SearchPage): Page {
  const found = incidents.length + people.length + cases.length
  return {
    title: found === 0 ? 'Nothing found' : `Search results (${found})`,
    width: 'full',
    breadcrumbs: [{ text: 'Home', href: '/' }],
    body: (
      <>
        <p class="govuk-body">You searched for <strong>{query}</strong>.{as.length === 0 ? null : <> Heed looked for {listed(as)}.</>}</p>
        {isCut ? <p class="govuk-inset-text">Only the latest 50 of each kind are shown. Add a postcode, a date of birth or another word to narrow the search.</p> : null}
        {elsewhere.length === 0 ? null : <Elsewhere contacts={elsewhere} />}
        {found === 0 ? <WhatToTry said="Nothing that you may see matches. What to try:" /> : null}
        {people.length === 0 ? null : (
          <DataTable caption={`People (${people.length})`} rows={people} isDense columns={[
            { heading: 'Name', isHeader: true, cell: ({ id, name }) => <a class="govuk-link" href={`/people/${id}`}>{name}</a> },
            { heading: 'Parts played', cell: ({ parts }) => asHeading(parts.join(', ')) },
            { heading: 'Mentions', isNumeric: true, cell: ({ mentions }) => mentions },
            { heading: 'Last mentioned', cell: ({ lastAt }) => <When at={lastAt} now={now} /> },
          ]} />
        )}
        {cases.length === 0 ? null : (
          <DataTable caption={`Cases (${cases.length})`} rows={cases} isDense columns={[
            { heading: 'Case', isHeader: true, cell: ({ id, reference }) => <a class="govuk-link" href={`/cases/${id}`}>{reference}</a> },
            { heading: 'About', cell: ({ victimName, typeName }) => [victimName, typeName].filter((part) => part !== null).join(', ') },
            { heading: 'Risk', cell: ({ band }) => <RiskTag band={band} /> },
            { heading: 'Status', cell: ({ status }) => asHeading(status) },
            { heading: 'Owner', cell: ({ ownerName }) => ownerName ?? 'No owner yet' },
            { heading: 'Opened', cell: ({ openedAt }) => <When at={openedAt} now={now} /> },
          ]} />
        )}
        {incidents.length === 0 ? null : (
          <DataTable caption={`Incidents (${incidents.length})`} rows={incidents} isDense columns={[
            { heading: 'Incident', isHeader: true, cell: ({ id, reference, isOpenData }) => <><a class="govuk-link" href={`/incidents/${id}`}>{reference}</a>{isOpenData ? <> <Tag text="Open data" colour="grey" /></> : null}</> },
            { heading: 'Type', cell: ({ typeName }) => typeName ?? 'Not recorded' },
            { heading: 'Place', cell: ({ place }) => place },
            { heading: 'Status', cell: ({ status }) => asHeading(status) },
            { heading: 'Reported', cell: ({ reportedAt }) => <When at={reportedAt} now={now} /> },
          ]} />
        )}
      </>
    ),
  }
}

/** The search box again, when nothing was typed in it or too much. */
export function SearchAgainPage({ errors }: { errors?: FieldErrors }): Page {
  return { title: 'Search', errors: (errors ?? []).map(({ message }) => ({ field: 'search', message })), body: <WhatToTry said="What you can search for:" /> }
}

function Elsewhere({ contacts }: { contacts: readonly ElsewhereContact[] }): Html {
  return (
    <div class="govuk-inset-text">
      {contacts.map(({ team, telephone }) => (
        <p class="govuk-body">Another borough knows of this. {team === null ? 'Ring the central ASB unit.' : <>Ring {team}{telephone === null ? null : <> on {telephone}</>}.</>}</p>
      ))}
    </div>
  )
}

function WhatToTry({ said }: { said: string }): Html {
  return (
    <>
      <p class="govuk-body">{said}</p>
      <ul class="govuk-list govuk-list--bullet">
        <li>a reference: ASB/2026/000123, CASE/2026/000045, its number alone, or another system’s own reference</li>
        <li>a telephone number or an e-mail address, whole</li>
        <li>a surname with a postcode or a date of birth: Pell ZA1 2BC, Pell 2/4/1961</li>
        <li>fewer words, or other words for what happened</li>
      </ul>
    </>
  )
}

function listed(words: readonly string[]): Content {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}
