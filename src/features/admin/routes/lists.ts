import { z } from 'zod'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { Id } from '#platform/http/fields.ts'
import type { House } from '#platform/http/house.ts'
import { redirect } from '#platform/http/replies.ts'
import type { ChosenKey } from '../commands.ts'
import { addCode, endCode, loadQuestionSet } from '../commands/lists.ts'
import { changeSetting } from '../commands/settings.ts'
import { LIST_RULES, OPEN_LISTS, type OpenList } from '../rules/lists.ts'
import { CodeEndForm, CodeForm, CodeQuery, QuestionSetForm, SettingForm } from '../forms.ts'
import { codeList, type CodeRow } from '../queries/lists.ts'
import { CASE_BANDS, getSettings } from '../queries/settings.ts'
import { CodeEndPage, CodePage, QuestionSetLoadPage } from '../views/list-acts.tsx'
import { SettingPage, SettingsPage } from '../views/settings.tsx'

const params = z.strictObject({ codeSet: z.enum(OPEN_LISTS) })
const rowParams = z.strictObject({ codeSet: z.enum(OPEN_LISTS), rowId: Id })
const chosenKeys = ['force', 'standards preset', 'review regime', 'case bands'] as const satisfies readonly ChosenKey[]
const settingParams = z.strictObject({
  setting: z.string().transform((text, check) => {
    const key = chosenKeys.find((each) => each.replaceAll(' ', '-') === text)
    if (key !== undefined) return key
    check.addIssue({ code: 'custom', message: 'There is no such setting' })
    return z.NEVER
  }),
})

/** The doors that change lists, question sets and settings. */
export function listActs(house: House): void {
  codes(house)
  house.get('/admin/question-sets/new', { policy: 'admin.changeLists' }, async () => QuestionSetLoadPage({}))
  house.post('/admin/question-sets/new', { policy: 'admin.changeLists', form: QuestionSetForm }, {
    accept: async ({ ctx, form }) => {
      await loadQuestionSet(ctx, form)
      return redirect('/admin/question-sets', 'The version is loaded')
    },
    again: async ({ errors, answers }) => QuestionSetLoadPage({ errors, answers }),
  })
  house.get('/admin/settings', { policy: 'admin.changeSettings' }, async ({ ctx }) => SettingsPage({ settings: await getSettings(ctx), now: ctx.now }))
  house.get('/admin/settings/:setting', { policy: 'admin.changeSettings', params: settingParams }, async ({ ctx, params: { setting } }) => SettingPage({ settings: await getSettings(ctx), chosenKey: setting }))
  house.post('/admin/settings/:setting', { policy: 'admin.changeSettings', params: settingParams, form: SettingForm }, {
    accept: async ({ ctx, params: { setting }, form }) => {
      await changeSetting(ctx, { key: setting, value: valueOf(setting, form.value), reason: form.reason })
      return redirect('/admin/settings', 'Saved. It is in force for what begins from now on')
    },
    again: async ({ ctx, params: { setting }, errors, answers }) => SettingPage({ settings: await getSettings(ctx), chosenKey: setting, errors, answers }),
  })
}

function codes(house: House): void {
  const policy = 'admin.changeLists'
  house.get('/admin/lists/:codeSet/new', { policy, params, query: CodeQuery }, async ({ ctx, params: { codeSet }, query: { key } }) => CodePage({ codeSet, row: await latest(ctx, codeSet, key) }))
  house.post('/admin/lists/:codeSet/new', { policy, params, form: CodeForm }, {
    accept: async ({ ctx, params: { codeSet }, form }) => {
      await addCode(ctx, { codeSet, ...form })
      return redirect(`/admin/lists/${codeSet}`, 'Added')
    },
    // a key that is in force already is a change, and stays one when it is shown again
    again: async ({ ctx, params: { codeSet }, errors, answers }) => CodePage({ codeSet, row: await latest(ctx, codeSet, CodeQuery.parse(answers).key), errors, answers }),
  })
  house.get('/admin/lists/:codeSet/:rowId/end', { policy, params: rowParams }, async ({ ctx, params: asked }) => CodeEndPage({ row: await getRow(ctx, asked) }))
  house.post('/admin/lists/:codeSet/:rowId/end', { policy, params: rowParams, form: CodeEndForm }, {
    accept: async ({ ctx, params: asked, form }) => {
      await endCode(ctx, { codeSet: asked.codeSet, id: asked.rowId, from: form.from })
      return redirect(`/admin/lists/${asked.codeSet}`, 'It ends on that day')
    },
    again: async ({ ctx, params: asked, errors, answers }) => CodeEndPage({ row: await getRow(ctx, asked), errors, answers }),
  })
}

/** The latest row with a key, for another to take its place; null without one, and in lists where none takes another's. */
async function latest(ctx: Context, codeSet: OpenList, key: string | null): Promise<CodeRow | null> {
  return key === null || !LIST_RULES[codeSet].replaces ? null : ((await codeList(ctx, codeSet, null)).filter((row) => row.key === key && !row.isNever).sort((one, other) => (one.validFrom ?? '').localeCompare(other.validFrom ?? '')).at(-1) ?? null)
}

async function getRow(ctx: Context, { codeSet, rowId }: { codeSet: string; rowId: string }): Promise<CodeRow> {
  const row = (await codeList(ctx, codeSet, null)).find(({ id }) => id === rowId)
  if (row === undefined) throw new Refusal('not found', 'There is no such row')
  return row
}

/** The lowest band chosen stands for those above it too; none gives a choice up. */
function valueOf(key: ChosenKey, typed: string): string | readonly string[] | null {
  if (key === 'force') return typed
  if (typed === 'none') return null
  const from = CASE_BANDS.findIndex((band) => band === typed)
  return key === 'case bands' && from !== -1 ? CASE_BANDS.slice(from) : typed
}
