import { ToldTable } from '#platform/notifications/pages.tsx'
import { hidden, radiosField, submitButton, textareaField } from '#ui/fields.tsx'
import type { Html } from '#ui/html.ts'
import type { Answers, FieldErrors, Page } from '#ui/page.ts'
import { Pagination } from '#ui/pagination.tsx'
import { SummaryCard } from '#ui/summary-card.tsx'
import { SummaryList } from '#ui/summary-list.tsx'
import { DataTable } from '#ui/table.tsx'
import { Tag } from '#ui/tag.tsx'
import { When } from '#ui/time.tsx'
import type { FindingList, FindingPage, FindingRow } from '../queries/findings.ts'
import { OUTCOMES } from '../rules/findings.ts'
import { RepeatLinks } from './repeats.tsx'
import { CommunalWords, KIND_WORDS, Marks, Reasons, RuleWords, sentence, SubjectLink } from './words.tsx'

/** New repeats that wait to be dealt with, or those that were. */
export function FindingsPage({ list, now }: { list: FindingList; now: Date }): Page {
  const isWaiting = list.state === 'waiting'
  const at = (page: number): string => `/repeats/tasks?state=${isWaiting ? 'waiting' : 'dealt-with'}${page > 1 ? `&page=${page}` : ''}`
  return {
    title: `${isWaiting ? 'New repeats to deal with' : 'Repeats dealt with'} (${list.total.toLocaleString('en-GB')})`, width: 'full', breadcrumbs: [{ text: 'Home', href: '/' }, { text: 'Repeats', href: '/repeats' }],
    body: (
      <>
        <RepeatLinks here="tasks" />
        <p class="govuk-body"><a class="govuk-link" href={`/repeats/tasks?state=${isWaiting ? 'dealt-with' : 'waiting'}`}>{isWaiting ? 'Those dealt with' : 'Those that wait'}</a></p>
        <DataTable caption={isWaiting ? 'The most at risk first, then the oldest' : 'The latest first'} captionSize="hidden" rows={list.rows} isDense
          empty={isWaiting ? 'Nothing waits. A new repeat of your area would be here within a minute of the report that makes it.' : 'Repeats of your area that somebody has dealt with would be here.'} columns={[
            { heading: 'Who or where', isHeader: true, cell: (row) => <a class="govuk-link" href={`/repeats/${row.id}`}>{row.labels.length === 0 ? 'A repeat' : row.labels.join('; ')}</a> },
            { heading: 'As', cell: ({ kinds }) => sentence(kinds.map((kind) => KIND_WORDS[kind].replace(/^as /, '')).join(', ')) },
            { heading: 'Rule', cell: ({ ruleName, reports }) => `${reports} reports: ${ruleName}` },
            { heading: 'Marks', cell: (row) => <Marks {...row} /> },
            { heading: 'Borough', cell: ({ boroughName }) => boroughName ?? 'Not known' },
            { heading: 'Found', cell: ({ raisedAt }) => <When at={raisedAt} now={now} /> },
            { heading: 'Standing', cell: (row) => <StandingOf row={row} now={now} /> },
          ]} />
        <Pagination page={list.page} pages={list.pages} href={at} />
      </>
    ),
  }
}

function StandingOf({ row: { state, acknowledgedBy, dealtBy, dealtAt, outcome }, now }: { row: FindingRow; now: Date }): Html {
  if (state === 'dealt with') return <span>{sentence(outcome ?? '')}, {dealtBy}, <When at={dealtAt} now={now} /></span>
  return state === 'acknowledged' ? <span>{acknowledgedBy} looks into it</span> : <Tag text="New" colour="red" />
}

/** One new repeat: who and why first, then what to do about it. */
export function RepeatFindingPage({ page, errors, answers }: { page: FindingPage; errors?: FieldErrors; answers?: Answers }): Page {
  const { rule, reports, hidden: beyond, repeats, madeBy, now } = page
  const [first] = repeats
  return {
    title: `${reports} reports: ${first === undefined ? 'a repeat' : first.subject.label}`, caption: 'New repeat', width: 'full', errors, breadcrumbs: [{ text: 'Home', href: '/' }, { text: 'New repeats to deal with', href: '/repeats/tasks' }],
    body: (
      <div class="heed-beside">
        <div>
          <RuleWords rule={rule} />
          {beyond === 0 ? null : <div class="govuk-inset-text">{beyond === 1 ? 'One of these reports is' : `${beyond} of these reports are`} beyond what you may see. Another team or borough knows of {beyond === 1 ? 'it' : 'them'}.</div>}
          {repeats.map((repeat) => (
            <SummaryCard title={`${sentence(KIND_WORDS[repeat.subject.kind])}: ${repeat.subject.label}`}>
              <SummaryList rows={[
                { key: 'Who or where', value: <><SubjectLink repeat={repeat} /><CommunalWords repeat={repeat} communal={page.communal} /></> },
                { key: 'Now', value: `${repeat.standing.count === 1 ? '1 report that you may see counts' : `${repeat.standing.count} reports that you may see count`} under this rule${repeat.standing.isRepeat ? '' : ': it is no repeat now'}` },
                { key: 'Marks', value: <Marks {...repeat} /> },
              ]} />
              <Reasons repeat={repeat} />
            </SummaryCard>
          ))}
          <h2 class="govuk-heading-m">The reports that made it</h2>
          <ul class="govuk-list govuk-list--bullet">{madeByLines(page).map(({ id, words }) => <li><a class="govuk-link" href={`/incidents/${id}`}>{words}</a></li>)}</ul>
          {madeBy.length === 0 ? <p class="govuk-body">None of them is one that you may see.</p> : null}
          <ToldTable told={page.told} now={now} returnTo={`/repeats/${page.id}`} />
        </div>
        <div>
          <StandingCard page={page} />
          {page.state !== 'dealt with' && page.mayDeal ? <DealForms page={page} errors={errors} answers={answers} /> : null}
        </div>
      </div>
    ),
  }
}

function madeByLines({ repeats, madeBy }: FindingPage): readonly { id: string; words: string }[] {
  const known = new Map(repeats.flatMap(({ subject }) => subject.reports.map((report) => [report.id, [report.reference, report.kindName, report.place].filter((part) => part !== null).join(', ')] as const)))
  return madeBy.map((id) => ({ id, words: known.get(id) ?? 'A report that was corrected since' }))
}

function StandingCard({ page: { state, raisedAt, teamName, boroughName, acknowledgedAt, acknowledgedBy, dealtAt, dealtBy, outcome, whatWasDone, now } }: { page: FindingPage }): Html {
  return (
    <SummaryCard title="How it stands">
      <SummaryList rows={[
        { key: 'State', value: sentence(state === 'raised' ? 'new' : state) },
        { key: 'Found', value: <When at={raisedAt} now={now} /> },
        { key: 'Told', value: teamName ?? 'No team' },
        { key: 'Borough', value: boroughName ?? 'Not known' },
        acknowledgedAt !== null && { key: 'Looked into', value: <span>{acknowledgedBy}, since <When at={acknowledgedAt} now={now} /></span> },
        dealtAt !== null && { key: 'Dealt with', value: <span>{dealtBy}, <When at={dealtAt} now={now} /></span> },
        outcome !== null && { key: 'What came of it', value: sentence(outcome) },
        whatWasDone !== null && { key: 'What was done', value: whatWasDone },
      ]} />
    </SummaryCard>
  )
}

function DealForms({ page: { id, version, state }, errors, answers }: { page: FindingPage; errors: FieldErrors | undefined; answers: Answers | undefined }): Html {
  const hints = { 'action under way': 'Something is being done: say what and by whom', 'already in hand': 'A case or a plan covers it', 'no further action': 'Looked into, and nothing more is needed', 'not a repeat': 'The reports are not of the same person, household or place, or not of one thing' }
  return (
    <>
      {state === 'raised' ? <form method="post" action={`/repeats/${id}/acknowledgement`}>{submitButton('I am looking into this', { isSecondary: true })}</form> : null}
      <form method="post" action={`/repeats/${id}/dealing`} novalidate>
        <h2 class="govuk-heading-m">Deal with it</h2>
        {hidden('version', version)}
        {radiosField({ name: 'outcome', label: 'What came of it', errors, answers, choices: OUTCOMES.map((value) => ({ value, text: sentence(value), hint: hints[value] })) })}
        {textareaField({ name: 'whatWasDone', label: 'What was searched, found and done', errors, answers })}
        {submitButton('Record it')}
      </form>
    </>
  )
}
