import { londonInstant } from '#platform/time/day.ts'
import { BarChart, LineChart } from './chart.tsx'
import { checkboxesField, dateField, radiosField, selectField, submitButton, textareaField, textField } from './fields.tsx'
import { Filter } from './filter.tsx'
import { moj } from './govuk.ts'
import type { Html } from './html.ts'
import { IdentityBar } from './identity-bar.tsx'
import type { FieldErrors, FrameData, Page } from './page.ts'
import { Pagination } from './pagination.tsx'
import { SummaryCard } from './summary-card.tsx'
import { SummaryList } from './summary-list.tsx'
import { DataTable } from './table.tsx'
import { Tabs } from './tabs.tsx'
import { RiskTag, Tag } from './tag.tsx'
import { TaskList } from './task-list.tsx'
import { DayText, When, WorkingDaysLeft } from './time.tsx'
import { Timeline } from './timeline.tsx'

const now = londonInstant('2026-11-23', '21:30')
const earlier = londonInstant('2026-11-23', '21:14')
const before = londonInstant('2026-11-12', '09:03')

/** A frame as a signed-in sergeant of an invented force sees it. */
export const exampleFrame: FrameData = {
  force: 'Anywhere Police',
  signedIn: { name: 'Sgt Lindqvist' },
  isMarked: true,
  searches: true,
  navigation: ['Home', 'Incidents', 'People', 'Cases', 'Meetings', 'Analysis', 'More'].map((text) => ({ text, href: `/${text.toLowerCase()}`, current: text === 'Cases' })),
  demonstration: true,
  flash: null,
  assets: '/assets/test',
}

const queue = [
  { reference: 'ASB/2026/004217', who: 'Mrs A Pell', band: 'high', score: 31, why: 'Threats were reported, and it is the fifth report since May', days: -2, reports: 5 },
  { reference: 'ASB/2026/004102', who: 'Mr J Osei', band: 'medium', score: 19, why: 'Personal, with another agency involved', days: 0, reports: 12 },
  { reference: 'ASB/2026/004099', who: '', band: 'standard', score: 6, why: 'Environmental, nobody named', days: 3, reports: 1 },
]

/** A list page: filter, table, pagination. */
export function galleryList(): Page {
  return {
    title: 'Cases due for review (3)',
    width: 'full',
    breadcrumbs: [{ text: 'Home', href: '/' }, { text: 'Cases', href: '/cases' }],
    body: (
      <>
        <Filter action="/cases" chosen={[{ text: 'High risk', removeHref: '/cases' }]} clearHref="/cases">
          {selectField({ name: 'ward', label: 'Ward', none: 'Any ward', choices: [{ value: 't', text: 'Tanner Street' }] })}
          {selectField({ name: 'band', label: 'Risk', none: 'Any risk', value: 'high', choices: [{ value: 'high', text: 'High' }] })}
          {textField({ name: 'since', label: 'Opened since', width: 10 })}
        </Filter>
        <DataTable caption="Cases, most urgent first" captionSize="hidden" isDense rows={queue} columns={[
          { heading: 'Case', isHeader: true, cell: ({ reference }) => <a class="govuk-link" href="/cases/1">{reference}</a> },
          { heading: 'About', cell: ({ who }) => who },
          { heading: 'Risk', cell: ({ band, score }) => <RiskTag band={band} score={score} outOf={41} /> },
          { heading: 'Why', cell: ({ why }) => why },
          { heading: 'Reports', isNumeric: true, cell: ({ reports }) => reports },
          { heading: 'Review', cell: ({ days }) => <WorkingDaysLeft days={days} /> },
        ]} />
        <Pagination page={4} pages={20} href={(page) => `?page=${page}`} />
        <DataTable caption="Waiting for you" rows={[]} columns={[{ heading: 'Case', cell: () => '' }]} empty="Assessments you are to supervise will appear here." />
        <ul class="heed-counts">
          <li><a class="heed-count heed-count--overdue" href="/cases?due=over"><span class="heed-count__number">2</span>overdue</a></li>
          <li><a class="heed-count" href="/cases?due=today"><span class="heed-count__number">14</span>due today</a></li>
        </ul>
      </>
    ),
  }
}

/** A record page: identity bar, tabs, summary, timeline, pictures. */
export function galleryRecord(): Page {
  return {
    title: 'Rowdy behaviour outside 14 Tanner Street',
    caption: 'Case ASB/2026/004217',
    width: 'full',
    breadcrumbs: [{ text: 'Cases', href: '/cases' }],
    body: (
      <>
        <IdentityBar title="Mrs A Pell" tags={<RiskTag band="high" score={31} outOf={41} />} warning="Do not leave a voicemail: someone else may hear it"
          facts={[{ key: 'Owner', value: 'PC Okafor' }, { key: 'Next review', value: <DayText day="2026-11-24" now={now} /> }]} />
        <Tabs label="Case" tabs={[{ text: 'Overview', href: '/a', current: true }, { text: 'Plan', href: '/b', current: false, count: 7 }, { text: 'Timeline', href: '/c', current: false }]} />
        <LineChart id="risk" title="Risk has risen since May" description="Score of each of five assessments" most={41}
          figures={[12, 12, 17, 24, 31].map((value, at) => ({ label: `${['May', 'Jun', 'Aug', 'Oct', 'Nov'][at]} 2026`, value, mark: at === 3 ? 'threats' : undefined }))} />
        <SummaryCard title="What happened" actions={[{ text: 'Change', href: '/change' }]}>
          <SummaryList cardTitle="What happened" rows={[
            { key: 'Type', value: 'Rowdy or inconsiderate behaviour', actions: [{ text: 'Change', href: '/x', about: 'type' }] },
            { key: 'Reported', value: <When at={earlier} now={now} /> },
            { key: 'Crime reference', value: null },
          ]} />
        </SummaryCard>
        <h2 class="govuk-heading-m">Plan</h2>
        <TaskList tasks={[{ title: 'Contact the victim', href: '/t', status: 'Overdue', colour: 'red', hint: 'Within 24 hours' }, { title: 'Background research', status: 'Done' }]} />
        {moj('alert', { variant: 'warning', title: 'This case is sealed', text: 'Only people named on it can see it.' })}
        <h2 class="govuk-heading-m">What happened</h2>
        <Timeline now={now} headingLevel={3} entries={[
          { title: 'Assessment approved', by: 'Sgt Lindqvist', at: earlier, body: <p class="govuk-body">High, because the score is 31 of 41.</p> },
          { title: 'Report taken', by: null, at: before },
        ]} />
        <BarChart id="wards" title="Tanner Street has most reports" description="Reports in four weeks by ward"
          figures={[{ label: 'Tanner Street', value: 41, mark: 'most in a year' }, { label: 'Abbey Gardens', value: 12 }, { label: 'Riverside and the Old Docks', value: 0 }]} />
        <p class="govuk-body"><Tag text="Open data" colour="grey" /> {moj('badge', { text: 'Repeat' })}</p>
      </>
    ),
  }
}

const wrong: FieldErrors = [{ field: 'name', message: 'Enter a name, or say that they would not give one' }, { field: 'when', message: 'Enter a day that is not in the future' }, { field: 'contact', message: 'Say whether they want to be contacted' }]

/** A form page sent with mistakes. */
export function galleryForm(): Page {
  const answers = { name: '', 'when-day': '31', 'when-month': '12', 'when-year': '2031', story: 'Shouting <all> night' }
  const given = { answers, errors: wrong }
  return {
    title: 'Take a report',
    width: 'full',
    back: { href: '/incidents' },
    errors: wrong,
    body: (
      <form method="post" novalidate class="heed-call" data-submit-shortcut="" data-draft="/drafts/1" data-draft-said="#saved" data-suggest="/incidents/suggestions" data-suggest-into="#known">
        <div>
          <h2 class="govuk-heading-m">Who is calling</h2>
          {textField({ ...given, name: 'name', label: 'Name' })}
          {dateField({ ...given, name: 'when', label: 'When did it happen', hint: 'For example, 27 3 2026' })}
          {radiosField({ ...given, name: 'contact', label: 'Do they want to be contacted?', isInline: true, isSmall: true, choices: [{ value: 'yes', text: 'Yes' }, { value: 'no', text: 'No' }] })}
        </div>
        <div>
          <h2 class="govuk-heading-m">Where and what</h2>
          {textField({ ...given, name: 'postcode', label: 'Postcode', width: 10, isOptional: true })}
          {textareaField({ ...given, name: 'story', label: 'What is happening', mostCharacters: 2000 })}
          {checkboxesField({ ...given, name: 'flags', label: 'Marks', isSmall: true, choices: [{ value: 'hate', text: 'Hate' }, { value: 'repeat', text: 'Repeat' }] })}
        </div>
        <Known />
        <div class="heed-call__save">{submitButton('Save report', { keys: 'Ctrl+Enter' })}<p class="heed-saved" id="saved">Nothing is ever blocked</p></div>
      </form>
    ),
  }
}

function Known(): Html {
  return (
    <div class="heed-call__known">
      <h2 class="govuk-heading-m">What Heed knows</h2>
      <div id="known" class="heed-suggestions"><p class="govuk-body">Same phone and surname: Mrs A Pell, 4 reports since May.</p></div>
    </div>
  )
}
