import { asHeading, recordPath } from '#platform/record-path.ts'
import { hidden, submitButton } from '#ui/fields.tsx'
import type { Html } from '#ui/html.ts'
import type { FieldErrors, Page } from '#ui/page.ts'
import { DataTable } from '#ui/table.tsx'
import { When } from '#ui/time.tsx'
import { WAITING_SHOWN, type NotificationView, type TitledNotification } from './queries.ts'

/** What waits for a person and their teams, each thing leading to its record. */
export function NotificationsPage({ waiting, now, errors }: { waiting: readonly TitledNotification[]; now: Date; errors?: FieldErrors }): Page {
  return {
    title: 'Notifications',
    width: 'full',
    errors,
    body: (
      <>
        {waiting.length === WAITING_SHOWN ? <p class="govuk-body">The oldest {WAITING_SHOWN} are shown. More follow as you say that you have seen these.</p> : null}
        <DataTable caption="Waiting to be seen" captionSize="hidden" isDense rows={waiting} empty="Nothing waits to be seen. What you and your teams are told of appears here."
          columns={[
            { heading: 'What', isHeader: true, cell: (one) => one.subject === null ? asHeading(one.kind) : <a class="govuk-link" href={recordPath(one.subjectKind, one.subjectId)}>{asHeading(one.kind)}</a> },
            { heading: 'About', cell: (one) => <About subject={one.subject} /> },
            { heading: 'Told', cell: (one) => (one.toldTeam ? one.toldName : 'You') },
            { heading: 'When', cell: (one) => <When at={one.createdAt} now={now} /> },
            { heading: 'Seen', hideHeading: true, cell: (one) => <SeenButton told={one} returnTo="/notifications" /> },
          ]} />
      </>
    ),
  }
}

function About({ subject }: { subject: TitledNotification['subject'] }): Html | null {
  if (subject === undefined) return null
  if (subject === null) return <>A record that is no longer yours to see</>
  return <>{subject.reference === null ? null : <><span class="heed-reference">{subject.reference}</span><br /></>}{subject.about}</>
}

/** Who was told of a record and whether they have seen it: a part of the record's own page. */
export function ToldTable({ told, now, returnTo }: { told: readonly NotificationView[]; now: Date; returnTo: string }): Html {
  return (
    <DataTable caption="Who was told" captionSize="s" rows={told} empty="Nobody has been told yet."
      columns={[
        { heading: 'Told', isHeader: true, cell: (one) => one.toldName },
        { heading: 'Of', cell: (one) => asHeading(one.kind) },
        { heading: 'When', cell: (one) => <When at={one.createdAt} now={now} /> },
        { heading: 'Seen', cell: (one) => one.acknowledgedAt === null
          ? (one.mayAcknowledge ? <SeenButton told={one} returnTo={returnTo} /> : 'Not yet')
          : <>{one.acknowledgedByName ?? 'Somebody'}, <When at={one.acknowledgedAt} now={now} /></> },
      ]} />
  )
}

function SeenButton({ told, returnTo }: { told: NotificationView; returnTo: string }): Html | null {
  if (!told.mayAcknowledge) return null
  return (
    <form method="post" action={`/notifications/${told.id}/acknowledgement`}>
      {hidden('returnTo', returnTo)}
      {submitButton('I have seen this', { isSecondary: true })}
    </form>
  )
}
