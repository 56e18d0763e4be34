import { formatDay } from '#platform/time/day.ts'
import { HOUSEHOLD_WITHIN_DAYS } from '#features/analysis/index.ts'
import { asHeading } from '#platform/record-path.ts'
import type { Html } from '#ui/html.ts'
import { DataTable } from '#ui/table.tsx'
import { Tag } from '#ui/tag.tsx'
import { DayText, When } from '#ui/time.tsx'
import type { Namesake, PersonHousehold } from '../queries/person-kin.ts'

/** Who shared an address with a person, a household at a time: people beside them, never they themselves. */
export function HouseholdsPanel({ personId, households }: { personId: string; households: readonly PersonHousehold[] }): Html {
  const others = households.reduce((sum, household) => sum + household.others.length, 0)
  return (
    <section>
      <h2 class="govuk-heading-m">Household ({others})</h2>
      <p class="govuk-body">Others who gave the same address within {HOUSEHOLD_WITHIN_DAYS} days of this person. They are of one household, not one person.</p>
      {households.length === 0 ? <p class="govuk-body">People who gave the same address would be here. No address is recorded for this person.</p> : null}
      {households.map(({ label, mentionId, isCommunal, people, others: members }) => (
        <>
          <h3 class="govuk-heading-s"><a class="govuk-link" href={`/people/${personId}/addresses/${mentionId}`}>{label}</a> {isCommunal ? <Tag text="Communal" colour="grey" /> : null}</h3>
          {isCommunal ? <p class="govuk-body">{people} people gave this address. Sharing it says little, so only those of the same family name are listed.</p> : null}
          <DataTable caption={`Others at ${label}`} captionSize="hidden" rows={members} isDense empty="Nobody else gave this address in that time." columns={[
            { heading: 'Name', isHeader: true, cell: (one) => <a class="govuk-link" href={`/people/${one.personId}`}>{one.name}</a> },
            { heading: 'Gave it as', cell: ({ parts }) => asHeading(parts.join(', ')) },
            { heading: 'First', cell: ({ firstOn }) => <DayText day={firstOn} /> },
            { heading: 'Last', cell: ({ lastOn }) => <DayText day={lastOn} /> },
          ]} />
        </>
      ))}
    </section>
  )
}

/** People of the same name, kept apart. */
export function NamesakesPanel({ namesakes, now }: { namesakes: readonly Namesake[]; now: Date }): Html | null {
  if (namesakes.length === 0) return null
  return (
    <section>
      <h2 class="govuk-heading-m">Same name, not the same person so far as is known ({namesakes.length})</h2>
      <DataTable caption="Same name" captionSize="hidden" rows={namesakes} isDense columns={[
        { heading: 'Name', isHeader: true, cell: (one) => <a class="govuk-link" href={`/people/${one.personId}`}>{one.name}</a> },
        { heading: 'Date of birth', cell: ({ dateOfBirth }) => (dateOfBirth === null ? 'Not recorded' : formatDay(dateOfBirth)) },
        { heading: 'Postcode', cell: ({ postcode }) => postcode ?? 'Not recorded' },
        { heading: 'Records', isNumeric: true, cell: ({ records }) => records },
        { heading: 'Last', cell: ({ lastAt }) => <When at={lastAt} now={now} /> },
      ]} />
    </section>
  )
}
