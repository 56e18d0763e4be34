import { hidden, selectField, textField } from '#ui/fields.tsx'
import { Filter } from '#ui/filter.tsx'
import type { Html } from '#ui/html.ts'
import type { Page } from '#ui/page.ts'
import { Pagination } from '#ui/pagination.tsx'
import { DataTable } from '#ui/table.tsx'
import { Tabs } from '#ui/tabs.tsx'
import { When } from '#ui/time.tsx'
import type { RepeatList, RepeatsAsked } from '../queries/repeats.ts'
import { definitionWords, type Mark, MARKS, SUBJECT_KINDS } from '../rules/repeats.ts'
import { BY_WORDS, CommunalWords, Marks, Reasons, RuleWords, sentence, SubjectLink, TOLD_MOST } from './words.tsx'

/** Where else one goes from a page of repeats. */
export function RepeatLinks({ here }: { here: 'list' | 'daily' | 'weekly' | 'tasks' | 'rules' }): Html {
  const places = [['list', '/repeats', 'Repeats now'], ['daily', '/repeats/daily', 'For the daily meeting'], ['weekly', '/repeats/weekly', 'Weekly list'], ['tasks', '/repeats/tasks', 'New repeats to deal with'], ['rules', '/repeats/rules', 'Rules']] as const
  return <Tabs label="Repeats" tabs={places.map(([key, href, text]) => ({ text, href, current: key === here }))} />
}

/** Who or where is a repeat today, by any rule. */
export function RepeatsPage({ list, now }: { list: RepeatList; now: Date }): Page {
  const { asked, definition, rule, rows, total } = list
  return {
    title: `Repeats (${total.toLocaleString('en-GB')})`, caption: BY_WORDS[asked.by], width: 'full', breadcrumbs: [{ text: 'Home', href: '/' }],
    body: (
      <>
        <RepeatLinks here="list" />
        <RepeatsFilter list={list} />
        {asked.tried === null && rule !== null ? <RuleWords rule={rule} /> : <p class="govuk-body">{sentence(definitionWords(definition))}: a definition you chose, not a rule of the force.</p>}
        {asked.mark === 'any' ? null : <p class="govuk-body">{MARK_WORDS[asked.mark].told} <a class="govuk-link" href={address({ ...asked, mark: 'any' }, 1)}>Show all</a></p>}
        {asked.by === 'household' ? <p class="govuk-body">An address that many unrelated people give, such as a hostel, is no household and is left out.</p> : null}
        {asked.by === 'place' ? <p class="govuk-body">A place is {asked.radiusMetres} metres round a report. The radius is yours to choose: no source names one.</p> : null}
        {list.isCutAt === null ? null : <p class="govuk-body">Places were sought among the latest {list.isCutAt.toLocaleString('en-GB')} reports. Choose a borough to see further back.</p>}
        <DataTable caption="The most reports first" captionSize="hidden" rows={rows} isDense empty={emptyWords(asked)} columns={[
          { heading: 'Who or where', isHeader: true, classes: 'heed-wide', cell: (repeat) => <><SubjectLink repeat={repeat} /><CommunalWords repeat={repeat} communal={list.communal} /></> },
          { heading: 'Reports that count', isNumeric: true, cell: ({ standing }) => standing.count },
          { heading: 'Kind', cell: ({ standing }) => standing.kindName ?? 'Any' },
          { heading: 'Last reported', cell: ({ lastAt }) => <When at={lastAt} now={now} /> },
          { heading: 'Marks', cell: (repeat) => <Marks {...repeat} /> },
          { heading: 'Why', classes: 'heed-press heed-wide', cell: (repeat) => <Reasons repeat={repeat} most={TOLD_MOST} /> },
        ]} />
        <Pagination page={asked.page} pages={list.pages} href={(page) => address(asked, page)} />
      </>
    ),
  }
}

const MARK_WORDS: Readonly<Record<Mark, { readonly text: string; readonly told: string }>> = {
  any: { text: 'Everyone', told: '' },
  vulnerable: { text: 'Vulnerable', told: 'Only those whose reports that count are marked vulnerable, hate or intimidation, or were assessed at medium risk or above.' },
  high: { text: 'High risk', told: 'Only those with a report that counts assessed at high risk.' },
}

/** What an empty list would hold, and what may be asked instead. */
function emptyWords({ mark, boroughId, tried }: RepeatsAsked): string {
  const nobody = mark === 'any' ? 'Nobody and nowhere that you may see is a repeat under this rule.' : mark === 'high' ? 'No repeat that you may see was assessed at high risk.' : 'No repeat that you may see is marked vulnerable.'
  const narrowed = boroughId === null ? '' : ' Another borough may have some.'
  return `${nobody} They would be here as soon as ${mark === 'any' ? 'their reports are enough' : 'one is'}.${narrowed}${tried === null ? '' : ' A lower count or more days would find more.'}`
}

function RepeatsFilter({ list: { asked, rules, rule, boroughs } }: { list: RepeatList }): Html {
  return (
    <Filter action="/repeats" clearHref="/repeats" isOpen>
      {selectField({ name: 'by', label: 'Of whom or what', value: asked.by, choices: SUBJECT_KINDS.map((value) => ({ value, text: BY_WORDS[value] })) })}
      {selectField({ name: 'rule', label: 'Rule', value: rule?.key ?? null, choices: rules.map(({ key, name, isPreset }) => ({ value: key, text: `${name}${isPreset ? '' : ' (the force’s own)'}` })) })}
      {selectField({ name: 'mark', label: 'Narrowed to', value: asked.mark, choices: MARKS.map((value) => ({ value, text: MARK_WORDS[value].text })) })}
      {boroughs.length < 2 ? hidden('borough', asked.boroughId) : selectField({ name: 'borough', label: 'Borough', none: 'All you may see', value: asked.boroughId, choices: boroughs.map(({ id, name }) => ({ value: id, text: name })) })}
      {textField({ name: 'count', label: 'Or your own: so many reports', width: 3, inputmode: 'numeric', value: asked.tried === null ? null : String(asked.tried.leastCount) })}
      {textField({ name: 'days', label: 'Within so many days', width: 4, inputmode: 'numeric', value: asked.tried === null ? null : String(asked.tried.windowDays) })}
      {selectField({ name: 'kind', label: 'Kind, of your own', value: asked.tried?.sameKind === true ? 'same' : 'any', choices: [{ value: 'any', text: 'Any kind' }, { value: 'same', text: 'One kind only' }] })}
      {textField({ name: 'radius', label: 'Metres round a place', width: 4, inputmode: 'numeric', value: String(asked.radiusMetres) })}
    </Filter>
  )
}

function address({ by, ruleKey, tried, radiusMetres, boroughId, mark }: RepeatsAsked, page: number): string {
  const query = new URLSearchParams({ by })
  if (ruleKey !== null) query.set('rule', ruleKey)
  if (tried !== null) for (const [name, value] of [['count', tried.leastCount], ['days', tried.windowDays], ['kind', tried.sameKind ? 'same' : 'any']] as const) query.set(name, String(value))
  if (by === 'place') query.set('radius', String(radiusMetres))
  if (mark !== 'any') query.set('mark', mark)
  if (boroughId !== null) query.set('borough', boroughId)
  if (page > 1) query.set('page', String(page))
  return `/repeats?${query.toString()}`
}
