import { asHeading, recordPath } from '#platform/record-path.ts'
import { hidden, selectField, submitButton } from '#ui/fields.tsx'
import { Filter } from '#ui/filter.tsx'
import type { Html } from '#ui/html.ts'
import type { FieldErrors, Page } from '#ui/page.ts'
import { DataTable } from '#ui/table.tsx'
import { When } from '#ui/time.tsx'
import type { NotificationView, TitledNotification, WaitingOf } from './queries.ts'

/** What waits, how much of which kind, and which of it is shown. */
interface Waiting {
  readonly waiting: readonly TitledNotification[]
  /** Each kind that waits, of what is narrowed to whom it was told. */
  readonly kinds: readonly { readonly kind: string; readonly count: number }[]
  readonly of?: WaitingOf
  readonly now: Date
  readonly errors?: FieldErrors
}

/** What waits for a person and their teams, by the record it is about: what was told of one is read, and seen, together. */
export function NotificationsPage({ waiting, kinds, of = {}, now, errors }: Waiting): Page {
  const records = byRecord(waiting)
  const isNarrowed = of.kind !== undefined || of.told !== undefined
  const total = kinds.filter(({ kind }) => of.kind === undefined || kind === of.kind).reduce((sum, { count }) => sum + count, 0)
  return {
    title: total === 0 && !isNarrowed ? 'Notifications' : `Notifications (${total.toLocaleString('en-GB')})`,
    width: 'full',
    errors,
    body: (
      <>
        {kinds.length === 0 && !isNarrowed ? null : <Narrow kinds={kinds} of={of} />}
        {total > waiting.length ? <p class="govuk-body">The oldest {waiting.length} are shown. More follow as you say that you have seen these.</p> : null}
        <DataTable caption="Waiting to be seen" captionSize="hidden" isDense rows={records} empty={isNarrowed ? 'Nothing of this kind waits to be seen.' : 'Nothing waits to be seen. What you and your teams are told of appears here.'}
          columns={[
            { heading: 'About', isHeader: true, cell: ([first]) => <About told={first} /> },
            { heading: 'What', cell: (told) => <ul class="govuk-list">{countedKinds(told).map((words) => <li>{words}</li>)}</ul> },
            { heading: 'Told', cell: (told) => [...new Set(told.map((one) => (one.toldTeam ? one.toldName : 'You')))].join(', ') },
            { heading: 'Since', cell: ([first]) => <When at={first.createdAt} now={now} /> },
            { heading: 'Seen', hideHeading: true, cell: (told) => <SeenButton told={told} back={{ ...of }} /> },
          ]} />
      </>
    ),
  }
}

const TOLD = { me: 'Told to you by name', team: 'Told to your teams' } as const

/** The list of what waits, narrowed so. */
export function waitingAddress({ kind, told }: WaitingOf): string {
  const asked = new URLSearchParams({ ...(kind === undefined ? {} : { kind }), ...(told === undefined ? {} : { told }) })
  return asked.size === 0 ? '/notifications' : `/notifications?${asked.toString()}`
}

function Narrow({ kinds, of: { kind, told } }: { kinds: Waiting['kinds']; of: WaitingOf }): Html {
  const chosen = [
    ...(kind === undefined ? [] : [{ text: asHeading(kind), removeHref: waitingAddress({ told }) }]),
    ...(told === undefined ? [] : [{ text: TOLD[told], removeHref: waitingAddress({ kind }) }]),
  ]
  const offered = kind === undefined || kinds.some((one) => one.kind === kind) ? kinds : [...kinds, { kind, count: 0 }]
  return (
    <Filter action="/notifications" chosen={chosen} clearHref="/notifications">
      {selectField({ name: 'kind', label: 'What', value: kind ?? null, choices: [{ value: '', text: 'Anything' }, ...offered.map((one) => ({ value: one.kind, text: `${asHeading(one.kind)} (${one.count})` }))] })}
      {selectField({ name: 'told', label: 'Told', value: told ?? null, choices: [{ value: '', text: 'You and your teams' }, { value: 'me', text: TOLD.me }, { value: 'team', text: TOLD.team }] })}
    </Filter>
  )
}

type OfOneRecord<T> = readonly [T, ...T[]]

/** What was told, by its record, in the order of the first of each. */
function byRecord(waiting: readonly TitledNotification[]): readonly OfOneRecord<TitledNotification>[] {
  const records = new Map<string, [TitledNotification, ...TitledNotification[]]>()
  for (const one of waiting) {
    const told = records.get(one.subjectId)
    if (told === undefined) records.set(one.subjectId, [one])
    else told.push(one)
  }
  return [...records.values()]
}

/** Each kind of news once, with how often it came. */
function countedKinds(told: readonly NotificationView[]): readonly string[] {
  const times = new Map<string, number>()
  for (const { kind } of told) times.set(kind, (times.get(kind) ?? 0) + 1)
  return [...times].map(([kind, count]) => (count === 1 ? asHeading(kind) : `${asHeading(kind)} (${count})`))
}

function About({ told: { kind, subject, subjectKind, subjectId } }: { told: TitledNotification }): Html {
  if (subject === null) return <>A record that is no longer yours to see</>
  const { reference, about } = subject ?? { reference: null, about: null }
  return (
    <>
      <a class="govuk-link" href={recordPath(subjectKind, subjectId)}>{reference ?? about ?? asHeading(kind)}</a>
      {reference === null ? null : <span class="heed-aside">{about}</span>}
    </>
  )
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
          ? (one.mayAcknowledge ? <SeenButton told={[one]} back={{ returnTo }} /> : 'Not yet')
          : <>{one.acknowledgedByName ?? 'Somebody'}, <When at={one.acknowledgedAt} now={now} /></> },
      ]} />
  )
}

/** Input: `back`, where its press leads back to: a record's own page, or the list as it is narrowed. */
function SeenButton({ told, back }: { told: readonly NotificationView[]; back: { readonly returnTo: string } | WaitingOf }): Html | null {
  const [first, ...others] = told.filter(({ mayAcknowledge }) => mayAcknowledge)
  if (first === undefined) return null
  return (
    <form method="post" action={`/notifications/${first.id}/acknowledgement`}>
      {Object.entries<string | undefined>({ ...back }).map(([name, value]) => (value === undefined ? null : hidden(name, value)))}
      {others.map(({ id }) => hidden('also', id))}
      {submitButton(others.length === 0 ? 'I have seen this' : `I have seen these ${others.length + 1}`, { isSecondary: true })}
    </form>
  )
}
