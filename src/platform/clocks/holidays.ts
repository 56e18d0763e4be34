import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { keptReading } from '#platform/db/list-version.ts'
import type { Day } from '#platform/time/day.ts'
import { holidayTable, type HolidayTable } from '#platform/time/working-days.ts'

const reading = keptReading(readHolidays)

/** England's bank holidays as the force keeps them, over the whole years that the list covers; read again when a list has changed. */
export async function holidaysKept(ctx: Context): Promise<HolidayTable> {
  return reading(ctx)
}

async function readHolidays(ctx: Context): Promise<HolidayTable> {
  const rows = await ctx.db.selectFrom('referenceValues').select('extra').where('codeSet', '=', 'bank-holiday').where(sql<boolean>`not isempty(valid)`).execute()
  const days = rows.flatMap(({ extra }) => dayIn(extra)).sort()
  return holidayTable({ coversFrom: `${days[0]?.slice(0, 4) ?? '1970'}-01-01`, coversTo: `${days.at(-1)?.slice(0, 4) ?? '1970'}-12-31`, rows: days.map((day) => ({ day })) })
}

function dayIn(extra: unknown): Day[] {
  const day: unknown = extra !== null && typeof extra === 'object' ? Reflect.get(extra, 'day') : null
  return typeof day === 'string' ? [day] : []
}
