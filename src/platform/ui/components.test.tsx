import { describe, expect, it } from 'vitest'
import { BarChart, LineChart } from './chart.tsx'
import { Filter } from './filter.tsx'
import { govuk } from './govuk.ts'
import type { Html } from './html.ts'
import { IdentityBar } from './identity-bar.tsx'
import { Breadcrumbs, ErrorSummary } from './layout.tsx'
import { MoreLinks, Pagination, shownPages } from './pagination.tsx'
import { SummaryCard } from './summary-card.tsx'
import { SummaryList } from './summary-list.tsx'
import { DataTable } from './table.tsx'
import { Tabs } from './tabs.tsx'
import { RiskTag, Tag } from './tag.tsx'
import { TaskList } from './task-list.tsx'
import { DayText, DueBy, WorkingDaysLeft, When, workingDaysLeftText } from './time.tsx'
import { Timeline } from './timeline.tsx'

const now = new Date('2026-11-23T21:30:00Z')

function folded(markup: Html): string {
  return String(markup).replace(/<!--.*?-->/g, '').replace(/\s+/g, ' ').replace(/ ?(<[^>]*>) ?/g, '$1').replaceAll('⋯', '&ctdot;').trim()
}

describe('drawn as the official component', () => {
  it('tag', () => {
    expect(folded(<Tag text="A & B" />)).toBe(folded(govuk('tag', { text: 'A & B' })))
    expect(folded(<Tag text="Overdue" colour="red" />)).toBe(folded(govuk('tag', { text: 'Overdue', classes: 'govuk-tag--red' })))
  })

  it('table, when it is not one that becomes cards', () => {
    const rows = [['Tanner Street', 41], ['Abbey Gardens', 12]] as const
    const ours = (
      <DataTable caption="Reports" rows={rows} isStacked={false} columns={[
        { heading: 'Ward', isHeader: true, cell: ([ward]) => ward }, { heading: 'Reports', isNumeric: true, cell: ([, count]) => count }]} />
    )
    expect(folded(ours)).toBe(folded(govuk('table', {
      caption: 'Reports', captionClasses: 'govuk-table__caption--m', firstCellIsHeader: true,
      head: [{ text: 'Ward' }, { text: 'Reports', format: 'numeric' }],
      rows: rows.map(([ward, count]) => [{ text: ward }, { text: String(count), format: 'numeric' }]),
    })))
  })

  it('summary list and summary card', () => {
    const action = { text: 'Change', href: '/x', about: 'type' }
    const official = { text: 'Change', href: '/x', visuallyHiddenText: 'type' }
    const rows = [{ key: 'Type', value: 'Rowdy', actions: [action] }, null, { key: 'When', value: 'Today' }, { key: 'Who', value: 'A', actions: [action, action] }]
    const officialRows = [
      { key: { text: 'Type' }, value: { text: 'Rowdy' }, actions: { items: [official] } },
      { key: { text: 'When' }, value: { text: 'Today' } },
      { key: { text: 'Who' }, value: { text: 'A' }, actions: { items: [official, official] } },
    ]
    expect(folded(<SummaryList rows={rows} />)).toBe(folded(govuk('summary-list', { rows: officialRows })))
    for (const items of [[], [action], [action, action]]) {
      expect(folded(<SummaryCard title="Report" actions={items}><SummaryList rows={rows} cardTitle="Report" /></SummaryCard>))
        .toBe(folded(govuk('summary-list', { rows: officialRows, card: { title: { text: 'Report' }, actions: { items: items.map(() => official) } } })))
    }
  })

  it('pagination', () => {
    const ours = <Pagination page={4} pages={20} href={(page) => `?page=${page}`} />
    expect(folded(ours)).toBe(folded(govuk('pagination', {
      previous: { href: '?page=3' }, next: { href: '?page=5' },
      items: shownPages(4, 20).map((page) => page === null ? { ellipsis: true } : { number: String(page), href: `?page=${page}`, current: page === 4 }),
    })))
  })

  it('task list', () => {
    const ours = <TaskList tasks={[{ title: 'Contact', href: '/t', status: 'Overdue', colour: 'red', hint: 'Today' }, { title: 'Research', status: 'Done' }]} />
    expect(folded(ours)).toBe(folded(govuk('task-list', { items: [
      { title: { text: 'Contact' }, href: '/t', hint: { text: 'Today' }, status: { tag: { text: 'Overdue', classes: 'govuk-tag--red' } } },
      { title: { text: 'Research' }, status: { text: 'Done' } },
    ] })))
  })

  it('breadcrumbs and error summary', () => {
    const links = [{ text: 'Home', href: '/' }, { text: 'Cases', href: '/cases' }]
    expect(folded(<Breadcrumbs links={links} />)).toBe(folded(govuk('breadcrumbs', { items: links })))
    expect(folded(<ErrorSummary errors={[{ field: 'people[0].name', message: 'Enter a name' }, { field: '', message: 'Too many' }]} />))
      .toBe(folded(govuk('error-summary', { titleText: 'There is a problem', errorList: [{ text: 'Enter a name', href: '#people-0-name' }, { text: 'Too many' }] })))
    expect(String(<ErrorSummary errors={[]} />)).toBe('')
  })
})

describe('a table', () => {
  it('labels every cell for a phone, and says what would appear when it is empty', () => {
    const columns = [{ heading: 'Case', isHeader: true, cell: (row: string) => row }, { heading: 'Owner', cell: () => null }, { heading: 'Risk', cell: () => 'High' }]
    expect(String(<DataTable caption="Cases" rows={['A']} columns={columns} />)).toContain('<td class="govuk-table__cell heed-table__none" data-label="Owner"></td>')
    expect(String(<DataTable caption="Cases" rows={[]} columns={columns} empty="New cases appear here." />)).toMatch(/<h2.*Cases.*New cases appear here\./)
  })

  it('of two columns stays a table on a phone, for it fits there', () => {
    const drawn = String(<DataTable caption="Months" rows={[3]} columns={[{ heading: 'Month', isHeader: true, cell: () => 'May' }, { heading: 'Incidents', isNumeric: true, cell: (row: number) => row }]} />)
    expect(drawn).not.toMatch(/heed-table|data-label/)
    expect(drawn).toContain('<td class="govuk-table__cell govuk-table__cell--numeric">3</td>')
  })
})

describe('pages of a list', () => {
  it('are never a gap of one, and always the first, the last and the neighbours', () => {
    expect(shownPages(1, 3)).toEqual([1, 2, 3])
    expect(shownPages(1, 9)).toEqual([1, 2, null, 9])
    expect(shownPages(4, 9)).toEqual([1, 2, 3, 4, 5, null, 9])
    expect(shownPages(5, 9)).toEqual([1, null, 4, 5, 6, null, 9])
    expect(shownPages(9, 9)).toEqual([1, null, 8, 9])
  })

  it('are not offered when there is one', () => {
    expect(String(<Pagination page={1} pages={1} href={() => '/'} />)).toBe('')
    expect(String(<MoreLinks previous={null} next={undefined} />)).toBe('')
    expect(String(<MoreLinks next="?after=x" />)).toContain('rel="next"')
  })
})

describe('risk', () => {
  it('is a word and a number, never a colour alone', () => {
    expect(String(<RiskTag band="high" score={31} outOf={41} />)).toBe('<strong class="govuk-tag govuk-tag--red">High 31 of 41</strong>')
    expect(String(<RiskTag band="medium" score={0} />)).toContain('Medium 0<')
    expect(String(<RiskTag band={null} />)).toContain('Not assessed')
  })
})

describe('time', () => {
  it('says of what is due by the end of a day the day alone, and of anything else the time', () => {
    expect(String(<DueBy at={new Date('2026-11-23T23:59:59.999Z')} now={now} />)).toMatch(/title="By the end of Monday 23 November 2026">today<\/time>/)
    expect(String(<DueBy at={new Date('2026-06-30T22:59:59.999Z')} now={now} />)).toContain('>30 June</time>')
    expect(String(<DueBy at={new Date('2026-11-24T09:15:00Z')} now={now} />)).toContain('>tomorrow at 09:15</time>')
    expect(String(<DueBy at={null} now={now} />)).toBe('')
  })

  it('is said as people say it, with the exact instant beside it', () => {
    expect(String(<When at={new Date('2026-11-23T21:14:00Z')} now={now} />))
      .toBe('<time datetime="2026-11-23T21:14:00.000Z" title="Monday 23 November 2026 at 21:14">today at 21:14</time>')
    expect(String(<When at={new Date('2026-05-12T08:03:00Z')} now={now} />)).toContain('12 May at 09:03</time>')
    expect(String(<When at={null} now={now} />)).toBe('')
    expect(String(<DayText day="2026-11-22" now={now} />)).toBe('<time datetime="2026-11-22">yesterday</time>')
    expect(String(<DayText day="2026-11-22" />)).toContain('22 November 2026')
  })

  it('left is counted in working days, and late has the word', () => {
    expect([3, 1, 0, -1, -2].map(workingDaysLeftText)).toEqual(['3 working days left', '1 working day left', 'due today', '1 working day overdue', '2 working days overdue'])
    expect(String(<WorkingDaysLeft days={-1} />)).toContain('heed-overdue')
  })
})

describe('the parts of a record', () => {
  it('are a bar with who it is about and the warning', () => {
    const bar = String(<IdentityBar title="Mrs <Pell>" facts={[{ key: 'Owner', value: 'PC Okafor' }]} warning="No voicemail" />)
    expect(bar).toContain('Mrs &lt;Pell&gt;')
    expect(bar).toMatch(/<dt>Owner<\/dt><dd>PC Okafor<\/dd>.*No voicemail/)
  })

  it('are pages that are links, the open one marked', () => {
    const tabs = String(<Tabs label="Case" tabs={[{ text: 'Plan', href: '/p', current: true, count: 0 }, { text: 'Files', href: '/f', current: false }]} />)
    expect(tabs).toContain('aria-current="page" href="/p">Plan (0)</a>')
    expect(tabs.match(/aria-current/g)).toHaveLength(1)
  })

  it('are a timeline that says who when someone did it', () => {
    const timeline = String(<Timeline now={now} entries={[{ title: 'Approved', by: 'Sgt Lindqvist', at: now, body: 'High' }, { title: 'Due', by: null, at: now }]} />)
    expect(timeline.match(/byline/g)).toHaveLength(1)
    expect(timeline).toContain('by Sgt Lindqvist')
  })

  it('are a filter that is open when something is chosen, and a way back', () => {
    expect(String(<Filter action="/cases" chosen={[{ text: 'High', removeHref: '/cases' }]} clearHref="/cases">x</Filter>)).toMatch(/<details[^>]* open>[\s\S]*Clear filters/)
    expect(String(<Filter action="/cases">x</Filter>)).not.toContain(' open')
  })
})

describe('a picture', () => {
  it('has a finding for a title, and words for those who cannot see it', () => {
    const chart = String(<LineChart id="r" title="Rising" description="Scores" figures={[{ label: 'May', value: 3 }, { label: 'Jun', value: null }, { label: 'Jul', value: 9 }, { label: 'Aug', value: 9, mark: 'threats' }]} />)
    expect(chart).toMatch(/role="img" aria-labelledby="r-title r-description"/)
    expect(chart).toContain('<desc id="r-description">Scores</desc>')
    expect(chart).toContain('>threats</text>')
    expect(chart.match(/<circle/g)).toHaveLength(3)
    expect(chart.match(/ d="M[^"]*M/g)).toHaveLength(1)
  })

  it('keeps its shape with nothing to show', () => {
    expect(String(<LineChart id="n" title="None" description="None" figures={[]} />)).not.toMatch(/NaN|Infinity/)
    expect(String(<BarChart id="n" title="None" description="None" figures={[]} />)).not.toMatch(/NaN|Infinity/)
    expect(String(<BarChart id="n" title="None" description="None" figures={[{ label: 'A', value: 0 }, { label: 'B', value: null }]} />)).toContain('not counted')
  })
})
