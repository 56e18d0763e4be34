import type { Context } from '#platform/context.ts'
import { londonDay } from '#platform/time/day.ts'
import type { FindingState } from '../rules/findings.ts'
import { type KeyedKind, keyOf } from './counted.ts'
import { noteShown, type Repeat, repeatOf } from './repeats.ts'
import { type RepeatRule, rulesInForce } from './rule-list.ts'
import { subjectsOf } from './subjects.ts'
import { sql } from 'kysely'

/** What an incident's page says of repeats: who and where in it is one by the force's own task rule, and what was found. */
export interface IncidentRepeats {
  readonly rule: RepeatRule | null
  readonly repeats: readonly Repeat[]
  readonly findings: readonly { readonly id: string; readonly state: FindingState; readonly ruleName: string; readonly reports: number }[]
}

/** Who and where in one report is a repeat today, under the first rule that raises tasks; only of what the reader may see. Rule RP-05. */
export async function repeatsInIncident(ctx: Context, incidentId: string): Promise<IncidentRepeats> {
  const rule = (await rulesInForce(ctx)).find(({ raisesTask }) => raisesTask) ?? null
  const findings = await ctx.db.selectFrom('repeatFindings as f').innerJoin('repeatFindingIncidents as l', 'l.findingId', 'f.id').innerJoin('repeatRules as r', 'r.id', 'f.ruleId')
    .select(['f.id', 'f.state', 'f.reports', 'r.name as ruleName']).where('l.incidentId', '=', incidentId).orderBy('f.raisedAt', 'desc').orderBy('f.id').execute()
  ctx.shown('repeat', findings.map(({ id }) => id))
  if (rule === null) return { rule, repeats: [], findings }
  const asOf = londonDay(ctx.now)
  const repeats: Repeat[] = []
  for (const kind of ['victim', 'caller', 'phone', 'address'] as const) {
    if (!rule.subjects.includes(kind)) continue
    const subjects = await subjectsOf(ctx, kind, await keysIn(ctx, kind, incidentId))
    repeats.push(...subjects.map((subject) => repeatOf(subject, rule, asOf)).filter(({ standing }) => standing.isRepeat))
  }
  for (const repeat of repeats) noteShown(ctx, repeat)
  return { rule, repeats, findings }
}

async function keysIn(ctx: Context, kind: KeyedKind, incidentId: string): Promise<readonly string[]> {
  const { rows } = kind === 'address'
    ? await sql<{ key: string | null }>`select ${keyOf(kind)} as key from incidents i where i.id = ${incidentId}::uuid`.execute(ctx.db)
    : await sql<{ key: string | null }>`select distinct ${keyOf(kind)} as key from person_mentions m where m.source_kind = 'incident' and m.source_id = ${incidentId}::uuid and m.corrected_by_id is null
        and m.part = any (${kind === 'phone' ? ['victim', 'caller'] : [kind]}::text[])`.execute(ctx.db)
  return rows.flatMap(({ key }) => (key === null ? [] : [key]))
}
