import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Context } from '#platform/context.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { people } from '#demo/force.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { refusalOf, refusedAs } from '#test/support/pages.ts'
import { addAccount, addAgency, addTeam, closeAccount, giveAreas, grantRole, issueToken, joinTeam, leaveTeam, loadShippedReference, raiseWardTeams, revokeRole, setPassword, setSetting } from './commands.ts'
import { addCode, endCode, loadQuestionSet } from './commands/lists.ts'
import { giveNewPassword } from './commands/passwords.ts'
import { changeSetting } from './commands/settings.ts'
import { getPerson, listPeople } from './queries/people.ts'

let heed: TestHeed
let priya = ''
let team = ''
beforeAll(async () => {
  heed = await openTestHeed()
  priya = (await heed.actor('priya.nair')).id
  team = (await heed.actor('hana.suzuki')).teamIds[0] ?? ''
})
afterAll(() => heed.close())

const db = () => kyselyOn(heed.database.pools.bootstrap)
type Run = (ctx: Context) => Promise<unknown>

/** Every act of the administration, and who else than an administrator may do it. */
const acts: readonly (readonly [name: string, others: readonly string[], run: Run])[] = [
  ['addAccount', [], (ctx) => addAccount(ctx, { username: `u${newId()}`, name: 'PC New', kind: 'police', rank: 'constable' })], ['addAgency', [], (ctx) => addAgency(ctx, { name: `Agency ${newId()}`, kind: 'council' })],
  ['grantRole', [], (ctx) => grantRole(ctx, priya, 'auditor')], ['revokeRole', [], (ctx) => revokeRole(ctx, priya, 'auditor')], ['joinTeam', [], (ctx) => joinTeam(ctx, priya, team)], ['leaveTeam', [], (ctx) => leaveTeam(ctx, priya, team)],
  ['setPassword', [], (ctx) => setPassword(ctx, priya, 'hash')], ['giveNewPassword', [], (ctx) => giveNewPassword(ctx, priya)], ['closeAccount', [], (ctx) => closeAccount(ctx, priya)],
  ['addTeam', [], (ctx) => addTeam(ctx, { name: `Team ${newId()}`, kind: 'response', sight: 'none', boroughId: null })], ['giveAreas', [], (ctx) => giveAreas(ctx, team, [], '2030-01-01')],
  ['raiseWardTeams', [], (ctx) => raiseWardTeams(ctx)], ['setSetting', [], (ctx) => setSetting(ctx, 'force', 'Metroshire Police')], ['issueToken', [], (ctx) => issueToken(ctx, { name: `sys-${newId()}`, scopes: ['incidents:write'] })],
  ['loadShippedReference', ['helen.whitby'], (ctx) => loadShippedReference(ctx)], ['changeSetting', ['helen.whitby'], (ctx) => changeSetting(ctx, { key: 'standards preset', value: null, reason: '' })],
  ['addCode', ['helen.whitby'], (ctx) => addCode(ctx, { codeSet: 'channel', key: 'x', code: null, name: 'X', definition: null, from: '2027-01-01', source: null, group: null })],
  ['endCode', ['helen.whitby'], (ctx) => endCode(ctx, { codeSet: 'asb-type', id: newId(), from: '2027-01-01' })], ['loadQuestionSet', ['helen.whitby'], (ctx) => loadQuestionSet(ctx, { purpose: 'risk', file: '{', from: '2027-01-01' })],
]

describe('every act of the administration', () => {
  it.each(acts)('AD-02 AD-03 AD-04 %s is for administrators (and %o), and for no rank and no other role', async (_name, others, run) => {
    for (const { username } of people.filter(({ username }) => username !== 'robin.castle' && !others.includes(username))) {
      expect([username, await refusedAs(heed.act(username, run))]).toEqual([username, 'not permitted'])
    }
  })

  it('AD-05 the last word over one’s own account is another’s: no act changes what an administrator may do themselves', async () => {
    const { id } = await heed.actor('robin.castle')
    const own: readonly Run[] = [(ctx) => grantRole(ctx, id, 'auditor'), (ctx) => revokeRole(ctx, id, 'administrator'), (ctx) => joinTeam(ctx, id, team), (ctx) => leaveTeam(ctx, id, team), (ctx) => setPassword(ctx, id, 'x'), (ctx) => giveNewPassword(ctx, id), (ctx) => closeAccount(ctx, id)]
    for (const run of own) expect((await refusalOf(heed.act('robin.castle', run))).message).toBe('Another administrator must change what your own account may do')
  })
})

describe('accounts', () => {
  it('AD-02 refuse a user name that is taken, a team that is not there, a password for a system, and closing what nobody has', async () => {
    expect(await refusedAs(heed.act('robin.castle', (ctx) => addAccount(ctx, { username: 'priya.nair', name: 'X', kind: 'police', rank: 'constable' })))).toBe('conflict username')
    expect(await refusedAs(heed.act('robin.castle', (ctx) => joinTeam(ctx, priya, newId())))).toBe('invalid teamId')
    const service = await db().selectFrom('accounts').select('id').where('kind', '=', 'service').executeTakeFirstOrThrow()
    for (const id of [newId(), service.id]) {
      expect(await refusedAs(heed.act('robin.castle', (ctx) => giveNewPassword(ctx, id)))).toBe('not found')
      expect(await refusedAs(heed.act('robin.castle', (ctx) => closeAccount(ctx, id)))).toBe('not found')
      expect(await refusedAs(heed.look('robin.castle', (ctx) => getPerson(ctx, id)))).toBe('not found')
    }
    expect((await db().selectFrom('accounts').select('isActive').where('id', '=', service.id).executeTakeFirstOrThrow()).isActive).toBe(true)
  })

  it('AD-02 keep who gave and took each role: a grant ended is kept, a grant given again is a new row', async () => {
    const id = await heed.act('robin.castle', (ctx) => addAccount(ctx, { username: 'kept.grants', name: 'PC Kept Grants', kind: 'police', rank: 'constable' }))
    for (const run of [grantRole, revokeRole, grantRole] as const) {
      heed.clock.moveTo(new Date(heed.clock.now().getTime() + 60_000))
      await heed.act('robin.castle', (ctx) => run(ctx, id, 'responder'))
    }
    const { id: robin } = await heed.actor('robin.castle')
    const grants = await db().selectFrom('roleGrants').select(['role', 'grantedBy', 'revokedBy']).where('accountId', '=', id).orderBy('grantedAt').execute()
    expect(grants).toEqual([{ role: 'responder', grantedBy: robin, revokedBy: robin }, { role: 'responder', grantedBy: robin, revokedBy: null }])
    heed.clock.moveTo(new Date('2026-11-23T12:00:00Z'))
  })

  it('AD-02 two administrators at once give a role once', async () => {
    const other = await heed.act('robin.castle', (ctx) => addAccount(ctx, { username: 'second.admin', name: 'Second Admin', kind: 'police', rank: 'police staff' }))
    await heed.act('robin.castle', (ctx) => grantRole(ctx, other, 'administrator'))
    const id = await heed.act('robin.castle', (ctx) => addAccount(ctx, { username: 'twice.given', name: 'PC Twice', kind: 'police', rank: 'constable' }))
    const both = await Promise.allSettled([heed.act('robin.castle', (ctx) => grantRole(ctx, id, 'responder')), heed.act('second.admin', (ctx) => grantRole(ctx, id, 'responder'))])
    expect(both.some(({ status }) => status === 'fulfilled')).toBe(true)
    expect((await heed.actor('twice.given')).roles).toEqual(['responder'])
  })

  it('AD-02 list everybody once, whatever they hold, page by page', async () => {
    for (let n = 0; n < 55; n++) await heed.act('robin.castle', (ctx) => addAccount(ctx, { username: `many.${n}`, name: `PC Many ${n}`, kind: 'police', rank: 'constable' }))
    const page = (at: number) => heed.look('robin.castle', (ctx) => listPeople(ctx, { role: null, teamId: null, isActive: true, page: at }))
    const [first, second, third] = [await page(1), await page(2), await page(9)]
    const ids = [...first.people, ...second.people].map(({ id }) => id)
    expect([first.people.length, new Set(ids).size, ids.length, second.total]).toEqual([50, ids.length, first.total, first.total])
    expect(third.people).toEqual([])
    expect(first.people.some(({ kind }) => kind === 'service')).toBe(false)
  })
})

describe('the force’s reference lists', () => {
  it('AD-04 shipped twice are loaded once, and what the force changed stays', async () => {
    const before = await db().selectFrom('referenceValues').select((e) => e.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()
    expect((await heed.act('robin.castle', (ctx) => loadShippedReference(ctx))).added).toBe(0)
    await db().updateTable('referenceValues').set({ name: 'Renamed by the force' }).where('codeSet', '=', 'asb-type').where('key', '=', 'begging-vagrancy').execute()
    await heed.act('helen.whitby', (ctx) => loadShippedReference(ctx))
    expect((await db().selectFrom('referenceValues').select('name').where('codeSet', '=', 'asb-type').where('key', '=', 'begging-vagrancy').executeTakeFirstOrThrow()).name).toBe('Renamed by the force')
    expect(await db().selectFrom('referenceValues').select((e) => e.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).toEqual(before)
  })

  it('AD-03 every ward has a team after raising them, once, and none has two', async () => {
    const made = await heed.act('robin.castle', (ctx) => raiseWardTeams(ctx))
    expect(made).toBe(0)
    await db().deleteFrom('teamAreas').where('teamId', '=', team).execute()
    expect(await heed.act('robin.castle', (ctx) => raiseWardTeams(ctx))).toBe(1)
    expect(await heed.act('robin.castle', (ctx) => raiseWardTeams(ctx))).toBe(0)
    const { rows } = await heed.database.pools.bootstrap.query<{ n: number }>("select count(*)::int as n from areas w where w.kind = 'ward' and (select count(*) from team_areas t where t.area_id = w.id) <> 1")
    expect(rows[0]?.n).toBe(0)
  })
})
