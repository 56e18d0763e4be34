import { govuk } from '#ui/govuk.ts'
import type { Html } from '#ui/html.ts'
import type { Page } from '#ui/page.ts'
import { DataTable } from '#ui/table.tsx'
import { TaskList, type Task } from '#ui/task-list.tsx'
import { When } from '#ui/time.tsx'
import type { HomePage } from '../queries/home.ts'
import type { QueueCount, QueueGroup, QueuePage, QueueRow } from '../queries/queues.ts'

/** Your work today: counts that each open exactly the list that was counted. */
export function WorkTodayPage(home: HomePage): Page {
  return { title: 'Your work today', width: 'full', body: home.isInsider ? <Insider home={home} /> : <Outsider home={home} /> }
}

function Insider({ home }: { home: HomePage }): Html {
  const { takesReports, drafts, changed, now } = home
  return (
    <>
      {takesReports ? govuk('button', { text: 'Take a report', href: '/incidents/new', isStartButton: true }) : null}
      {drafts.length === 0 ? null : (
        <section>
          <h2 class="govuk-heading-m">Reports you have not sent</h2>
          <ul class="govuk-list">
            {drafts.map(({ id, savedAt }) => <li><a class="govuk-link" href={`/incidents/new?draft=${id}`}>Go on with the report saved <When at={savedAt} now={now} /></a></li>)}
          </ul>
        </section>
      )}
      <h2 class="govuk-heading-m">Waiting for you</h2>
      <Waiting id="yours" tasks={[
        countedTask({ title: 'Told to you or your teams, and not yet seen', href: '/notifications', count: home.waiting, empty: 'What you and your teams are told would be here until somebody says they have seen it' }),
        ...tasksOf(home.queues, 'yours'),
        ...(home.toResearch === null ? [] : [countedTask({ title: 'Flagged incidents to research', href: '/incidents/research', count: home.toResearch, empty: 'Incidents flagged since yesterday would be here' })]),
        ...(home.toRecognise === null ? [] : [countedTask({ title: 'Records that may be of one person', href: '/recognition', count: home.toRecognise, empty: 'Records too close to call would be here' })]),
        ...(home.audits ? [{ title: 'Refusals and failed sign-ins', href: '/audit', status: 'Open' }] : []),
      ]} />
      <Group title="Waiting for a supervisor" id="supervision" tasks={[
        ...(home.awaiting === null ? [] : [countedTask({ title: 'Risk assessments awaiting supervision', href: '/assessments/awaiting', count: home.awaiting, empty: 'Assessments that officers send for your approval would be here' })]),
        ...tasksOf(home.queues, 'supervision'),
      ]} />
      <Group title="Your teams and area" id="team" tasks={tasksOf(home.queues, 'team')} />
      {home.teams.length === 0 ? null : (
        <ul class="govuk-list">{home.teams.map(({ id, name }) => <li><a class="govuk-link" href={`/teams/${id}`}>{name}</a></li>)}</ul>
      )}
      <DataTable caption="Changed since it was last shown to you" rows={changed} isDense empty="What others write on incidents and cases of yours would be here." columns={[
        { heading: 'Record', isHeader: true, cell: ({ kind, id, reference }) => <a class="govuk-link" href={`/${kind}s/${id}`}>{reference}</a> },
        { heading: 'New entries', isNumeric: true, cell: ({ changes }) => changes },
        { heading: 'Last', cell: ({ lastAt }) => <When at={lastAt} now={now} /> },
      ]} />
    </>
  )
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

function Group({ title, id, tasks }: { title: string; id: string; tasks: readonly Task[] }): Html | null {
  return tasks.length === 0 ? null : <><h2 class="govuk-heading-m">{title}</h2><Waiting id={id} tasks={tasks} /></>
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
          <summary class="govuk-details__summary"><span class="govuk-details__summary-text">Nothing waits in {none.length} {waiting.length === 0 ? '' : 'other '}{none.length === 1 ? 'list' : 'lists'}</span></summary>
          <ul class="govuk-list govuk-details__text">{none.map(({ title, href, hint }) => <li><a class="govuk-link" href={href}>{title}</a>: none. {hint}.</li>)}</ul>
        </details>
      )}
    </>
  )
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
