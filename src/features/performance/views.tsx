import { LineChart } from '#ui/chart.tsx'
import type { Html } from '#ui/html.ts'
import type { Page } from '#ui/page.ts'
import { MoreLinks, Pagination } from '#ui/pagination.tsx'
import { SummaryList } from '#ui/summary-list.tsx'
import { DataTable } from '#ui/table.tsx'
import { Tag } from '#ui/tag.tsx'
import { When } from '#ui/time.tsx'
import { monthName } from './rules/months.ts'
import type { AreaFigures, MonthPage, RowsAsked, RowsPage } from './queries/month.ts'

interface Line extends AreaFigures {
  readonly level: 'total' | 'borough' | 'ward'
  readonly boroughId: string | null
}

/** The month's figures: the picture and its finding, then the table, each number opening its rows. */
export function MonthFiguresPage(page: MonthPage): Page {
  const { month, name, partial, finding, series, boroughs, total } = page
  const hasOpenData = total.openData > 0
  const lines: Line[] = [
    { ...total, level: 'total', boroughId: null },
    ...boroughs.flatMap((borough): Line[] => [{ ...borough, level: 'borough', boroughId: borough.id }, ...borough.wards.map((ward): Line => ({ ...ward, name: `${ward.name}, ${borough.name}`, level: 'ward', boroughId: borough.id }))]),
  ]
  return {
    title: `Performance in ${name}`, width: 'full', breadcrumbs: [{ text: 'Home', href: '/' }],
    body: (
      <>
        <MoreLinks previous={`/performance/month/${page.previous}`} next={page.next === null ? null : `/performance/month/${page.next}`} />
        {partial === null ? null : <div class="govuk-inset-text">{partial}.</div>}
        <p class="govuk-body">These figures count what you may see. Each opens the rows it counts. <a class="govuk-link" href={`/performance/month/${month}/csv`}>Download as CSV</a></p>
        <LineChart id="twelve-months" title={finding} description="ASB incidents a month over twelve months, open data left out"
          figures={series.map(({ month: each, count }, at) => ({ label: shortName(each, at === 0), value: count }))} />
        <DataTable caption={`By borough and ward, ${name}`} rows={lines} isDense columns={[
          { heading: 'Area', isHeader: true, cell: ({ name: area }) => <span class="heed-nowrap">{area}</span> },
          ...page.measures.map((measure) => ({ heading: measure.name, isNumeric: true, cell: (line: Line) => <FigureLink month={month} measure={measure.key} line={line} count={line.figures[measure.key] ?? 0} /> })),
          ...(hasOpenData ? [{ heading: 'Open data, counted apart', isNumeric: true, cell: (line: Line) => <FigureLink month={month} measure="asb-incidents" line={line} count={line.openData} isOpenData /> }] : []),
        ]} />
        <div class="heed-reading"><DataTable caption="ASB incidents, the twelve months of the picture" rows={series} isDense columns={[
          { heading: 'Month', isHeader: true, cell: ({ month: each }) => <a class="govuk-link" href={`/performance/month/${each}`}>{monthName(each)}</a> },
          { heading: 'ASB incidents', isNumeric: true, cell: ({ count }) => count.toLocaleString('en-GB') },
          ...(series.some(({ openData }) => openData > 0) ? [{ heading: 'Open data, counted apart', isNumeric: true, cell: ({ openData }: { openData: number }) => openData.toLocaleString('en-GB') }] : []),
        ]} /></div>
        <HowCounted page={page} />
      </>
    ),
  }
}

function HowCounted({ page }: { page: MonthPage }): Html {
  return (
    <details class="govuk-details">
      <summary class="govuk-details__summary"><span class="govuk-details__summary-text">How each figure is counted</span></summary>
      <div class="govuk-details__text">
        {page.measures.map(({ name, unit, counts, over, period, source }) => (
          <>
            <h2 class="govuk-heading-s">{name}</h2>
            <SummaryList isPlain rows={[{ key: 'Counts', value: counts }, { key: 'Unit', value: unit }, { key: 'Over', value: over }, { key: 'Period', value: period }, { key: 'Source', value: source }]} />
          </>
        ))}
      </div>
    </details>
  )
}

function FigureLink({ month, measure, line, count, isOpenData = false }: { month: string; measure: string; line: Line; count: number; isOpenData?: boolean }): Html {
  if (count === 0) return <>0</>
  const borough = line.level === 'total' ? null : (line.boroughId ?? 'none')
  const ward = line.level === 'ward' ? (line.id ?? 'none') : null
  return <a class="govuk-link" href={rowsHref({ month, measure, borough, ward, isOpenData, page: 1 })}>{count.toLocaleString('en-GB')}</a>
}

/** The address of the rows behind one figure. */
export function rowsHref({ month, measure, borough, ward, isOpenData, page }: RowsAsked): string {
  const query = [borough === null ? '' : `borough=${borough}`, ward === null ? '' : `ward=${ward}`, isOpenData ? 'open=yes' : '', page === 1 ? '' : `page=${page}`].filter((part) => part !== '')
  return `/performance/month/${month}/${measure}${query.length === 0 ? '' : `?${query.join('&')}`}`
}

/** The rows behind one figure. */
export function FigureRowsPage({ asked, measure, monthName: month, areaName, rows, count, pages, now }: RowsPage): Page {
  return {
    title: `${measure.name} (${count.toLocaleString('en-GB')})`, width: 'full', caption: [areaName, month, asked.isOpenData ? 'open data' : null].filter((part) => part !== null).join(', '),
    breadcrumbs: [{ text: 'Home', href: '/' }, { text: `Performance in ${month}`, href: `/performance/month/${asked.month}` }],
    body: (
      <>
        <p class="govuk-body">Counts {measure.counts}.</p>
        <DataTable caption="The oldest first" captionSize="hidden" rows={rows} isDense empty="Rows that this figure counts would be here." columns={[
          { heading: 'Record', isHeader: true, cell: ({ kind, subjectId, reference, isOpenData }) => <><a class="govuk-link" href={`/${kind}s/${subjectId}`}>{reference ?? 'Open the record'}</a>{isOpenData ? <> <Tag text="Open data" colour="grey" /></> : null}</> },
          { heading: 'What', cell: ({ about }) => about },
          { heading: 'When', cell: ({ at, isOpenData }) => (isOpenData ? 'Only the month is known' : <When at={at} now={now} />) },
        ]} />
        <Pagination page={asked.page} pages={pages} href={(page) => rowsHref({ ...asked, page })} />
      </>
    ),
  }
}

/** The year is said once at the start and at each new year, so that names do not crowd. */
function shortName(month: string, isFirst: boolean): string {
  const [first = '', year = ''] = monthName(month).split(' ')
  return isFirst || first === 'January' ? `${first.slice(0, 3)} ${year}` : first.slice(0, 3)
}
