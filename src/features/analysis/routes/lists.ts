import { z } from 'zod'
import type { Context } from '#platform/context.ts'
import { Id } from '#platform/http/fields.ts'
import type { House } from '#platform/http/house.ts'
import { file, redirect } from '#platform/http/replies.ts'
import { acknowledgeFinding, dealWithFinding } from '../commands/deal.ts'
import { BareForm, DayQuery, DealForm, FindingsQuery, RepeatsQuery, WeekQuery } from '../forms.ts'
import { getFinding, listFindings } from '../queries/findings.ts'
import { listRepeats } from '../queries/repeats.ts'
import { allowedTo } from '../queries/allowed.ts'
import { getDailyList, getWeeklyList } from '../queries/weekly.ts'
import { weeklyCsv } from '../queries/weekly-csv.ts'
import { FindingsPage, RepeatFindingPage } from '../views/findings.tsx'
import { RepeatsPage } from '../views/repeats.tsx'
import { DailyPage, WeeklyPage } from '../views/weekly.tsx'

const policy = 'analysis.look'
const params = z.strictObject({ findingId: Id })

/** The doors of repeats: the list, the day's and the week's, and the new ones that somebody deals with. */
export function listRoutes(house: House): void {
  house.get('/repeats', { policy, query: RepeatsQuery }, async ({ ctx, query }) => RepeatsPage({ list: await listRepeats(ctx, query), now: ctx.now }))
  house.get('/repeats/daily', { policy, query: DayQuery }, async ({ ctx, query }) => DailyPage({ list: await getDailyList(ctx, { ruleKey: query.rule, page: query.page }), now: ctx.now }))
  house.get('/repeats/weekly', { policy, query: WeekQuery }, async ({ ctx, query }) =>
    WeeklyPage({ list: await getWeeklyList(ctx, { day: query.week, ruleKey: query.rule, page: query.page }), mayTakeAway: allowedTo(ctx).takeAway, now: ctx.now }))
  house.get('/repeats/weekly/csv', { policy: 'analysis.takeAway', query: WeekQuery }, async ({ ctx, query }) => {
    const list = await getWeeklyList(ctx, { day: query.week, ruleKey: query.rule, page: null })
    return file({ name: `heed-repeats-${list.week.monday}.csv`, type: 'text/csv; charset=utf-8', bytes: weeklyCsv(list) })
  })
  house.get('/repeats/tasks', { policy, query: FindingsQuery }, async ({ ctx, query }) =>
    FindingsPage({ list: await listFindings(ctx, query.state === 'waiting' ? 'waiting' : 'dealt with', query.page), now: ctx.now }))
  house.get('/repeats/:findingId', { policy, params }, async ({ ctx, params: { findingId } }) => RepeatFindingPage({ page: await getFinding(ctx, findingId) }))
  dealRoutes(house)
}

function dealRoutes(house: House): void {
  house.post('/repeats/:findingId/acknowledgement', { policy: 'analysis.deal', params, form: BareForm }, {
    accept: async ({ ctx, params: { findingId } }) => {
      await acknowledgeFinding(ctx, findingId)
      return redirect(`/repeats/${findingId}`, 'You are looking into this')
    },
    again: async ({ ctx, params: { findingId }, errors }) => findingAgain(ctx, findingId, { errors }),
  })
  house.post('/repeats/:findingId/dealing', { policy: 'analysis.deal', params, form: DealForm }, {
    accept: async ({ ctx, params: { findingId }, form }) => {
      await dealWithFinding(ctx, { findingId, ...form })
      return redirect(`/repeats/${findingId}`, 'Recorded')
    },
    again: async ({ ctx, params: { findingId }, errors, answers }) => findingAgain(ctx, findingId, { errors, answers }),
  })
}

async function findingAgain(ctx: Context, findingId: string, typed: Omit<Parameters<typeof RepeatFindingPage>[0], 'page'>) {
  return RepeatFindingPage({ page: await getFinding(ctx, findingId), ...typed })
}
