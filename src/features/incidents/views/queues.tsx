import { checkboxesField, selectField, textField } from '#ui/fields.tsx'
import { type ChosenFilter, Filter } from '#ui/filter.tsx'
import type { Content, Html } from '#ui/html.ts'
import type { Page } from '#ui/page.ts'
import { Pagination } from '#ui/pagination.tsx'
import { SummaryList } from '#ui/summary-list.tsx'
import { DataTable } from '#ui/table.tsx'
import { When } from '#ui/time.tsx'
import { formatDay } from '#platform/time/day.ts'
import type { ResearchFilter, ResearchQueue } from '../queries/research-queue.ts'
import type { TeamPage as TeamData, TeamPart } from '../queries/team-page.ts'
import { PlaceWords } from './lists.tsx'
import { BandTag, FlagWords, sentence, StatusTag, typedDay } from './words.tsx'

/** Flagged incidents for the borough's intelligence unit. */
export function ResearchQueuePage({ queue, filter, now }: { queue: ResearchQueue; filter: ResearchFilter; now: Date }): Page {
  return {
    title: `Flagged incidents to research (${queue.waiting})`,
    width: 'full',
    breadcrumbs: [{ text: 'Incidents', href: '/incidents' }],
    body: (
      <>
        <p class="govuk-body">Reported since {formatDay(queue.since)}: {queue.total} flagged or waiting to be assessed, {queue.waiting} not yet researched.</p>
        <Filter action="/incidents/research" chosen={chosenOf(filter)} clearHref="/incidents/research">
          {textField({ name: 'since', label: 'Reported since', hint: 'For example 20/11/2026', width: 10, value: typedDay(filter.since) })}
          {selectField({ name: 'flag', label: 'Flag', none: 'Any', value: filter.flag, choices: ['repeat', 'vulnerable', 'hate', 'intimidation'].map((value) => ({ value, text: sentence(value) })) })}
          {checkboxesField({ name: 'unassessed', label: 'Risk assessment', values: filter.isUnassessedOnly ? ['yes'] : [], choices: [{ value: 'yes', text: 'Only where one was asked for and none begun' }] })}
        </Filter>
        <DataTable caption="Not researched first, then the oldest" captionSize="s" isDense rows={queue.rows} empty="Nothing flagged. Incidents appear here as soon as the prompt, an earlier report or an officer raises repeat, vulnerable, hate or intimidation, or a risk assessment is asked for." columns={[
          { heading: 'Incident', isHeader: true, cell: (row) => <a class="govuk-link" href={`/incidents/${row.id}`}>{row.reference}</a> },
          { heading: 'Reported', cell: (row) => <When at={row.reportedAt} now={now} /> },
          { heading: 'Type', cell: (row) => <>{row.typeName ?? 'Type not recorded'}{row.qualifier === null ? null : `, ${row.qualifier}`}</> },
          { heading: 'Place', classes: 'heed-wide', cell: (row) => <PlaceWords row={row} /> },
          { heading: 'Flags', cell: (row) => <FlagWords flags={row.flags} /> },
          { heading: 'To decide', cell: (row) => (row.undecided.length === 0 ? 'Decided' : sentence(row.undecided.join(', '))) },
          { heading: 'Risk assessment', cell: (row) => (row.isUnassessed ? 'Asked for, none begun' : 'Begun or not asked for') },
          { heading: 'Researched', cell: (row) => (row.researchedAt === null ? <a class="govuk-link" href={`/incidents/${row.id}/research`}>Research<span class="govuk-visually-hidden"> {row.reference}</span></a> : <>{row.researchedBy}, <When at={row.researchedAt} now={now} /></>) },
        ]} />
        <Pagination page={queue.page} pages={queue.pages} href={(page) => researchAddress(filter, page)} />
      </>
    ),
  }
}

function chosenOf(filter: ResearchFilter): readonly ChosenFilter[] {
  const { since, flag, isUnassessedOnly } = filter
  return [
    ...(since === null ? [] : [{ text: `Reported since ${formatDay(since)}`, removeHref: researchAddress({ ...filter, since: null }, 1) }]),
    ...(flag === null ? [] : [{ text: sentence(flag), removeHref: researchAddress({ ...filter, flag: null }, 1) }]),
    ...(isUnassessedOnly ? [{ text: 'Assessment asked for, none begun', removeHref: researchAddress({ ...filter, isUnassessedOnly: false }, 1) }] : []),
  ]
}

function researchAddress({ since, flag, isUnassessedOnly }: ResearchFilter, page: number): string {
  const query = new URLSearchParams({ ...(since === null ? {} : { since }), ...(flag === null ? {} : { flag }), ...(isUnassessedOnly ? { unassessed: 'yes' } : {}), page: String(page) })
  return `/incidents/research?${query.toString()}`
}

/** Everything in a team's wards, whether or not it is theirs to investigate. */
export function TeamPage({ team, now }: { team: TeamData; now: Date }): Page {
  return {
    title: team.name,
    width: 'full',
    breadcrumbs: [{ text: 'Incidents', href: '/incidents' }],
    body: (
      <>
        <ul class="heed-counts">
          {([['New since yesterday', team.fresh.total, 'new'], ['Open', team.open.total, 'open'], ['Allocated', team.allocated.total, 'allocated'], ['Not acknowledged', team.waitingTotal, 'waiting'], ['Due', team.clocksTotal, 'due']] as const)
            .map(([text, total, id]) => <li><a class="heed-count" href={`#${id}`}><span class="heed-count__number">{total}</span>{text}</a></li>)}
        </ul>
        <Part id="new" caption="New since yesterday" part={team.fresh} now={now} empty="Nothing has been reported in the team’s wards since yesterday began." />
        <Waiting team={team} now={now} />
        <Due team={team} now={now} />
        <Part id="open" caption="Open, highest risk first, then the oldest" part={team.open} now={now} empty="Nothing in the team’s wards waits for a result." more={<a class="govuk-link" href={`/incidents?team=${team.id}`}>All of the team’s open incidents</a>} />
        <Part id="allocated" caption="Allocated" part={team.allocated} now={now} empty="Nothing open is allocated to a named officer." />
        <SummaryList rows={[
          { key: 'Wards', value: team.wards.join(', ') },
          { key: 'Telephone', value: team.telephone },
          { key: 'Members', value: team.members.join(', ') },
        ]} />
      </>
    ),
  }
}

function Part({ id, caption, part, now, empty, more }: { id: string; caption: string; part: TeamPart; now: Date; empty: string; more?: Content }): Html {
  return (
    <section id={id}>
      <DataTable caption={`${caption} (${part.total})`} isDense rows={part.rows} empty={empty} columns={[
        { heading: 'Incident', isHeader: true, cell: (row) => <a class="govuk-link" href={`/incidents/${row.id}`}>{row.reference}</a> },
        { heading: 'Reported', cell: (row) => <When at={row.reportedAt} now={now} /> },
        { heading: 'Type', cell: (row) => row.typeName ?? 'Type not recorded' },
        { heading: 'Place', classes: 'heed-wide', cell: (row) => <PlaceWords row={row} /> },
        { heading: 'Status', cell: (row) => <StatusTag status={row.status} /> },
        { heading: 'Risk', cell: (row) => <BandTag riskOrder={row.riskOrder} /> },
        { heading: 'Flags', cell: (row) => <FlagWords flags={row.flags} /> },
        { heading: 'Allocated to', cell: (row) => row.allocatedTo ?? (row.otherTeam === null ? 'Nobody' : `Another team: ${row.otherTeam}`) },
      ]} />
      <FirstOf shown={part.rows.length} total={part.total} more={more} />
    </section>
  )
}

function FirstOf({ shown, total, more }: { shown: number; total: number; more?: Content }): Html | null {
  return total > shown ? <p class="govuk-body">Showing the first {shown} of {total}. {more}</p> : null
}

function Waiting({ team, now }: { team: TeamData; now: Date }): Html {
  return (
    <section id="waiting">
      <DataTable caption={`Told, and not acknowledged (${team.waitingTotal})`} isDense rows={team.waiting} empty="The team has acknowledged everything it was told." columns={[
        { heading: 'Incident', isHeader: true, cell: (row) => <a class="govuk-link" href={`/incidents/${row.incidentId}`}>{row.reference}</a> },
        { heading: 'Told of', cell: (row) => sentence(row.kind) },
        { heading: 'Told', cell: (row) => <When at={row.createdAt} now={now} /> },
      ]} />
      <FirstOf shown={team.waiting.length} total={team.waitingTotal} />
    </section>
  )
}

function Due({ team, now }: { team: TeamData; now: Date }): Html {
  return (
    <section id="due">
      <DataTable caption={`Due soon or overdue (${team.clocksTotal})`} isDense rows={team.clocks} empty="No standard of the team’s incidents is due within two days." columns={[
        { heading: 'Incident', isHeader: true, cell: (row) => <a class="govuk-link" href={`/incidents/${row.incidentId}`}>{row.reference}</a> },
        { heading: 'Standard', cell: (row) => row.name },
        { heading: 'Due', cell: (row) => <>{row.isOverdue ? <strong class="heed-overdue">Overdue: </strong> : null}<When at={row.dueAt} now={now} /></> },
      ]} />
      <FirstOf shown={team.clocks.length} total={team.clocksTotal} />
    </section>
  )
}
