import type {} from './events.ts'
import { everyInActs, on } from '#platform/jobs/handlers.ts'
import { recogniseMentions } from './commands/recognise.ts'
import { relinkAll } from './commands/relink.ts'

/** What a decider could not see follows what they decided, and what was taken back is looked at anew. */
export const handlers = [
  on('people.decided', 'people.follow-decisions', async (ctx, { mentionIds }) => void (await recogniseMentions(ctx, mentionIds))),
]

/** Every night everybody is looked at anew: it ends where the day's calls one by one should have ended, and mends what did not. */
export const timetable = [
  everyInActs('day', 'people.relink', async (inAct) => void (await relinkAll(inAct, { isDry: false }))),
]
