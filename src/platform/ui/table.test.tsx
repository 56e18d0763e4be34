import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assertAddress, assertAttributeName, attributeText } from './attributes.ts'
import { Filter } from './filter.tsx'
import { IdentityBar } from './identity-bar.tsx'
import { MoreLinks, Pagination, shownPages } from './pagination.tsx'
import { SummaryCard } from './summary-card.tsx'
import { ActionLink, SummaryList } from './summary-list.tsx'
import { DataTable, EmptyState, type Column } from './table.tsx'
import { Tabs } from './tabs.tsx'
import { RiskTag } from './tag.tsx'
import { TaskList } from './task-list.tsx'
import { Timeline } from './timeline.tsx'

const now = new Date('2026-11-23T12:00:00Z')
const columnsOf = (count: number): Column<number>[] => Array.from({ length: count }, (_, at) => ({ heading: `H${at}`, isHeader: at === 0, cell: (row) => row + at }))
const drawn = (count: number, more: Partial<Parameters<typeof DataTable<number>>[0]> = {}): string => String(DataTable<number>({ caption: 'Cases', rows: [10, 20], columns: columnsOf(count), ...more }))

describe('a table', () => {
  it('has a caption, a heading a column and a heading a row, as those who listen find their way by', () => {
    const table = drawn(3)
    expect(table).toContain('<caption class="govuk-table__caption govuk-table__caption--m">Cases</caption>')
    expect(table).toMatch(/^<table class="govuk-table heed-table">/)
    expect(table.match(/<th scope="col"/g)).toHaveLength(3)
    expect(table.match(/<th scope="row" class="govuk-table__header">(10|20)<\/th>/g)).toHaveLength(2)
    expect(drawn(3, { captionSize: 'hidden' })).toContain('<caption class="govuk-table__caption govuk-visually-hidden">Cases</caption>')
  })

  it.each([[1, false, false], [2, false, false], [3, true, false], [6, true, false], [7, true, true], [9, true, true]])('of %d columns becomes cards on a phone: %s, on a tablet too: %s', (count, isStacked, isMany) => {
    const table = drawn(count)
    expect([table.includes('heed-table'), table.includes('heed-table--many'), table.includes('data-label="H1"')]).toEqual([isStacked, isMany, isStacked && count > 1])
  })

  it('becomes cards or not as it is told, and is close where it is told', () => {
    expect(drawn(2, { isStacked: true })).toContain('data-label="H1"')
    expect(drawn(9, { isStacked: false })).not.toMatch(/heed-table|data-label/)
    expect([drawn(2, { isDense: true }), drawn(2)].map((table) => table.includes('heed-table--dense'))).toEqual([true, false])
  })

  it('labels no cell twice: not the row’s own heading, nor one whose heading is hidden', () => {
    const table = drawn(3, { columns: [{ heading: 'Name', isHeader: true, cell: () => 'A' }, { heading: 'Do', hideHeading: true, cell: () => 'Open' }, { heading: 'Risk', cell: () => <b>High</b> }] })
    expect(table.match(/data-label="[^"]*"/g)).toEqual(['data-label="Risk"', 'data-label="Risk"'])
    expect(table).toContain('<th scope="col" class="govuk-table__header"><span class="govuk-visually-hidden">Do</span></th>')
    expect(table).toContain('data-label="Risk"><div><b>High</b></div></td>')
  })

  it('marks what is empty, what is a number, and a row that stands out, and keeps nought', () => {
    const table = String(<DataTable caption="C" isStacked rows={[0, 1]} rowClass={(row) => row === 1 && 'heed-late'} columns={[{ heading: 'A', isHeader: true, cell: (row) => row }, { heading: 'B', isNumeric: true, classes: 'wide', cell: (row) => row }, { heading: 'C', cell: () => null }]} />)
    expect(table).toContain('<th scope="col" class="govuk-table__header govuk-table__header--numeric wide">B</th>')
    expect(table).toContain('<td class="govuk-table__cell govuk-table__cell--numeric wide" data-label="B">0</td>')
    expect(table.match(/heed-table__none/g)).toHaveLength(2)
    expect(table.match(/<tr class="govuk-table__row heed-late">/g)).toHaveLength(1)
  })

  it('tells each cell which row it is in, in order', () => {
    expect(String(<DataTable caption="C" rows={['x', 'y']} columns={[{ heading: 'A', cell: (row, at) => `${at}${row}` }]} />)).toMatch(/0x[\s\S]*1y/)
  })

  it('without rows is its own words, or an empty table where there are none', () => {
    expect(drawn(3, { rows: [], empty: 'New cases appear here.' })).toBe('<div class="heed-empty"><h2 class="govuk-heading-m">Cases</h2><p class="govuk-body">New cases appear here.</p></div>')
    expect(drawn(3, { rows: [], empty: 'None.', captionSize: 'hidden' })).toContain('<h2 class="govuk-visually-hidden">Cases</h2>')
    expect(drawn(3, { rows: [] })).toContain('<tbody class="govuk-table__body"></tbody>')
    expect(drawn(3, { empty: 'None.' })).not.toContain('None.')
    expect(String(<EmptyState caption="Cases">None.</EmptyState>)).toContain('<h2 class="govuk-heading-m">Cases</h2>')
    expect(String(<EmptyState>None.</EmptyState>)).toBe('<div class="heed-empty"><p class="govuk-body">None.</p></div>')
  })
})

describe('the pages of a list', () => {
  it('are shown in order, with the first, the last, this one and its neighbours, and dots only for two or more', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 60 }).chain((pages) => fc.tuple(fc.integer({ min: 1, max: pages }), fc.constant(pages))), ([page, pages]) => {
      const shown = shownPages(page, pages)
      const numbers = shown.filter((number) => number !== null)
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
      for (const wanted of [1, page - 1, page, page + 1, pages]) if (wanted >= 1 && wanted <= pages) expect(numbers).toContain(wanted)
      expect(shown.length).toBeLessThanOrEqual(7)
      shown.forEach((number, at) => {
        if (number === null) expect((shown[at + 1] ?? 0) - (shown[at - 1] ?? 0)).toBeGreaterThan(2)
        else if (at > 0 && shown[at - 1] !== null) expect(number - (shown[at - 1] ?? 0)).toBe(1)
      })
    }))
  })

  it('mark this page, lead to every other, and offer no page before the first or after the last', () => {
    const first = String(<Pagination page={1} pages={3} href={(page) => `/x?page=${page}`} label="Cases" />)
    expect(first).toContain('<nav class="govuk-pagination" aria-label="Cases">')
    expect(first.match(/aria-current="page"/g)).toHaveLength(1)
    expect(first).toContain('aria-label="Page 1" aria-current="page"')
    expect([first.includes('rel="prev"'), first.includes('href="/x?page=2" rel="next"')]).toEqual([false, true])
    const last = String(<Pagination page={3} pages={3} href={(page) => `/x?page=${page}`} />)
    expect([last.includes('href="/x?page=2" rel="prev"'), last.includes('rel="next"')]).toEqual([true, false])
  })

  it('read from a place onwards lead back, on, or both', () => {
    expect(String(<MoreLinks previous="/a" next={null} />)).toMatch(/rel="prev"/)
    expect(String(<MoreLinks previous="/a" next={null} />)).not.toMatch(/rel="next"/)
    expect(String(<MoreLinks previous="/a" next="/b" />).match(/rel="(prev|next)"/g)).toEqual(['rel="prev"', 'rel="next"'])
    expect(String(<MoreLinks />)).toBe('')
  })
})

describe('what is known of one thing', () => {
  it('says of an empty fact that it is not recorded, keeps nought, and leaves out rows that are not there', () => {
    const list = String(<SummaryList rows={[{ key: 'A', value: null }, { key: 'B', value: 0 }, null, false, { key: 'C', value: [null, ''] }]} />)
    expect(list.match(/Not recorded/g)).toHaveLength(2)
    expect(list).toContain('<dd class="govuk-summary-list__value">0</dd>')
    expect(list.match(/<dt/g)).toHaveLength(3)
  })

  it('says what a link is about, and which card it is on, to those who cannot see it', () => {
    const action = { text: 'Change', href: '/x' }
    expect(String(<ActionLink action={action} />)).toBe('<a class="govuk-link" href="/x">Change</a>')
    expect(String(<ActionLink action={{ ...action, about: 'grade' }} />)).toContain('<span class="govuk-visually-hidden"> grade</span>')
    expect(String(<ActionLink action={{ ...action, about: 'grade' }} cardTitle="Report" />)).toContain('<span class="govuk-visually-hidden"> grade (Report)</span>')
    expect(String(<ActionLink action={action} cardTitle="Report" />)).toContain('<span class="govuk-visually-hidden"> (Report)</span>')
  })

  it.each([2, 3, 4] as const)('on a card has a heading of level %d, so that headings stay in order', (headingLevel) => {
    expect(String(<SummaryCard title="A & B" headingLevel={headingLevel}>x</SummaryCard>)).toContain(`<h${headingLevel} class="govuk-summary-card__title">A &amp; B</h${headingLevel}>`)
  })

  it('is at the top of each page a bar with only what there is', () => {
    expect(String(<IdentityBar title={null} />)).toBe('<div class="moj-identity-bar heed-identity"><div class="moj-identity-bar__container"><div class="moj-identity-bar__details"></div></div></div>')
    expect(String(<IdentityBar title={null} tags={<b>High</b>} actions={<a href="/x">Do</a>} />)).toMatch(/heed-identity__title"><b>High<\/b><\/span>[\s\S]*moj-identity-bar__menu"><a href="\/x">Do/)
  })

  it('says its risk in words, also of a band nobody foresaw', () => {
    expect(['low', 'standard', 'medium', 'high', 'grave'].map((band) => String(<RiskTag band={band} />))).toEqual([
      ['blue', 'Low'], ['blue', 'Standard'], ['orange', 'Medium'], ['red', 'High'], ['grey', 'Grave'],
    ].map(([colour, word]) => `<strong class="govuk-tag govuk-tag--${colour}">${word}</strong>`))
    expect(String(<RiskTag band="high" outOf={41} />)).toContain('>High<')
  })
})

describe('lists of things to do and things done', () => {
  it('tie each task’s link to its hint and its state, by ids of its own', () => {
    const list = String(<TaskList id="plan" tasks={[{ title: 'Visit', href: '/v', hint: 'Today', status: 'Due', colour: 'yellow' }, { title: 'Ring', href: '/r', status: 'Done' }, { title: 'Wait', status: 'Later' }]} />)
    expect([...list.matchAll(/aria-describedby="([^"]*)"/g)].map(([, ids]) => ids)).toEqual(['plan-1-hint plan-1-status', 'plan-2-status'])
    for (const id of ['plan-1-hint', 'plan-1-status', 'plan-2-status', 'plan-3-status']) expect(list.split(`id="${id}"`)).toHaveLength(2)
    expect(list.match(/with-link/g)).toHaveLength(2)
  })

  it('tell what happened in the order given, under headings of the level asked for, with a place to link to', () => {
    const timeline = String(<Timeline now={now} headingLevel={3} entries={[{ title: 'B', at: now, id: 'entry-2' }, { title: 'A', at: new Date('2026-11-22T12:00:00Z'), body: <p>More</p> }]} />)
    expect([...timeline.matchAll(/<h3 class="moj-timeline__title">(.)<\/h3>/g)].map(([, title]) => title)).toEqual(['B', 'A'])
    expect(timeline.match(/moj-timeline__item" id="entry-2"/g)).toHaveLength(1)
    expect(timeline.match(/moj-timeline__description/g)).toHaveLength(1)
    expect(String(<Timeline now={now} entries={[{ title: 'A', at: now }]} />)).toContain('<h2 class="moj-timeline__title">A</h2>')
  })

  it('are pages whose count of nought is said, and none where none was counted', () => {
    const tabs = String(<Tabs label="Case" tabs={[{ text: 'Files', href: '/f', current: false, count: 0 }, { text: 'Log', href: '/l', current: true }]} />)
    expect(tabs).toContain('<nav class="moj-sub-navigation" aria-label="Case">')
    expect(tabs).toMatch(/href="\/f">Files \(0\)<[\s\S]*aria-current="page" href="\/l">Log</)
  })

  it('are narrowed by a form sent as an address, open when it is told or when something is chosen', () => {
    const filter = (more: Partial<Parameters<typeof Filter>[0]>): string => String(Filter({ action: '/cases', ...more }))
    expect(filter({})).toMatch(/<form method="get" action="\/cases"[^>]*role="search"/)
    expect([filter({}), filter({ isOpen: true }), filter({ chosen: [{ text: 'High', removeHref: '/c' }] }), filter({ chosen: [{ text: 'High', removeHref: '/c' }], isOpen: false })].map((form) => / open>/.test(form))).toEqual([false, true, true, false])
    expect(filter({ chosen: [{ text: '<High>', removeHref: '/c?a=1&b=2' }] })).toContain('href="/c?a=1&amp;b=2"><span class="govuk-visually-hidden">Remove this filter</span> &lt;High&gt;</a>')
    expect([filter({ clearHref: '/cases' }), filter({ chosen: [{ text: 'x', removeHref: '/c' }] })].map((form) => form.includes('Clear filters'))).toEqual([false, false])
  })
})

describe('an attribute', () => {
  it.each([
    ['title', 'a"b', ' title="a&quot;b"'], ['hidden', true, ' hidden'], ['hidden', false, ''], ['aria-hidden', false, ' aria-hidden="false"'], ['aria-label', '', ' aria-label=""'], ['tabindex', 0, ' tabindex="0"'], ['title', null, ''], ['title', undefined, ''], ['onclick', undefined, ''],
  ])('%s of %o is written %j', (name, value, written) => {
    expect(attributeText(name, value)).toBe(written)
  })

  it.each(['onclick', 'ONLOAD', 'style', 'Style', 'srcdoc', 'a b', 'a=b', 'a"b', '', '1a', '-a', 'é', 'a>'])('is refused by its name: %j', (name) => {
    expect(() => assertAttributeName(name)).toThrow(TypeError)
  })

  it.each(['href', 'src', 'action', 'formaction', 'xlink:href', 'poster', 'HREF', 'data', 'srcset', 'ping'])('%s is an address, and never one that a browser would run', (name) => {
    expect(() => attributeText(name, 'javascript:alert(1)')).toThrow('within Heed')
    expect(attributeText(name, '/cases')).toBe(` ${name}="/cases"`)
  })

  it.each([Symbol('x'), 1n, [], {}, () => 'x'])('takes text, a number or a yes or no, and not %o', (value) => {
    expect(() => attributeText('title', value)).toThrow('takes text, a number or a yes or no')
  })

  it.each(['\u00a0javascript:x', 'java\u200bscript:x', 'JAVASCRIPT\t:x', 'file:///etc/passwd', 'ftp://x', 'http\u0000s-x:y', 'about:blank', ':x'])('is no address: %j', (address) => {
    expect(() => assertAddress(address)).toThrow(TypeError)
  })

  it.each(['', '/', '//example.org', '?a=b:c', '#a:b', './a:b', 'HTTPS://example.org', 'MailTo:a@b', 'tel:020'])('is an address: %j', (address) => {
    expect(() => assertAddress(address)).not.toThrow()
  })
})
