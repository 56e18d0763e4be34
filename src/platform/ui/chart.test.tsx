import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BarChart, LineChart, type Figure } from './chart.tsx'

const line = (figures: readonly Figure[], most?: number): string => String(<LineChart id="c" title="Rising" description="Reports a month" figures={figures} {...(most === undefined ? {} : { most })} />)
const bars = (figures: readonly Figure[], most?: number): string => String(<BarChart id="c" title="Most at night" description="Reports an hour" figures={figures} {...(most === undefined ? {} : { most })} />)
const months = (...values: (number | null)[]): Figure[] => values.map((value, at) => ({ label: `M${at}`, value }))
const textsOf = (chart: string): string[] => [...chart.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text)
const numbersOf = (chart: string, attribute: string): number[] => [...chart.matchAll(new RegExp(` ${attribute}="([^"]*)"`, 'g'))].map(([, value]) => Number(value))
const pointsOf = (chart: string): number[] => numbersOf(chart, 'cy')

const anyFigures = fc.array(fc.record({ label: fc.string({ maxLength: 80 }), value: fc.option(fc.oneof(fc.nat(100_000), fc.double({ min: 0, max: 1000, noNaN: true }))) }), { maxLength: 40 })

describe('a line over time', () => {
  it('is lower where there was less, and the same where there was the same', () => {
    const [low = 0, high = 0, same = 0, none = 0] = pointsOf(line(months(3, 9, 3, 0)))
    expect(high).toBeLessThan(low)
    expect(same).toBe(low)
    expect(none).toBe(168)
  })

  it.each([
    [[1], ['0', '1', '2']], [[2], ['0', '1', '2']], [[3], ['0', '2', '4']], [[9], ['0', '5', '10']], [[10], ['0', '5', '10']], [[41], ['0', '25', '50']], [[101], ['0', '100', '200']], [[1234], ['0', '1,000', '2,000']], [[0], ['0', '1', '2']], [[null], ['0', '1', '2']],
  ])('of %j has a scale from nought with even steps: %j', (values, scale) => {
    expect(textsOf(line(months(...values))).slice(0, 3)).toEqual(scale)
  })

  it('with a most has its scale, so that two pictures can be compared', () => {
    expect(textsOf(line(months(3), 41)).slice(0, 2)).toEqual(['0', '41'])
    expect(pointsOf(line(months(41), 41))).toEqual([20])
  })

  it('is broken where nothing was counted, and is not drawn as nought there', () => {
    const chart = line(months(3, null, 4, 5))
    expect(/ d="([^"]*)"/.exec(chart)?.[1]?.match(/[ML]/g)).toEqual(['M', 'M', 'L'])
    expect(pointsOf(chart)).toHaveLength(3)
  })

  it('says its last value at its end, unless that point says something else', () => {
    expect(textsOf(line(months(3, 7, null)))).toContain('7')
    const marked = line([{ label: 'May', value: 3 }, { label: 'Jun', value: 7, mark: 'patrols began' }])
    expect(textsOf(marked)).toContain('patrols began')
    expect(textsOf(marked)).not.toContain('7')
    expect(marked.match(/heed-chart__point--marked/g)).toHaveLength(1)
  })

  it('names its first and its last month and a few between, however many there are', () => {
    for (const count of [1, 2, 3, 4, 5, 12, 24, 53]) {
      const labels = textsOf(line(months(...Array.from({ length: count }, (_, at) => at + 100)))).filter((text) => text.startsWith('M'))
      expect(labels[0]).toBe('M0')
      expect(labels.length).toBeGreaterThanOrEqual(Math.min(count, 3))
      expect(labels.length).toBeLessThanOrEqual(5)
    }
  })

  it('has one point in the middle, where there is one', () => {
    expect(numbersOf(line(months(5)), 'cx')).toEqual([312])
  })

  it('stays within its frame, in order, whatever was counted', () => {
    fc.assert(fc.property(anyFigures, (figures) => {
      const chart = line(figures)
      expect(chart).not.toMatch(/NaN|Infinity|undefined/)
      const across = numbersOf(chart, 'cx')
      expect(across).toEqual([...across].sort((a, b) => a - b))
      for (const x of across) expect(x >= 44 && x <= 580).toBe(true)
      for (const y of pointsOf(chart)) expect(y >= 20 && y <= 168).toBe(true)
    }))
  })
})

describe('bars', () => {
  it('are as long as what they count, the longest first where it is given so', () => {
    const widths = numbersOf(bars(months(100, 50, 25)), 'width')
    expect(widths[0]).toBeGreaterThan(500)
    expect(widths[1]).toBeCloseTo((widths[0] ?? 0) / 2, 0)
    expect(widths[2]).toBeCloseTo((widths[0] ?? 0) / 4, 0)
  })

  it('say their figure at their end, and “not counted” where there is none: nought is a figure', () => {
    expect(textsOf(bars([{ label: 'A', value: 1234.56 }, { label: 'B', value: 0 }, { label: 'C', value: null }, { label: 'D', value: 2, mark: 'of 9' }]))).toEqual(['A', '1,234.6', 'B', '0', 'C', 'not counted', 'D', '2 of 9'])
  })

  it('with a mark are drawn stronger, and only they', () => {
    expect(bars([{ label: 'A', value: 1 }, { label: 'B', value: 2, mark: 'now' }]).match(/heed-chart__bar--marked/g)).toHaveLength(1)
  })

  it('have names cut at sixty characters', () => {
    const [short = '', , long = ''] = textsOf(bars([{ label: 'x'.repeat(60), value: 1 }, { label: 'x'.repeat(61), value: 1 }]))
    expect([short, long]).toEqual(['x'.repeat(60), `${'x'.repeat(59)}…`])
  })

  it('leave room for the longest figure at their end, and for every bar below the other', () => {
    const chart = bars([{ label: 'A', value: 100, mark: 'far more than ever' }, { label: 'B', value: 1 }])
    expect(numbersOf(chart, 'width')[0]).toBe(640 - '100 far more than ever'.length * 13 - 10)
    expect(chart).toContain('viewBox="0 0 640 104"')
  })

  it('never vanish, never leave the frame and never overlap', () => {
    fc.assert(fc.property(anyFigures, (figures) => {
      const chart = bars(figures)
      expect(chart).not.toMatch(/NaN|Infinity|undefined/)
      for (const width of numbersOf(chart, 'width')) expect(width >= 2 && width <= 640).toBe(true)
      expect([...chart.matchAll(/<rect[^>]* y="(\d+)"/g)].map(([, y]) => Number(y))).toEqual(figures.map((_, at) => at * 48 + 24))
    }))
  })
})

describe('every picture', () => {
  it.each([['line', line], ['bars', bars]] as const)('(%s) is named by its finding and told in words, by ids of its own, to those who cannot see it', (_what, draw) => {
    const chart = draw(months(1, 2))
    const [, label = '', description = ''] = /role="img" aria-labelledby="(\S+) (\S+)"/.exec(chart) ?? []
    expect(chart).toMatch(new RegExp(`<title id="${label}">(Rising|Most at night)</title><desc id="${description}">Reports`))
    expect(chart.match(/<figcaption/g)).toHaveLength(1)
    expect(chart).toContain('focusable="false"')
  })

  it('escapes every word it is given', () => {
    for (const chart of [line([{ label: '<b>', value: 1, mark: '<i>' }]), bars([{ label: '<b>', value: 1, mark: '<i>' }])]) expect(chart).not.toMatch(/<b>|<i>/)
  })
})
