import type {} from './events.ts'
import { every, on } from '#platform/jobs/handlers.ts'
import { recogniseMentions } from './commands/recognise.ts'
import { relinkAll } from './commands/relink.ts'

/** What a decider could not see follows what they decided, and what was taken back is looked at anew. */
export const handlers = [
  on('people.decided', 'people.follow-decisions', async (ctx, { mentionIds }) => void (await recogniseMentions(ctx, mentionIds))),
]

/** Every night everybody is looked at anew: it ends where the day's calls one by one should have ended, and mends what did not. */
export const timetable = [
  every('day', 'people.relink', async (ctx) => {
    const { mentions, merges, splits, commonKeys, left, modelVersion } = await relinkAll(ctx, { isDry: false })
    ctx.explain({ mentions, merges: merges.length, splits: splits.length, commonKeys: commonKeys.length, leftAsTheyAre: left.length, modelVersion })
  }),
]
