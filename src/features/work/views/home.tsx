import { govuk } from '#ui/govuk.ts'
import type { Content, Html } from '#ui/html.ts'
import type { Link, Page } from '#ui/page.ts'
import { DataTable } from '#ui/table.tsx'
import { TaskList, type Task } from '#ui/task-list.tsx'
import { When } from '#ui/time.tsx'
import type { HomePage } from '../queries/home.ts'
import type { QueueCount, QueueGroup, QueuePage, QueueRow } from '../queries/queues.ts'

/** Your work today: what to do first, then counts that each open exactly the list that was counted. Input: the places for which the navigation has no room. */
export function WorkTodayPage(home: HomePage, furtherPlaces: readonly Link[] = []): Page {
  return { title: 'Your work today', width: 'full', body: home.isInsider ? <Insider home={home} furtherPlaces={furtherPlaces} /> : <Outsider home={home} /> }
}

function Insider({ home, furtherPlaces }: { home: HomePage; furtherPlaces: readonly Link[] }): Html {
  const { first, drafts, changed, now } = home
  return (
    <>
      {first === null ? null : <p class="govuk-body-l">First: <a class="govuk-link" href={first.href}>{first.text}</a></p>}
      {home.takesReports && first?.href !== '/incidents/new' ? govuk('button', { text: 'Take a report', href: '/incidents/new', isStartButton: true }) : null}
      <div class="heed-home">
        <div>
          <h2 class="govuk-heading-m">Waiting for you</h2>
          {drafts.length === 0 ? null : (
            <ul class="govuk-list">
              {drafts.map(({ id, savedAt }) => <li><a class="govuk-link" href={`/incidents/new?draft=${id}`}>Go on with the report saved <When at={savedAt} now={now} /></a></li>)}
            </ul>
          )}
          <Waiting id="yours" tasks={yours(home)} />
        </div>
        <Group title="Waiting for a supervisor" id="supervision" tasks={[
          ...(home.awaiting === null ? [] : [countedTask({ title: 'Risk assessments awaiting supervision', href: '/assessments/awaiting', count: home.awaiting, empty: 'Assessments that officers send for your approval would be here' })]),
          ...tasksOf(home.queues, 'supervision'),
        ]} />
        <Group title="Your teams and area" id="team" tasks={tasksOf(home.queues, 'team')}>
          {home.teams.length === 0 ? null : <ul class="govuk-list">{home.teams.map(({ id, name }) => <li><a class="govuk-link" href={`/teams/${id}`}>{name}</a></li>)}</ul>}
        </Group>
        {furtherPlaces.length === 0 ? null : <div><h2 class="govuk-heading-m">Also yours</h2><ul class="govuk-list">{furtherPlaces.map(({ text, href }) => <li><a class="govuk-link" href={href}>{text}</a></li>)}</ul></div>}
      </div>
      {home.queues.length === 0 ? null : (
        <DataTable caption="Changed since it was last shown to you" rows={changed} isDense empty="Nothing has. What others write on your incidents and cases would be here." columns={[
          { heading: 'Record', isHeader: true, cell: ({ kind, id, reference }) => <a class="govuk-link" href={`/${kind}s/${id}`}>{reference}</a> },
          { heading: 'New entries', isNumeric: true, cell: ({ changes }) => changes },
          { heading: 'Last', cell: ({ lastAt }) => <When at={lastAt} now={now} /> },
        ]} />
      )}
    </>
  )
}

function yours(home: HomePage): readonly Task[] {
  return [
    countedTask({ title: 'Told to you or your teams, and not yet seen', href: '/notifications', count: home.waiting, empty: 'What you and your teams are told would be here until somebody says they have seen it' }),
    ...tasksOf(home.queues, 'yours'),
    ...(home.toResearch === null ? [] : [countedTask({ title: 'Flagged incidents to research', href: '/incidents/research', count: home.toResearch, empty: 'Incidents flagged since yesterday would be here' })]),
    ...(home.toRecognise === null ? [] : [countedTask({ title: 'Records that may be of one person', href: '/recognition', count: home.toRecognise, empty: 'Records too close to call would be here' })]),
  ]
}

function Outsider({ home }: { home: HomePage }): Html {
  return (
    <>
      <p class="govuk-body">You are signed in as {home.name}.</p>
      <p class="govuk-body">{home.isOutsider
        ? 'Nothing is shared with you yet. When the police share something with you, it will be here, with what you may do with it and until when.'
        : 'Your account has no role yet, so there is no work for you here. Ask an administrator of your force for the role you need.'}</p>
      <p class="govuk-body"><a class="govuk-link" href="/account">Your account</a></p>
    </>
  )
}

function Group({ title, id, tasks, children }: { title: string; id: string; tasks: readonly Task[]; children?: Content }): Html | null {
  return tasks.length === 0 ? null : <div><h2 class="govuk-heading-m">{title}</h2><Waiting id={id} tasks={tasks} />{children}</div>
}

/** What waits, then in one quiet line what does not: opened, it says what would be there. */
function Waiting({ id, tasks }: { id: string; tasks: readonly Task[] }): Html {
  const waiting = tasks.filter(({ hint }) => hint === undefined)
  const none = tasks.filter(({ hint }) => hint !== undefined)
  return (
    <>
      {waiting.length === 0 ? null : <TaskList id={id} tasks={waiting} />}
      {none.length === 0 ? null : (
        <details class="govuk-details heed-quiet">
          <summary class="govuk-details__summary"><span class="govuk-details__summary-text">{nothingWaits(none.length, waiting.length === 0)}</span></summary>
          <ul class="govuk-list govuk-details__text">{none.map(({ title, href, hint }) => <li><a class="govuk-link" href={href}>{title}</a>: none. {hint}.</li>)}</ul>
        </details>
      )}
    </>
  )
}

function nothingWaits(lists: number, isAll: boolean): string {
  if (isAll) return 'Nothing waits. See what would be here'
  return `Nothing waits in ${lists} other ${lists === 1 ? 'list' : 'lists'}`
}

function tasksOf(queues: readonly QueueCount[], group: QueueGroup): Task[] {
  return queues.filter((queue) => queue.group === group).map(({ href, title, empty, count, isUrgent }) => countedTask({ title, href, count, empty, isUrgent }))
}

function countedTask({ title, href, count, empty, isUrgent = false }: { title: string; href: string; count: number; empty: string; isUrgent?: boolean }): Task {
  if (count === 0) return { title, href, hint: empty, status: 'None' }
  return { title, href, status: count.toLocaleString('en-GB'), colour: isUrgent ? 'red' : 'blue' }
}

/** One queue, the oldest first. */
export function QueueListPage({ title, empty, atMeans, rows, count, now }: QueuePage): Page {
  return {
    title: `${title} (${count.toLocaleString('en-GB')})`, width: 'full', breadcrumbs: [{ text: 'Home', href: '/' }],
    body: (
      <>
        {count > rows.length ? <p class="govuk-body">The oldest {rows.length} are shown.</p> : null}
        <DataTable caption="The oldest first" captionSize="hidden" rows={rows} isDense empty={`${empty}.`} columns={[
          { heading: 'Record', isHeader: true, cell: (row) => <a class="govuk-link" href={placeOf(row)}>{row.reference ?? 'Open the record'}</a> },
          { heading: 'What', cell: ({ detail }) => detail },
          { heading: atMeans, cell: ({ at }) => <When at={at} now={now} /> },
        ]} />
      </>
    ),
  }
}

function placeOf({ kind, subjectId }: QueueRow): string {
  return `/${kind}s/${subjectId}`
}
