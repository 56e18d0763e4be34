import { z } from 'zod'
import { Id } from '#platform/http/fields.ts'
import type { House } from '#platform/http/house.ts'
import { redirect } from '#platform/http/replies.ts'
import { londonDay } from '#platform/time/day.ts'
import type { Context } from '#platform/context.ts'
import { addRule, endRule, reviseRule } from '../commands/change-rules.ts'
import { UseForm, RuleEndForm, RuleForm } from '../forms.ts'
import { allowedTo } from '../queries/allowed.ts'
import { allRules, getRule, type RepeatRule } from '../queries/rule-list.ts'
import { RuleEndPage, RulePage, RulesPage } from '../views/rules.tsx'

const policy = 'analysis.changeRules'
const params = z.strictObject({ ruleId: Id })

/** The doors of the rules that repeats are counted by. */
export function ruleRoutes(house: House): void {
  house.get('/repeats/rules', { policy: 'analysis.seeRules' }, async ({ ctx }) => {
    const { changeRules, look } = allowedTo(ctx)
    return RulesPage({ rules: await allRules(ctx), today: londonDay(ctx.now), mayChange: changeRules, mayLook: look })
  })
  house.get('/repeats/rules/new', { policy }, async () => RulePage({ rule: null }))
  house.post('/repeats/rules/new', { policy, form: RuleForm }, {
    accept: async ({ ctx, form }) => {
      await addRule(ctx, form)
      return redirect('/repeats/rules', 'The rule is added')
    },
    again: async ({ errors, answers }) => RulePage({ rule: null, errors, answers }),
  })
  house.get('/repeats/rules/:ruleId/revision', { policy, params }, async ({ ctx, params: { ruleId } }) => RulePage({ rule: await getRule(ctx, ruleId) }))
  house.post('/repeats/rules/:ruleId/revision', { policy, params, form: RuleForm }, {
    accept: async ({ ctx, params: { ruleId }, form }) => {
      await reviseRule(ctx, ruleId, form)
      return redirect('/repeats/rules', 'The rule changes on that day')
    },
    again: async ({ ctx, params: { ruleId }, errors, answers }) => RulePage({ rule: await getRule(ctx, ruleId), errors, answers }),
  })
  house.get('/repeats/rules/:ruleId/use', { policy, params }, async ({ ctx, params: { ruleId } }) => RulePage({ rule: await getRule(ctx, ruleId), isUseOnly: true }))
  house.post('/repeats/rules/:ruleId/use', { policy, params, form: UseForm }, {
    accept: async ({ ctx, params: { ruleId }, form }) => {
      await reviseRule(ctx, ruleId, { ...(await definitionOf(ctx, ruleId)), ...form })
      return redirect('/repeats/rules', 'The rule changes on that day')
    },
    again: async ({ ctx, params: { ruleId }, errors, answers }) => RulePage({ rule: await getRule(ctx, ruleId), isUseOnly: true, errors, answers }),
  })
  endRoutes(house)
}

function endRoutes(house: House): void {
  house.get('/repeats/rules/:ruleId/ending', { policy, params }, async ({ ctx, params: { ruleId } }) => RuleEndPage({ rule: await getRule(ctx, ruleId) }))
  house.post('/repeats/rules/:ruleId/ending', { policy, params, form: RuleEndForm }, {
    accept: async ({ ctx, params: { ruleId }, form }) => {
      await endRule(ctx, { ruleId, ...form })
      return redirect('/repeats/rules', 'The rule ends on that day')
    },
    again: async ({ ctx, params: { ruleId }, errors, answers }) => RuleEndPage({ rule: await getRule(ctx, ruleId), errors, answers }),
  })
}

async function definitionOf(ctx: Context, ruleId: string): Promise<Pick<RepeatRule, 'name' | 'leastCount' | 'windowDays' | 'sameKind' | 'reportWithinDays' | 'source'>> {
  const { name, leastCount, windowDays, sameKind, reportWithinDays, source } = await getRule(ctx, ruleId)
  return { name, leastCount, windowDays, sameKind, reportWithinDays, source }
}
