import { selectField, hidden } from '#ui/fields.tsx'
import type { Html } from '#ui/html.ts'
import type { Page } from '#ui/page.ts'
import { MoreLinks, Pagination } from '#ui/pagination.tsx'
import { DataTable } from '#ui/table.tsx'
import { Tag } from '#ui/tag.tsx'
import { DayText, When } from '#ui/time.tsx'
import type { DailyList, ListedRepeat, WeeklyList } from '../queries/weekly.ts'
import type { RepeatRule } from '../queries/rule-list.ts'
import { weekWords } from '../rules/weeks.ts'
import { RepeatLinks } from './repeats.tsx'
import { CommunalWords, Marks, Reasons, RuleWords, SubjectLink, TOLD_MOST } from './words.tsx'

const CUT = 'Places were sought among the latest reports only: there are more than are weighed at once.'

/** The week's new and continuing repeats, a borough at a time; printed, it is the list that went out by hand. */
export function WeeklyPage({ list, mayTakeAway, now }: { list: WeeklyList; mayTakeAway: boolean; now: Date }): Page {
  const { week, rule } = list
  const at = (monday: string): string => `/repeats/weekly?week=${monday}&rule=${rule.key}`
  return {
    title: `Repeats of the week (${list.total.toLocaleString('en-GB')})`, caption: weekWords(week), width: 'full', breadcrumbs: [{ text: 'Home', href: '/' }, { text: 'Repeats', href: '/repeats' }],
    body: (
      <>
        <RepeatLinks here="weekly" />
        <div class="govuk-!-display-none-print">
          <MoreLinks previous={at(list.previous)} next={list.next === null ? null : at(list.next)} />
          <RuleChoice action="/repeats/weekly" rules={list.rules} rule={rule}>{hidden('week', week.monday)}</RuleChoice>
        </div>
        <RuleWords rule={rule} />
        {list.isOver ? null : <div class="govuk-inset-text">This week is not over: the list will grow.</div>}
        {list.isCut ? <div class="govuk-inset-text">{CUT}</div> : null}
        <p class="govuk-body">New: it reached the count in this week. Continuing: it had reached it before, and was reported again.
          {mayTakeAway ? <> <a class="govuk-link govuk-!-display-none-print" href={`/repeats/weekly/csv?week=${week.monday}&rule=${rule.key}`}>Download as CSV</a></> : null}</p>
        {list.boroughs.length === 0 ? <p class="govuk-body">No repeat that you may see was reported in this week. New and continuing ones would be here, by borough.</p> : null}
        {list.boroughs.map(({ name, total, lines }) => <Lines caption={`${name} (${total})`} lines={lines} now={now} communal={list.communal} hasStanding />)}
        <Pagination page={list.page} pages={list.pages} href={(page) => `${at(week.monday)}${page > 1 ? `&page=${page}` : ''}`} />
      </>
    ),
  }
}

/** Repeats reported since yesterday began, the vulnerable by themselves. */
export function DailyPage({ list, now }: { list: DailyList; now: Date }): Page {
  return {
    title: 'Repeats for the daily meeting', caption: undefined, width: 'full', breadcrumbs: [{ text: 'Home', href: '/' }, { text: 'Repeats', href: '/repeats' }],
    body: (
      <>
        <RepeatLinks here="daily" />
        <div class="govuk-!-display-none-print"><RuleChoice action="/repeats/daily" rules={list.rules} rule={list.rule} /></div>
        <RuleWords rule={list.rule} />
        <p class="govuk-body">Everyone and everywhere that is a repeat under this rule and was reported since <DayText day={list.since} now={now} /> began.</p>
        {list.isCut ? <div class="govuk-inset-text">{CUT}</div> : null}
        {list.vulnerable.length > 0 || list.page === 1 ? <Lines caption={`Repeat and vulnerable (${list.vulnerableTotal})`} lines={list.vulnerable} now={now} communal={list.communal} empty="Repeats marked vulnerable, hate or intimidation, or assessed at medium risk or above, would be here." /> : null}
        {list.others.length > 0 || list.othersTotal === 0 ? <Lines caption={`Other repeats (${list.othersTotal})`} lines={list.others} now={now} communal={list.communal} empty="Other repeats reported since yesterday would be here." />
          : <p class="govuk-body">{list.othersTotal.toLocaleString('en-GB')} other repeats follow the vulnerable ones, on the next pages.</p>}
        <Pagination page={list.page} pages={list.pages} href={(page) => `/repeats/daily?rule=${list.rule.key}${page > 1 ? `&page=${page}` : ''}`} />
      </>
    ),
  }
}

function Lines({ caption, lines, now, communal, hasStanding = false, empty }: { caption: string; lines: readonly ListedRepeat[]; now: Date; communal: ReadonlySet<string>; hasStanding?: boolean; empty?: string }): Html {
  return (
    <DataTable caption={caption} rows={lines} isDense {...(empty === undefined ? {} : { empty })} columns={[
      { heading: 'Who or where', classes: 'heed-wide', isHeader: true, cell: ({ repeats }) => <ul class="govuk-list">{repeats.map((repeat) => <li><SubjectLink repeat={repeat} /><CommunalWords repeat={repeat} communal={communal} /></li>)}</ul> },
      ...(hasStanding ? [{ heading: 'Standing', cell: ({ standing }: ListedRepeat) => (standing === 'new' ? <Tag text="New" colour="red" /> : <Tag text="Continuing" colour="blue" />) }] : []),
      { heading: 'Reports that count', isNumeric: true, cell: ({ count }) => count },
      { heading: 'Last reported', cell: ({ lastAt }) => <When at={lastAt} now={now} /> },
      { heading: 'Marks', cell: (line) => <Marks {...line} /> },
      { heading: 'Why', classes: 'heed-press heed-wide', cell: ({ repeats: [first] }) => (first === undefined ? null : <Reasons repeat={first} most={TOLD_MOST} />) },
    ]} />
  )
}

function RuleChoice({ action, rules, rule, children }: { action: string; rules: readonly RepeatRule[]; rule: RepeatRule; children?: Html }): Html {
  return (
    <form method="get" action={action}>
      {children}
      {selectField({ name: 'rule', label: 'Rule', value: rule.key, choices: rules.map(({ key, name, isPreset }) => ({ value: key, text: `${name}${isPreset ? '' : ' (the force’s own)'}` })) })}
      <button type="submit" class="govuk-button govuk-button--secondary" data-module="govuk-button">Show</button>
    </form>
  )
}
