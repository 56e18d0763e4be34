import { allocateCase, decideClosing, endPlanItem, holdReview, recordContact, recordDecision, requestClosing, sealCase } from '#features/cases/index.ts'
import type { Context } from '#platform/context.ts'
import { plusHours } from '#platform/time/instant.ts'
import type { StoryCases } from './stories.ts'
import type { Telling } from './telling.ts'

/** The cases the stories opened, worked as far as each has come. Mr Rahimi's stands on his team's unallocated list. */
export async function workCases(telling: Telling, incidents: StoryCases): Promise<void> {
  const pell = await caseOf(telling, incidents.pell)
  await own(telling, pell, 'priya.nair', 3)
  await contact(telling, pell, 'priya.nair', 26, 'visit', 'Went through what has happened since May. She wants it to stop, not anyone arrested. Agreed a visit each week, always before noon.', 'That her case has an owner, what the team will do this week, and how to ring us')
  await standard(telling, pell, 'background-research', 'priya.nair', 30, 'Five reports since May from her and two from the flat below; nothing known of the man above')
  await standard(telling, pell, 'partnership-considered', 'priya.nair', 52, 'Landlord asked to join: housing officer will visit the flat above')
  await decide(telling, pell, 'priya.nair', 54, 'Ask the landlord for a fire-proof letterbox', 'Something burning was put through the door; she cannot wait for the next meeting')
  await contact(telling, pell, 'priya.nair', 190, 'phone', 'She slept two nights. The banging began again on Sunday.', 'The letterbox will be fitted on Thursday')
  await review(telling, pell, 'femi.adeyemi', 330, 'sergeant', 'Owner in weekly contact; letterbox fitted; landlord’s warning served. Risk stays high while he lives above her.')
  const vella = await caseOf(telling, incidents.vella)
  await own(telling, vella, 'priya.nair', 4)
  await contact(telling, vella, 'priya.nair', 30, 'phone', 'Rang her at work as asked. The caller may be somebody she knew.', 'Who will see her case, and that it will be sealed')
  await seal(telling, vella)
  const kaur = await caseOf(telling, incidents.kaur)
  await own(telling, kaur, 'priya.nair', 5)
  await contact(telling, kaur, 'priya.nair', 28, 'visit', 'Noise has stopped since the council’s notice.', 'That we are ready to close if she agrees; she does')
  await close(telling, kaur, { by: 'priya.nair', hours: 2400, approvedBy: null })
  const doyle = await caseOf(telling, incidents.doyle)
  await own(telling, doyle, 'hana.suzuki', 5)
  await contact(telling, doyle, 'hana.suzuki', 30, 'visit', 'The lads have signed an agreement and moved their bench.', 'What was agreed with the lads and their parents')
  await close(telling, doyle, { by: 'hana.suzuki', hours: 2000, approvedBy: 'femi.adeyemi' })
}

interface StoryCase {
  readonly caseId: string
  readonly openedAt: Date
}

async function caseOf({ stage, until }: Telling, incidentId: string): Promise<StoryCase> {
  return stage.as('femi.adeyemi', until, 'cases.find', async (ctx) => {
    const found = await ctx.db.selectFrom('cases as c').innerJoin('caseIncidents as l', 'l.caseId', 'c.id').select(['c.id', 'c.openedAt']).where('l.incidentId', '=', incidentId).executeTakeFirstOrThrow()
    return { caseId: found.id, openedAt: found.openedAt }
  })
}

async function versionOf(ctx: Context, { caseId }: StoryCase): Promise<number> {
  return (await ctx.db.selectFrom('cases').select('version').where('id', '=', caseId).executeTakeFirstOrThrow()).version
}

/** An instant so many hours after the case was opened, but never after the story's end. */
function after({ until }: Telling, { openedAt }: StoryCase, hours: number): Date {
  const at = plusHours(openedAt, hours)
  return at < until ? at : plusHours(until, -2)
}

async function accountOf(ctx: Context, username: string): Promise<string> {
  return (await ctx.db.selectFrom('accounts').select('id').where('username', '=', username).executeTakeFirstOrThrow()).id
}

async function own(telling: Telling, one: StoryCase, owner: string, hours: number): Promise<void> {
  await telling.stage.as('femi.adeyemi', after(telling, one, hours), 'cases.allocate', async (ctx) =>
    allocateCase(ctx, { caseId: one.caseId, version: await versionOf(ctx, one), ownerId: await accountOf(ctx, owner), reason: null }))
}

async function contact(telling: Telling, one: StoryCase, by: string, hours: number, how: 'visit' | 'phone', said: string, told: string): Promise<void> {
  const at = after(telling, one, hours)
  await telling.stage.as(by, at, 'cases.work', (ctx) => recordContact(ctx, { caseId: one.caseId, how, at, isReached: true, said, told }))
}

async function decide(telling: Telling, one: StoryCase, by: string, hours: number, decision: string, reason: string): Promise<void> {
  await telling.stage.as(by, after(telling, one, hours), 'cases.work', (ctx) => recordDecision(ctx, { caseId: one.caseId, decision, reason }))
}

async function standard(telling: Telling, one: StoryCase, key: string, by: string, hours: number, text: string): Promise<void> {
  await telling.stage.as(by, after(telling, one, hours), 'cases.work', async (ctx) => {
    const item = await ctx.db.selectFrom('casePlanItems').select(['id', 'version']).where('caseId', '=', one.caseId).where('standardKey', '=', key).where('endedAt', 'is', null).executeTakeFirst()
    if (item !== undefined) await endPlanItem(ctx, { caseId: one.caseId, itemId: item.id, version: item.version, state: 'done', text })
  })
}

async function review(telling: Telling, one: StoryCase, by: string, hours: number, rank: string, outcome: string): Promise<void> {
  await telling.stage.as(by, after(telling, one, hours), 'cases.review', async (ctx) => holdReview(ctx, { caseId: one.caseId, version: await versionOf(ctx, one), rank, outcome }))
}

async function seal(telling: Telling, one: StoryCase): Promise<void> {
  await telling.stage.as('gwen.pritchard', after(telling, one, 40), 'cases.seal', async (ctx) =>
    sealCase(ctx, { caseId: one.caseId, version: await versionOf(ctx, one), accountIds: [await accountOf(ctx, 'priya.nair'), await accountOf(ctx, 'femi.adeyemi'), ctx.actor.id], reason: 'The caller may be somebody she knew, with friends in the borough' }))
}

async function close(telling: Telling, one: StoryCase, how: { by: string; hours: number; approvedBy: string | null }): Promise<void> {
  const at = after(telling, one, how.hours)
  await telling.stage.as(how.by, at, 'cases.requestClosing', async (ctx) =>
    requestClosing(ctx, { caseId: one.caseId, version: await versionOf(ctx, one), resultKey: 'stopped', account: 'No report for a month; the victim says it has stopped and agrees to closing.', told: { at, what: 'That the case will close, and to ring at once if it begins again' }, notToldBecause: null }))
  if (how.approvedBy === null) return
  await telling.stage.as(how.approvedBy, plusHours(at, 1), 'cases.decideClosing', async (ctx) => decideClosing(ctx, { caseId: one.caseId, version: await versionOf(ctx, one), isApproved: true, reason: '' }))
}
