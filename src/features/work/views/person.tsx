import { StandingsTables } from '#features/analysis/index.ts'
import { asHeading } from '#platform/record-path.ts'
import { formatDay } from '#platform/time/day.ts'
import type { Html } from '#ui/html.ts'
import { IdentityBar } from '#ui/identity-bar.tsx'
import type { Page } from '#ui/page.ts'
import { SummaryCard } from '#ui/summary-card.tsx'
import { SummaryList } from '#ui/summary-list.tsx'
import { DataTable } from '#ui/table.tsx'
import { RiskTag } from '#ui/tag.tsx'
import { When } from '#ui/time.tsx'
import { Timeline } from '#ui/timeline.tsx'
import type { PersonMention, PersonPage } from '../queries/person.ts'
import { HouseholdsPanel, NamesakesPanel } from './person-kin.tsx'

const PARTS = ['victim', 'caller', 'witness', 'suspect'] as const

/** Everything known of one person: what is going on, then what each record says, each part they played by itself. */
export function PersonRecordPage(person: PersonPage): Page {
  const { name, mentions, reports, cases, safeToContact, now } = person
  const open = cases.filter(({ status }) => status !== 'closed')
  return {
    title: name, width: 'full', breadcrumbs: [{ text: 'Home', href: '/' }],
    body: (
      <>
        <IdentityBar title={null} warning={safeToContact[0] === undefined ? null : `Safe to contact: ${safeToContact.join('; ')}`} facts={[
          { key: 'Mentioned as', value: PARTS.filter((part) => mentions.some((mention) => mention.part === part)).join(', ') },
          { key: 'Reports', value: reports.length },
          { key: 'Open cases', value: open.length },
        ]} />
        <DataTable caption={`Cases (${cases.length})`} rows={cases} isDense empty="Cases that this person is part of would be here." columns={[
          { heading: 'Case', isHeader: true, cell: ({ id, reference }) => <a class="govuk-link" href={`/cases/${id}`}>{reference}</a> },
          { heading: 'Part', cell: ({ parts }) => asHeading(parts.join(', ')) },
          { heading: 'Risk', cell: ({ band }) => <RiskTag band={band} /> },
          { heading: 'Status', cell: ({ status }) => asHeading(status) },
          { heading: 'Owner', cell: ({ ownerName }) => ownerName ?? 'No owner yet' },
        ]} />
        <h2 class="govuk-heading-m">How often</h2>
        {person.standings.length === 0 ? <p class="govuk-body">No report names this person as victim or caller, so none is counted.</p> : <StandingsTables standings={person.standings} />}
        <HouseholdsPanel personId={person.id} households={person.households} />
        <NamesakesPanel namesakes={person.namesakes} now={now} />
        <h2 class="govuk-heading-m">Reports ({reports.length})</h2>
        {reports.length === 0 ? <p class="govuk-body">Reports that mention this person would be here.</p> : (
          <Timeline now={now} headingLevel={3} entries={reports.map(({ id, reference, typeName, place, reportedAt, status, parts }) => ({
            title: <a class="govuk-link" href={`/incidents/${id}`}>{reference}</a>, at: reportedAt,
            body: <p class="govuk-body">As {parts.join(' and ')}. {typeName ?? 'Type not recorded'}{place === null ? null : <>, {place}</>}. {capital(status)}.</p>,
          }))} />
        )}
        <h2 class="govuk-heading-m">What each record says</h2>
        {PARTS.map((part) => <MentionsAs part={part} mentions={mentions.filter((mention) => mention.part === part)} now={now} />)}
        {person.mayDecideIdentity ? <p class="govuk-body"><a class="govuk-link" href={`/people/${person.id}/identity`}>Why these records are taken to be of one person</a></p> : null}
        {person.mayReadHistory ? <p class="govuk-body"><a class="govuk-link" href={`/people/${person.id}/history`}>Who looked at this person’s record</a></p> : null}
      </>
    ),
  }
}

function MentionsAs({ part, mentions, now }: { part: string; mentions: readonly PersonMention[]; now: Date }): Html | null {
  if (mentions.length === 0) return null
  return (
    <section>
      <h3 class="govuk-heading-s">As {part} ({mentions.length})</h3>
      {saidAlike(mentions).map((alike) => <MentionCard alike={alike} now={now} />)}
    </section>
  )
}

/** What one record says, or several that say the same, so that what differs stands out. */
function MentionCard({ alike: [mention, ...others], now }: { alike: Alike; now: Date }): Html {
  return (
    <SummaryCard title={others.length === 0 ? (mention.sourceReference ?? 'A record you cannot open') : `${others.length + 1} records say the same`} headingLevel={4}
      actions={others.length > 0 || mention.sourceReference === null ? [] : [{ text: 'Open', href: `/${mention.sourceKind}s/${mention.sourceId}` }]}>
      <SummaryList rows={[
        { key: 'Name', value: mention.name },
        mention.dateOfBirth !== null && { key: 'Date of birth', value: formatDay(mention.dateOfBirth) },
        mention.phone !== null && { key: 'Telephone', value: mention.phone },
        mention.email !== null && { key: 'E-mail', value: mention.email },
        (mention.addressText ?? mention.postcode) !== null && { key: 'Address', value: [mention.addressText, mention.postcode].filter((line) => line !== null).join(', ') },
        mention.safeToContact !== null && { key: 'Safe to contact', value: mention.safeToContact },
        others.length === 0
          ? { key: 'Recorded', value: <When at={mention.recordedAt} now={now} /> }
          : { key: 'Recorded', value: <ul class="govuk-list">{[mention, ...others].map((one) => <li><Source mention={one} />, <When at={one.recordedAt} now={now} /></li>)}</ul> },
      ]} />
    </SummaryCard>
  )
}

function Source({ mention: { sourceReference, sourceKind, sourceId } }: { mention: PersonMention }): Html {
  return sourceReference === null ? <>A record you cannot open</> : <a class="govuk-link" href={`/${sourceKind}s/${sourceId}`}>{sourceReference}</a>
}

type Alike = readonly [PersonMention, ...PersonMention[]]

/** Mentions that say the very same of a person, together, in the order of the first of each. */
function saidAlike(mentions: readonly PersonMention[]): readonly Alike[] {
  const groups = new Map<string, [PersonMention, ...PersonMention[]]>()
  for (const mention of mentions) {
    const said = JSON.stringify([mention.name, mention.dateOfBirth, mention.phone, mention.email, mention.addressText, mention.postcode, mention.safeToContact])
    const group = groups.get(said)
    if (group === undefined) groups.set(said, [mention])
    else group.push(mention)
  }
  return [...groups.values()]
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
