import { verb } from '#platform/cli.ts'
import { replayed } from './queries/history.ts'

/** What operators do with risk assessments. */
export const verbs = [
  verb('assessments replay', { about: 'work every sent risk assessment out again under its own version and compare' }, async (cli) => {
    const all = await cli.look('assessments.replay', (ctx) => replayed(ctx, null))
    const differing = all.filter(({ isSame }) => !isSame)
    for (const { assessmentId, kept, again } of differing) {
      cli.say(`${assessmentId}: kept ${kept.finalBand ?? 'no band'} (${kept.score}), now ${again.finalBand ?? 'no band'} (${again.score})`)
    }
    cli.print(JSON.stringify({ replayed: all.length, same: all.length - differing.length, differing: differing.length }))
    return differing.length === 0 ? 0 : 1
  }),
]
