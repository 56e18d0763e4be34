import { isDeepStrictEqual } from 'node:util'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import { readModel } from '../linkage/read-model.ts'
import { may } from '../policy.ts'
import { assertReadsMentions } from '../queries/cleaned-rows.ts'
import { shippedModel } from '../queries/weighing.ts'

/**
 * Put a version of the model in force from an instant on. Versions before it are kept, for what they decided can be explained by them alone.
 *
 * Result: its version. Changes: linkage_models.
 * Refuses: not permitted; invalid, when it is no model, is not trained, reads what no mention says, or there is no reason;
 * conflict, when the version is there already, or is the shipped one's and the model is not.
 * Source: the method in docs/linkage-models.md: thresholds are configuration with an effective date. Rule PE-28.
 */
export async function installModel(ctx: Context, { text, reason, inForceFrom }: { text: string; reason: string; inForceFrom: Date }): Promise<string> {
  authorise(may.installModel(ctx.actor))
  const why = reason.trim()
  if (why === '') throw new Refusal('invalid', 'Enter the reason', { field: 'reason' })
  const model = readModel(text)
  if (model.trained === null) throw new Refusal('invalid', 'This model is not trained. Train it with "people train" first', { field: 'model' })
  assertReadsMentions(model)
  if (model.version === shippedModel().version && !isDeepStrictEqual(model, shippedModel())) throw new Refusal('conflict', `Version ${model.version} is the one that comes with Heed, and this is another. Give it a version of its own`)
  if (inForceFrom < ctx.now) throw new Refusal('invalid', 'A model cannot have been in force before now', { field: 'from' })
  const known = await ctx.db.selectFrom('linkageModels').select('id').where('version', '=', model.version).executeTakeFirst()
  if (known !== undefined) throw new Refusal('conflict', `Version ${model.version} is installed already. Give this one a version of its own`)
  const id = newId()
  await ctx.db.insertInto('linkageModels').values({ id, version: model.version, body: text, inForceFrom, installedBy: ctx.actor.id, installedAt: ctx.now, reason: why }).execute()
  ctx.changed('linkage model', id)
  return model.version
}
