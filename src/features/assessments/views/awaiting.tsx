import { selectField } from '#ui/fields.tsx'
import { Filter } from '#ui/filter.tsx'
import type { Html } from '#ui/html.ts'
import type { Page } from '#ui/page.ts'
import { Pagination } from '#ui/pagination.tsx'
import { DataTable } from '#ui/table.tsx'
import { RiskTag } from '#ui/tag.tsx'
import { When } from '#ui/time.tsx'
import type { AwaitingList, AwaitingRow, QueueFilter } from '../queries/supervision.ts'

const waitingChoices = [{ value: 'day', text: 'More than a day' }, { value: 'three-days', text: 'More than three days' }, { value: 'week', text: 'More than a week' }] as const

/** The queue for supervision: highest band first, then the longest waiting. */
export function AwaitingPage(list: AwaitingList): Page {
  const { rows, total, page, pages, filter, now } = list
  const isNarrowed = filter.band !== null || filter.team !== null || filter.waiting !== null
  return {
    title: `Assessments awaiting supervision (${total})`,
    width: 'full',
    body: (
      <>
        {isNarrowed || total > 1 ? <QueueFilterBox list={list} /> : null}
        <DataTable caption="Awaiting supervision, highest risk and longest waiting first" captionSize="hidden" isDense rows={rows}
          empty={isNarrowed ? 'None that waits fits. Clear a filter.' : 'When an officer sends a risk assessment for approval, it will appear here. You never supervise your own.'} columns={[
            { heading: 'About', isHeader: true, cell: ({ record }) => <><a class="govuk-link" href={`/assessments/${record.id}`}>{record.who}</a>{record.reference === null ? null : <><br /><span class="heed-reference">{record.reference}</span></>}</> },
            { heading: 'Risk', cell: ({ record: { standing, maxScore } }) => standing === null ? null : <RiskTag band={standing.finalBand} score={standing.score} outOf={maxScore} /> },
            { heading: 'Why', cell: ({ why, drivers }) => <Why why={why.slice(1)} drivers={drivers} /> },
            { heading: 'Assessed by', cell: ({ record }) => record.completedByName },
            { heading: 'Waiting since', cell: ({ record }) => <When at={record.completedAt} now={now} /> },
          ]} />
        <Pagination page={page} pages={pages} href={(to) => addressOf({ ...filter, page: to })} />
      </>
    ),
  }
}

function QueueFilterBox({ list: { filter, bands, teams } }: { list: AwaitingList }): Html {
  const chosen = ([
    ['band', filter.band === null ? undefined : `${filter.band} risk`], ['team', teams.find(({ value }) => value === filter.team)?.text ?? (filter.team === null ? undefined : 'A team for which nothing waits')],
    ['waiting', waitingChoices.find(({ value }) => value === filter.waiting)?.text],
  ] as const).flatMap(([name, text]) => (text === undefined ? [] : [{ text: capital(text), removeHref: addressOf({ ...filter, [name]: null, page: 1 }) }]))
  return (
    <Filter action="/assessments/awaiting" chosen={chosen} clearHref="/assessments/awaiting">
      {selectField({ name: 'band', label: 'Risk', none: 'Any risk', value: filter.band, choices: bands.map((value) => ({ value, text: capital(value) })) })}
      {teams.length < 2 && filter.team === null ? null : selectField({ name: 'team', label: 'Team', none: 'Any team', value: filter.team, choices: teams })}
      {selectField({ name: 'waiting', label: 'Waiting', none: 'However long', value: filter.waiting, choices: waitingChoices })}
    </Filter>
  )
}

function Why({ why, drivers }: { why: readonly string[]; drivers: AwaitingRow['drivers'] }): Html {
  return (
    <ul class="govuk-list govuk-!-font-size-16">
      {why.map((sentence) => <li>{sentence}</li>)}
      {drivers.map(({ text, chosen, score }) => <li>{text} <strong>{chosen}</strong> ({score})</li>)}
    </ul>
  )
}

function addressOf({ band, team, waiting, page }: QueueFilter): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ band, team, waiting })) if (value !== null) query.set(name, value)
  if (page > 1) query.set('page', String(page))
  const asked = query.toString()
  return asked === '' ? '/assessments/awaiting' : `/assessments/awaiting?${asked}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
