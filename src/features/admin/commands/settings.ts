import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import { type ChosenKey, putSetting } from '../commands.ts'
import { may } from '../policy.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { CASE_BANDS, regimesInForce, settingWords, shippedPresets } from '../queries/settings.ts'

/**
 * Choose what the force expects of itself, with the reason: its name, the times of its standards, its reviews, the bands that open a case.
 *
 * In force at once for what begins from now on. Clocks that run, and reviews that are set, keep what they began with.
 * Input: a key of the presets that ship or of the regimes in force; a list of bands; null gives a choice up, but never the name.
 * Changes: settings, setting_changes.
 * Refuses: not permitted; invalid, for what nobody could choose, no change or no reason. Rule AD-07.
 */
export async function changeSetting(ctx: Context, given: { key: ChosenKey; value: string | readonly string[] | null; reason: string }): Promise<void> {
  authorise(may.changeSettings(ctx.actor))
  const value = chosen(given.key, given.value, (await regimesInForce(ctx)).map(({ key }) => key))
  const reason = given.reason.trim()
  if (reason === '') throw new Refusal('invalid', 'Enter why it is chosen', { field: 'reason' })
  await oneAtATime(ctx, 'settings')
  const kept = await ctx.db.selectFrom('heed.settings').select('value').where('key', '=', given.key).forUpdate().executeTakeFirst()
  const was = kept?.value ?? null
  if (JSON.stringify(was) === JSON.stringify(value)) throw new Refusal('invalid', `This is chosen already: ${settingWords(value)}`, { field: 'value' })
  await putSetting(ctx, given.key, value)
  const id = newId()
  await ctx.db.insertInto('settingChanges').values({ id, key: given.key, was: was === null ? null : JSON.stringify(was), now: JSON.stringify(value), reason, changedBy: ctx.actor.id, changedAt: ctx.now }).execute()
  ctx.changed('setting', id)
}

function chosen(key: ChosenKey, value: string | readonly string[] | null, regimes: readonly string[]): string | readonly string[] | null {
  const refuse = (message: string): never => {
    throw new Refusal('invalid', message, { field: 'value' })
  }
  switch (key) {
    case 'force': {
      const name = typeof value === 'string' ? value.trim() : ''
      return name === '' || name.length > 120 ? refuse('Enter the name of the force, in 120 characters or fewer') : name
    }
    case 'standards preset': return value === null || shippedPresets().some((preset) => preset.key === value) ? value : refuse('Choose one of the presets')
    case 'review regime': return typeof value === 'string' && regimes.includes(value) ? value : refuse('Choose one of the review regimes')
    case 'case bands': {
      if (value === null) return null
      const bands = CASE_BANDS.filter((band) => value.includes(band))
      // NOTE: a gap would leave a higher risk without the case that a lower one gets
      const isWhole = bands.length > 0 && bands.at(-1) === 'high' && bands.length === value.length && bands.every((band, at) => CASE_BANDS.indexOf(band) === CASE_BANDS.length - bands.length + at)
      return isWhole ? bands : refuse('Choose the lowest band that opens a case; those above it open one too, and high always does')
    }
  }
}
