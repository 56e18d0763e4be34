import type { Context } from '#platform/context.ts'
import { londonDay } from '#platform/time/day.ts'
import { communalAmong } from './communal.ts'
import type { KeyedKind } from './counted.ts'
import { repeatOf, type Repeat } from './repeats.ts'
import { type RepeatRule, rulesInForce } from './rule-list.ts'
import { subjectsOf } from './subjects.ts'

/** How one subject stands under one rule. */
export interface RuleStanding {
  readonly rule: RepeatRule
  readonly repeat: Repeat
}

/** How somebody or somewhere stands under every rule in force: the presets and the force's own. */
export interface SubjectStanding {
  readonly kind: KeyedKind
  readonly label: string
  /** It is of an address that many unrelated people give: what is counted there says little of anybody. */
  readonly isCommunal: boolean
  readonly standings: readonly RuleStanding[]
}

/**
 * How a person stands, in each part by itself, under every rule in force, with the reason each report counts.
 *
 * Only what the reader may see counts. Result: a part in which they were never reported is left out. Rules RP-05, RP-06.
 */
export async function standingsOfPerson(ctx: Context, personId: string): Promise<readonly SubjectStanding[]> {
  return [...(await standingsOf(ctx, 'victim', [personId])), ...(await standingsOf(ctx, 'caller', [personId]))]
}

/** How a household, a telephone or an address stands under every rule in force, by its key. Rules RP-05, RP-06. */
export async function standingsOf(ctx: Context, kind: KeyedKind, keys: readonly string[]): Promise<readonly SubjectStanding[]> {
  if (keys.length === 0) return []
  const asOf = londonDay(ctx.now)
  const rules = (await rulesInForce(ctx)).filter(({ subjects }) => subjects.includes(kind))
  const shared = kind === 'household' || kind === 'address' ? await communalAmong(ctx, keys) : new Set<string>()
  return (await subjectsOf(ctx, kind, keys)).filter(({ reports }) => reports.some(({ isInPart }) => isInPart)).map((subject) => ({
    kind, label: subject.label, isCommunal: shared.has(subject.key), standings: rules.map((rule) => ({ rule, repeat: repeatOf(subject, rule, asOf) })),
  }))
}
