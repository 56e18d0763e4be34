import type {} from './events.ts'
import { on } from '#platform/jobs/handlers.ts'
import { recogniseMentions } from './commands/recognise.ts'

/** What a decider could not see follows what they decided, and what was taken back is looked at anew. */
export const handlers = [
  on('people.decided', 'people.follow-decisions', async (ctx, { mentionIds }) => void (await recogniseMentions(ctx, mentionIds))),
]
