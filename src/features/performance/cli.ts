import { type Verb, verb, WrongWords } from '#platform/cli.ts'
import { getMonthPage } from './queries/month.ts'

/** What operators do with figures. */
export const verbs: readonly Verb[] = [
  verb('performance compute', { about: 'Print a month’s figures, by borough and ward, as JSON', usage: '--month 2026-10', flags: { month: 'value' } }, async (cli) => {
    const month = cli.flag('month') ?? ''
    if (!/^20\d{2}-(0[1-9]|1[0-2])$/.test(month)) throw new WrongWords('Give a month as yyyy-mm: --month 2026-10')
    const { measures, total, boroughs, partial, series } = await cli.look('performance.look', (ctx) => getMonthPage(ctx, month))
    cli.print(JSON.stringify({ month, partial, measures: measures.map(({ text: _, ...said }) => said), total, boroughs, series }))
  }),
]
