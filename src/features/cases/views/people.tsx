import { formatDay } from '#platform/time/day.ts'
import type { Page } from '#ui/page.ts'
import { SummaryCard } from '#ui/summary-card.tsx'
import { SummaryList } from '#ui/summary-list.tsx'
import { EmptyState } from '#ui/table.tsx'
import { When } from '#ui/time.tsx'
import type { CaseHeader } from '../queries/case-header.ts'
import type { PersonView } from '../queries/case-parts.ts'
import { casePage } from './frame.tsx'

/** The people of a case and their parts, each with how it is safe to reach them. */
export function CasePeoplePage({ header, now, people }: { header: CaseHeader; now: Date; people: readonly PersonView[] }): Page {
  return casePage(header, now, 'People', (
    <div>
      {header.acts.work.allowed ? <p class="govuk-body heed-press"><a class="govuk-link" href={`/cases/${header.id}/person`}>Add a person</a></p> : null}
      {people.length === 0 ? <EmptyState>Victims, witnesses and suspects of the case appear here.</EmptyState> : people.map((person) => (
        <SummaryCard title={`${person.part.charAt(0).toUpperCase()}${person.part.slice(1)}: ${person.name ?? 'not named'}`}>
          <SummaryList rows={[
            person.safeToContact === null ? null : { key: 'Safe contact', value: <strong>{person.safeToContact}</strong> },
            person.wantsContact === null ? null : { key: 'Wants to be contacted', value: person.wantsContact ? 'Yes' : 'No' },
            { key: 'Telephone', value: person.phone },
            person.email === null ? null : { key: 'E-mail', value: person.email },
            { key: 'Address', value: [person.addressText, person.postcode].filter((part) => part !== null).join(', ') },
            person.dateOfBirth === null ? null : { key: 'Date of birth', value: formatDay(person.dateOfBirth) },
            person.note === null ? null : { key: 'Note', value: person.note },
            { key: 'Added', value: <span><When at={person.addedAt} now={now} />, by {person.addedByName}</span> },
          ]} />
        </SummaryCard>
      ))}
    </div>
  ))
}
