import { StandingsTables } from '#features/analysis/index.ts'
import { asHeading } from '#platform/record-path.ts'
import type { Html } from '#ui/html.ts'
import { IdentityBar } from '#ui/identity-bar.tsx'
import type { Page } from '#ui/page.ts'
import { DataTable } from '#ui/table.tsx'
import { RiskTag, Tag } from '#ui/tag.tsx'
import { DayText, When } from '#ui/time.tsx'
import { WITHIN_METRES } from '../forms.ts'
import type { AddressPage, ReportThere } from '../queries/address.ts'

const PARTS = ['victim', 'caller', 'witness', 'suspect'] as const

/** Everything known of an address: what happened there and how often, who lives there as households, and what is near. */
export function AddressRecordPage(page: AddressPage): Page {
  const { place, isCommunal, reports, cases, standings, now } = page
  return {
    title: place.label, width: 'full', breadcrumbs: [{ text: 'Home', href: '/' }],
    body: (
      <>
        <IdentityBar title={null} tags={isCommunal ? <Tag text="Communal" colour="grey" /> : undefined} facts={[
          { key: 'Property reference', value: place.uprn ?? 'Not in the gazetteer' },
          { key: 'Reports here', value: reports.length },
          { key: 'Open cases', value: cases.filter(({ status }) => status !== 'closed').length },
        ]} />
        {isCommunal ? <p class="govuk-body">Many unrelated people live at or give this address. Sharing it says little: people here are grouped by family name, and no household is counted for it.</p> : null}
        {place.key === null && place.addressId === null ? <p class="govuk-body">Its number or postcode is not known, so only this report is shown as here. Others may be near.</p> : null}
        <h2 class="govuk-heading-m">How often</h2>
        {standings.length === 0 ? <p class="govuk-body">No report that you may see is counted for this address.</p> : <StandingsTables standings={standings} />}
        <DataTable caption={`Reports here (${reports.length})`} rows={reports} isDense empty="Reports at this address that you may see would be here." columns={[
          { heading: 'Report', isHeader: true, cell: ({ id, reference }) => <a class="govuk-link" href={`/incidents/${id}`}>{reference}</a> },
          { heading: 'Type', cell: ({ typeName }) => typeName ?? 'Not recorded' },
          { heading: 'Reported', cell: ({ reportedAt }) => <When at={reportedAt} now={now} /> },
          { heading: 'Status', cell: ({ status }) => asHeading(status) },
          { heading: 'Who, and as what', cell: (report) => <PeopleThere report={report} /> },
          { heading: 'Marks', cell: ({ flags }) => (flags.length === 0 ? 'None' : asHeading(flags.join(', '))) },
        ]} />
        <Residents page={page} />
        <DataTable caption={`Cases of these reports (${cases.length})`} rows={cases} isDense empty="Cases of what happened here would be here." columns={[
          { heading: 'Case', isHeader: true, cell: ({ id, reference }) => <a class="govuk-link" href={`/cases/${id}`}>{reference}</a> },
          { heading: 'Risk', cell: ({ band }) => <RiskTag band={band} /> },
          { heading: 'Status', cell: ({ status }) => asHeading(status) },
          { heading: 'Owner', cell: ({ ownerName }) => ownerName ?? 'No owner yet' },
        ]} />
        <Near page={page} />
      </>
    ),
  }
}

function PeopleThere({ report: { people } }: { report: ReportThere }): Html {
  const parts = PARTS.filter((part) => people.some((person) => person.part === part))
  if (parts.length === 0) return <span>Nobody named</span>
  return <ul class="govuk-list">{parts.map((part) => <li>{asHeading(part)}: {people.filter((person) => person.part === part).map(({ personId, name }, at) => <>{at === 0 ? '' : ', '}<a class="govuk-link" href={`/people/${personId}`}>{name}</a></>)}</li>)}</ul>
}

function Residents({ page: { residents } }: { page: AddressPage }): Html {
  return (
    <section>
      <h2 class="govuk-heading-m">People who gave this address ({residents?.people ?? 0})</h2>
      {residents === null ? <p class="govuk-body">People who gave this address as theirs would be here, a household at a time.</p> : residents.households.map((household, at) => (
        <DataTable caption={`Household ${at + 1} of ${residents.households.length}`} captionSize="s" rows={household} isDense columns={[
          { heading: 'Name', isHeader: true, cell: ({ personId, name }) => <a class="govuk-link" href={`/people/${personId}`}>{name}</a> },
          { heading: 'Gave it as', cell: ({ parts }) => asHeading(parts.join(', ')) },
          { heading: 'First', cell: ({ firstOn }) => <DayText day={firstOn} /> },
          { heading: 'Last', cell: ({ lastOn }) => <DayText day={lastOn} /> },
        ]} />
      ))}
    </section>
  )
}

function Near({ page: { place, near, withinMetres, now } }: { page: AddressPage }): Html {
  if (place.point === null) return <p class="govuk-body">Where it lies on the ground is not known, so nothing near can be shown.</p>
  return (
    <section>
      <h2 class="govuk-heading-m">Within {withinMetres} metres in the last year ({near.length})</h2>
      <ul class="govuk-list heed-inline heed-press">{WITHIN_METRES.map((metres) => <li>{metres === withinMetres ? <strong aria-current="true">{metres} metres</strong> : <a class="govuk-link" href={`${place.path}?within=${metres}`}>{metres} metres</a>}</li>)}</ul>
      <DataTable caption="Near, the nearest first" captionSize="hidden" rows={near} isDense empty="Reports of other places within this distance would be here." columns={[
        { heading: 'Report', isHeader: true, cell: ({ report }) => <a class="govuk-link" href={`/incidents/${report.id}`}>{report.reference}</a> },
        { heading: 'Metres', isNumeric: true, cell: ({ metres }) => metres },
        { heading: 'Type', cell: ({ report }) => report.kindName ?? 'Not recorded' },
        { heading: 'Where', cell: ({ report }) => report.place ?? 'A point on the map' },
        { heading: 'Reported', cell: ({ report }) => <When at={report.reportedAt} now={now} /> },
      ]} />
    </section>
  )
}
