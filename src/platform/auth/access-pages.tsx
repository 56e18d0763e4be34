import { asHeading, recordPath } from '#platform/record-path.ts'
import type { Titled } from '#platform/notifications/queries.ts'
import { submitButton, textareaField, textField } from '#ui/fields.tsx'
import type { Html } from '#ui/html.ts'
import type { Answers, FieldErrors, Page } from '#ui/page.ts'
import { SummaryList } from '#ui/summary-list.tsx'
import { DataTable } from '#ui/table.tsx'
import { When } from '#ui/time.tsx'
import { LEAST_REASON, type AccessView } from './access.ts'

/** The form that opens one record outside one's sight, and the times it was done that this person may know of. */
export function BreakGlassPage({ uses, now, errors, answers }: { uses: readonly AccessView[]; now: Date; errors?: FieldErrors; answers?: Answers }): Page {
  return {
    title: 'Open a record outside your sight',
    errors,
    body: (
      <>
        <p class="govuk-body">Use this when you need a record at once to keep somebody safe or to deal with an incident, and it belongs to another borough or is sealed. You will see that one record for 60 minutes.</p>
        <div class="govuk-inset-text">The auditors and the borough’s command are told at once that you opened it, with your reason.</div>
        <form method="post" action="/break-glass" novalidate>
          {textField({ name: 'reference', label: 'Reference of the record', hint: 'For example ASB/2026/004217 or CASE/2026/000031', width: 20, spellcheck: false, errors, answers })}
          {textareaField({ name: 'reason', label: 'Why you need it', hint: `At least ${LEAST_REASON} characters. Name nobody here`, rows: 3, errors, answers })}
          {submitButton('Open the record', { isWarning: true })}
        </form>
        <DataTable caption="Records opened this way" rows={uses} empty="Records that you, or people of your borough, opened this way are listed here."
          columns={[
            { heading: 'Who', isHeader: true, cell: (use) => <a class="govuk-link" href={recordPath('access grant', use.id)}>{use.personName}</a> },
            { heading: 'What', cell: (use) => asHeading(use.subjectKind) },
            { heading: 'When', cell: (use) => <When at={use.grantedAt} now={now} /> },
            { heading: 'Until', cell: (use) => <When at={use.until} now={now} /> },
          ]} />
      </>
    ),
  }
}

/** One person's sight of one record by name: who, why, until when. */
export function AccessGrantPage({ access, now }: { access: Titled<AccessView>; now: Date }): Page {
  return {
    title: access.relation === 'break-glass' ? 'A record was opened by break-glass' : 'A record was opened to a person by name',
    caption: asHeading(access.subjectKind),
    back: { href: '/notifications', text: 'Notifications' },
    body: (
      <SummaryList rows={[
        { key: 'Who may see it', value: access.personName },
        { key: 'Record', value: <Subject access={access} /> },
        { key: 'Reason given', value: access.reason },
        // whoever breaks the glass asks nobody
        access.relation === 'break-glass' ? { key: 'How', value: 'By breaking the glass, without asking anybody' } : { key: 'Granted by', value: access.grantedByName },
        { key: 'From', value: <When at={access.grantedAt} now={now} /> },
        { key: 'Until', value: access.until === null ? 'It is taken away' : <When at={access.until} now={now} /> },
        access.revokedAt !== null && { key: 'Taken away', value: <When at={access.revokedAt} now={now} /> },
      ]} />
    ),
  }
}

/** Auditors read who opened what, and not the record: they are led nowhere they may not go. */
function Subject({ access: { subject, subjectKind, subjectId } }: { access: Titled<AccessView> }): Html {
  if (subject === null) return <>{asHeading(subjectKind)} that is not yours to see</>
  const { reference, about } = subject ?? { reference: null, about: null }
  return <><a class="govuk-link" href={recordPath(subjectKind, subjectId)}>{reference ?? about ?? `Open the ${subjectKind}`}</a>{reference === null ? null : <span class="heed-aside">{about}</span>}</>
}
