import type { Content, Html } from './html.ts'

/** One figure of a picture: what it is of, and how much. A null is a gap: nothing was counted. */
export interface Figure { readonly label: string; readonly value: number | null; readonly mark?: string | undefined }

interface Chart {
  /** Unique on the page. */
  id: string
  /** The finding, in a sentence: what a person should see in it. */
  title: string
  /** What is counted over what, for those who cannot see it. */
  description: string
  figures: readonly Figure[]
}

const WIDTH = 640
const ROW = 48
const PLOT = { left: 44, right: 60, top: 20, bottom: 32, height: 200 } as const

/**
 * How something went over time, as a line with its last value and its marked points named on it.
 *
 * Input: figures in order of time. The caller puts the same figures in a table underneath. The scale begins at nought.
 */
export function LineChart({ id, title, description, figures, most }: Chart & { most?: number }): Html {
  const top = most ?? evenAbove(largest(figures))
  const points = figures.map((figure, at) => ({ ...figure, x: acrossAt(at, figures.length), y: figure.value === null ? null : heightOf(figure.value, top) }))
  const last = points.findLast(({ y }) => y !== null)
  return (
    <Picture id={id} title={title} description={description} height={PLOT.height}>
      {(most === undefined ? [0, top / 2, top] : [0, most]).map((value) => <GridLine y={heightOf(value, top)} label={numberText(value)} />)}
      <path class="heed-chart__line" d={linePath(points)} fill="none" />
      {points.map(({ x, y, mark }) => y === null ? null : <circle class={mark === undefined ? 'heed-chart__point' : 'heed-chart__point heed-chart__point--marked'} cx={x} cy={y} r={mark === undefined ? 2.5 : 5} />)}
      {points.map(({ x, y, mark }) => y === null || mark === undefined ? null : <text class="heed-chart__text" x={x} y={y - 9} text-anchor="middle">{mark}</text>)}
      {last === undefined || last.y === null || last.value === null || last.mark !== undefined ? null : <text class="heed-chart__text heed-chart__text--strong" x={last.x + 7} y={last.y + 5}>{numberText(last.value)}</text>}
      {shownLabels(points).map(({ x, label, anchor }) => <text class="heed-chart__text" x={x} y={PLOT.height - 10} text-anchor={anchor}>{label}</text>)}
    </Picture>
  )
}

/**
 * How much of each, as bars lying under their names with the figure at the end.
 *
 * Input: figures in the order to show; a figure with a `mark` is drawn stronger. The caller puts the same figures in a table underneath.
 */
export function BarChart({ id, title, description, figures, most }: Chart & { most?: number }): Html {
  const top = Math.max(most ?? largest(figures), 1)
  const room = WIDTH - Math.max(...figures.map((figure) => endText(figure).length), 0) * 13 - 10
  return (
    <Picture id={id} title={title} description={description} height={figures.length * ROW + 8}>
      {figures.map((figure, at) => {
        const length = Math.max(round(((figure.value ?? 0) / top) * room), 2)
        return (
          <g>
            <text class="heed-chart__text" x={0} y={at * ROW + 18}>{shortened(figure.label, 60)}</text>
            <rect class={figure.mark === undefined ? 'heed-chart__bar' : 'heed-chart__bar heed-chart__bar--marked'} x={0} y={at * ROW + 24} width={length} height={18} />
            <text class="heed-chart__text heed-chart__text--strong" x={length + 6} y={at * ROW + 39}>{endText(figure)}</text>
          </g>
        )
      })}
    </Picture>
  )
}

function Picture({ id, title, description, height, children }: { id: string; title: string; description: string; height: number; children?: Content }): Html {
  return (
    <figure class="heed-chart">
      <figcaption class="govuk-heading-s heed-chart__title">{title}</figcaption>
      <svg class="heed-chart__picture" xmlns="http://www.w3.org/2000/svg" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-labelledby={`${id}-title ${id}-description`} focusable="false">
        <title id={`${id}-title`}>{title}</title>
        <desc id={`${id}-description`}>{description}</desc>
        {children}
      </svg>
    </figure>
  )
}

function GridLine({ y, label }: { y: number; label: string }): Html {
  return (
    <g>
      <line class="heed-chart__grid" x1={PLOT.left} x2={WIDTH - PLOT.right} y1={y} y2={y} />
      <text class="heed-chart__text" x={PLOT.left - 6} y={y + 4} text-anchor="end">{label}</text>
    </g>
  )
}

function linePath(points: readonly { x: number; y: number | null }[]): string {
  let path = ''
  let isDrawing = false
  for (const { x, y } of points) {
    if (y !== null) path += `${isDrawing ? 'L' : 'M'}${x} ${y}`
    isDrawing = y !== null
  }
  return path
}

function shownLabels(points: readonly { x: number; label: string }[]): { x: number; label: string; anchor: 'start' | 'middle' | 'end' }[] {
  const every = Math.max(1, Math.ceil(points.length / 4))
  return points
    .map(({ x, label }, at) => ({ x, label, at }))
    .filter(({ at }) => at % every === 0 && (at === 0 || points.length - 1 - at >= every / 2 || at === points.length - 1))
    .map(({ x, label, at }) => ({ x, label, anchor: at === 0 ? 'start' : at === points.length - 1 ? 'end' : 'middle' }))
}

function acrossAt(at: number, count: number): number {
  const room = WIDTH - PLOT.left - PLOT.right
  return round(PLOT.left + (count <= 1 ? room / 2 : (room * at) / (count - 1)))
}

function heightOf(value: number, top: number): number {
  return round(PLOT.height - PLOT.bottom - (value / top) * (PLOT.height - PLOT.top - PLOT.bottom))
}

function largest(figures: readonly Figure[]): number {
  return Math.max(0, ...figures.map(({ value }) => value ?? 0))
}

function evenAbove(value: number): number {
  if (value <= 2) return 2
  const step = value < 10 ? 2 : 10 ** Math.floor(Math.log10(value))
  return Math.ceil(value / step) * step
}

function endText({ value, mark }: Figure): string {
  return `${value === null ? 'not counted' : numberText(value)}${mark === undefined ? '' : ` ${mark}`}`
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}

function numberText(value: number): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: 1 })
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
