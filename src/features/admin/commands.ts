import { sql } from 'kysely'
import type { Rank, Role, ActorKind } from '#platform/auth/actor.ts'
import { hashOf } from '#platform/auth/service-actors.ts'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import { newToken } from '#platform/transact.ts'
import type { Day } from '#platform/time/day.ts'
import { oneAtATime } from './commands/one-at-a-time.ts'
import { may } from './policy.ts'
import { shippedQuestionSets, shippedRows } from './reference.ts'
import type { ChosenKey } from './rules/settings.ts'

/**
 * Load the code lists and question sets that Heed ships; what is there already is left as it is.
 *
 * Changes: reference_values, question_sets.
 * Refuses: not permitted.
 */
export async function loadShippedReference(ctx: Context): Promise<{ added: number }> {
  authorise(may.changeLists(ctx.actor))
  const known = new Set((await ctx.db.selectFrom('referenceValues').select(['codeSet', 'key']).execute()).map(({ codeSet, key }) => `${codeSet} ${key}`))
  const rows = shippedRows().filter(({ codeSet, key }) => !known.has(`${codeSet} ${key}`))
  if (rows.length > 0) {
    await ctx.db.insertInto('referenceValues').values(rows.map((row) => ({
      id: newId(), codeSet: row.codeSet, key: row.key, code: row.code, name: row.name, source: row.source, certainty: row.certainty, sort: row.sort,
      extra: JSON.stringify(row.extra), valid: sql<string>`daterange(${row.validFrom}::date, ${row.validTo}::date)`, changedBy: ctx.actor.id, changedAt: ctx.now,
    }))).execute()
  }
  const versions = new Set((await ctx.db.selectFrom('questionSets').select('version').execute()).map(({ version }) => version))
  for (const set of shippedQuestionSets().filter(({ version }) => !versions.has(version))) {
    await ctx.db.insertInto('questionSets').values({
      id: newId(), key: set.key, version: set.version, purpose: set.purpose, title: set.title, label: set.label, body: JSON.stringify(set.body),
      valid: sql<string>`daterange(${set.validFrom}::date, ${set.validTo}::date)`, source: set.source, certainty: set.certainty, createdBy: ctx.actor.id, createdAt: ctx.now,
    }).execute()
  }
  ctx.changed('reference list', rows.length === 0 ? [] : [ctx.actor.id])
  return { added: rows.length }
}

/** A person or system about to be given an account. */
export interface NewAccount {
  readonly username: string
  readonly name: string
  readonly kind: Exclude<ActorKind, 'service'>
  readonly rank: Rank | null
  readonly agencyId?: string | null
  readonly isDemonstration?: boolean
}

/**
 * Give somebody an account. It sees nothing and may do nothing until it joins a team and is granted a role.
 *
 * Changes: accounts.
 * Refuses: not permitted; conflict, when the user name is taken.
 */
export async function addAccount(ctx: Context, account: NewAccount): Promise<string> {
  authorise(may.changeAccounts(ctx.actor))
  await oneAtATime(ctx, account.username)
  const taken = await ctx.db.selectFrom('accounts').select('id').where('username', '=', account.username).executeTakeFirst()
  if (taken !== undefined) throw new Refusal('conflict', 'That user name is taken. Choose another', { field: 'username' })
  const id = newId()
  await ctx.db.insertInto('accounts').values({
    id, username: account.username, name: account.name, kind: account.kind, rank: account.rank,
    agencyId: account.agencyId ?? null, isDemonstration: account.isDemonstration ?? false, createdAt: ctx.now,
  }).execute()
  ctx.changed('account', id)
  return id
}

/**
 * Give an account a role: a bundle of acts.
 *
 * Changes: role_grants.
 * Refuses: not permitted.
 */
export async function grantRole(ctx: Context, accountId: string, role: Role): Promise<void> {
  authorise(may.changeOthers(ctx.actor, { accountId }))
  await oneAtATime(ctx, accountId)
  const held = await ctx.db.selectFrom('roleGrants').select('id').where('accountId', '=', accountId).where('role', '=', role).where('revokedAt', 'is', null).executeTakeFirst()
  if (held !== undefined) return
  await ctx.db.insertInto('roleGrants').values({ id: newId(), accountId, role, grantedBy: ctx.actor.id, grantedAt: ctx.now }).execute()
  ctx.changed('account', accountId)
}

/**
 * Take a role away; it is gone from the person's next request.
 *
 * Changes: role_grants.
 */
export async function revokeRole(ctx: Context, accountId: string, role: Role): Promise<void> {
  authorise(may.changeOthers(ctx.actor, { accountId }))
  await ctx.db.updateTable('roleGrants').set({ revokedAt: ctx.now, revokedBy: ctx.actor.id })
    .where('accountId', '=', accountId).where('role', '=', role).where('revokedAt', 'is', null).execute()
  ctx.changed('account', accountId)
}

/**
 * Put somebody in a team: this is what lets them see rows.
 *
 * Changes: team_members.
 * Refuses: not permitted; invalid, for no such team.
 */
export async function joinTeam(ctx: Context, accountId: string, teamId: string): Promise<void> {
  authorise(may.changeOthers(ctx.actor, { accountId }))
  const team = await ctx.db.selectFrom('teams').select('id').where('id', '=', teamId).executeTakeFirst()
  if (team === undefined) throw new Refusal('invalid', 'Choose a team of the force', { field: 'teamId' })
  await oneAtATime(ctx, accountId)
  const member = await ctx.db.selectFrom('teamMembers').select('teamId').where('accountId', '=', accountId).where('teamId', '=', teamId).where('until', 'is', null).executeTakeFirst()
  if (member !== undefined) return
  await ctx.db.insertInto('teamMembers').values({ teamId, accountId, since: ctx.now }).execute()
  ctx.changed('account', accountId)
}

/**
 * Take somebody out of a team; they see its rows no more from their next request.
 *
 * Changes: team_members.
 */
export async function leaveTeam(ctx: Context, accountId: string, teamId: string): Promise<void> {
  authorise(may.changeOthers(ctx.actor, { accountId }))
  await ctx.db.updateTable('teamMembers').set({ until: ctx.now }).where('accountId', '=', accountId).where('teamId', '=', teamId).where('until', 'is', null).execute()
  ctx.changed('account', accountId)
}

/**
 * Close an account: its sessions end at once.
 *
 * Changes: accounts; sessions.
 * Refuses: not permitted; not found, when nobody has it, or Heed itself does.
 */
export async function closeAccount(ctx: Context, accountId: string): Promise<void> {
  authorise(may.changeOthers(ctx.actor, { accountId }))
  const account = await ctx.db.selectFrom('accounts').select('kind').where('id', '=', accountId).executeTakeFirst()
  if (account === undefined || account.kind === 'service') throw new Refusal('not found', 'There is no such person')
  await ctx.db.updateTable('accounts').set((eb) => ({ isActive: false, version: eb('version', '+', 1) })).where('id', '=', accountId).execute()
  await sql`select heed.end_sessions_of(${accountId}::uuid, 'account closed')`.execute(ctx.db)
  ctx.changed('account', accountId)
}

/**
 * Set somebody's password, already hashed.
 *
 * Changes: credentials.
 */
export async function setPassword(ctx: Context, accountId: string, passwordHash: string): Promise<void> {
  authorise(may.changeOthers(ctx.actor, { accountId }))
  await sql`select heed.set_password(${accountId}::uuid, ${passwordHash})`.execute(ctx.db)
  ctx.changed('account', accountId)
}

/** A team about to be made. */
export interface NewTeam {
  readonly name: string
  readonly kind: 'safer neighbourhoods' | 'response' | 'intelligence' | 'control room' | 'front counter' | 'borough' | 'central' | 'standards'
  readonly sight: 'none' | 'team' | 'borough' | 'force'
  readonly boroughId: string | null
  readonly isFallback?: boolean
  readonly telephone?: string | null
}

/**
 * Make a team.
 *
 * Changes: teams.
 */
export async function addTeam(ctx: Context, team: NewTeam): Promise<string> {
  authorise(may.changeTeams(ctx.actor))
  const id = newId()
  await ctx.db.insertInto('teams').values({ id, ...team, isFallback: team.isFallback ?? false, telephone: team.telephone ?? null, createdAt: ctx.now }).execute()
  ctx.changed('team', id)
  return id
}

/**
 * Make a Safer Neighbourhoods team responsible for wards from a day on.
 *
 * Changes: team_areas.
 */
export async function giveAreas(ctx: Context, teamId: string, areaIds: readonly string[], from: Day): Promise<void> {
  authorise(may.changeTeams(ctx.actor))
  if (areaIds.length === 0) return
  await ctx.db.insertInto('teamAreas').values(areaIds.map((areaId) => ({ teamId, areaId, validFrom: from }))).execute()
  ctx.changed('team', teamId)
}

/**
 * Add an agency that works with the force.
 *
 * Changes: agencies.
 */
export async function addAgency(ctx: Context, agency: { name: string; kind: 'police' | 'council' | 'landlord' | 'health' | 'voluntary' | 'other' }): Promise<string> {
  authorise(may.changeAccounts(ctx.actor))
  const id = newId()
  await ctx.db.insertInto('agencies').values({ id, ...agency, createdAt: ctx.now }).execute()
  ctx.changed('agency', id)
  return id
}

/**
 * Issue another system a token that lasts a year; it is shown once and kept only as its digest.
 *
 * Result: the token.
 * Changes: accounts, role_grants, sessions.
 * Refuses: not permitted.
 */
export async function issueToken(ctx: Context, client: { name: string; scopes: readonly 'incidents:write'[] }): Promise<string> {
  authorise(may.changeAccounts(ctx.actor))
  const username = `client:${client.name}`
  const known = await ctx.db.selectFrom('accounts').select('id').where('username', '=', username).executeTakeFirst()
  const accountId = known?.id ?? (await addAccount(ctx, { username, name: client.name, kind: 'client', rank: null }))
  if (known === undefined && client.scopes.includes('incidents:write')) await grantRole(ctx, accountId, 'ingest')
  const token = newToken()
  await sql`select heed.issue_client_session(${newId()}::uuid, ${accountId}::uuid, ${hashOf(token)}, interval '1 year', ${client.name})`.execute(ctx.db)
  ctx.changed('account', accountId)
  return token
}

/**
 * Name the force, or say that its people are invented.
 *
 * Changes: settings.
 */
export async function setSetting(ctx: Context, key: SettingKey, value: string | boolean | readonly string[]): Promise<void> {
  authorise(may.changeTeams(ctx.actor))
  await putSetting(ctx, key, value)
}

/**
 * Keep the one password of the demonstration's invented people, where nobody but the command line can read it.
 *
 * Changes: demonstration.
 * Refuses: not permitted. Does nothing for anybody but a service.
 */
export async function keepDemonstrationPassword(ctx: Context, password: string): Promise<void> {
  authorise(may.changeTeams(ctx.actor))
  await sql`select heed.keep_demonstration_password(${password})`.execute(ctx.db)
}

/** What an installation keeps about itself: what the force chose, and what its beginning set. */
export type SettingKey = 'force' | 'demonstration' | 'anchor day' | ChosenKey
export type { ChosenKey } from './rules/settings.ts'

/** Write a setting; the command that calls it has asked who may. */
export async function putSetting(ctx: Context, key: SettingKey, value: string | boolean | readonly string[] | null): Promise<void> {
  const json = JSON.stringify(value)
  const known = await ctx.db.selectFrom('heed.settings').select('key').where('key', '=', key).executeTakeFirst()
  if (known === undefined) await ctx.db.insertInto('heed.settings').values({ key, value: json, changedAt: ctx.now }).execute()
  else await ctx.db.updateTable('heed.settings').set({ value: json, changedAt: ctx.now }).where('key', '=', key).execute()
}

/**
 * Give every ward that has no team a Safer Neighbourhoods team of its own, as the force had in 2011: one team a ward.
 *
 * Result: how many teams were made.
 * Changes: teams, team_areas.
 */
export async function raiseWardTeams(ctx: Context, from: Day = '2010-01-01'): Promise<number> {
  authorise(may.changeTeams(ctx.actor))
  const wards = await ctx.db.selectFrom('areas as w').leftJoin('areas as b', 'b.id', 'w.parentId').select(['w.id', 'w.name', 'w.code', 'w.parentId', 'b.name as borough'])
    .where('w.kind', '=', 'ward').where(({ not, exists, selectFrom }) => not(exists(selectFrom('teamAreas as t').select('t.teamId').whereRef('t.areaId', '=', 'w.id'))))
    .orderBy('w.code').execute()
  const names = new Set((await ctx.db.selectFrom('teams').select('name').execute()).map(({ name }) => name))
  for (const { id, name, code, parentId, borough } of wards) {
    const called = [`${name} Safer Neighbourhoods Team`, `${name} Safer Neighbourhoods Team (${borough ?? code})`, `${name} Safer Neighbourhoods Team (${code})`]
    const chosen = called.slice(borough === null ? 0 : 1).find((each) => !names.has(each)) ?? `${name} Safer Neighbourhoods Team (${id})`
    names.add(chosen)
    const teamId = await addTeam(ctx, { name: chosen, kind: 'safer neighbourhoods', sight: 'team', boroughId: parentId })
    await giveAreas(ctx, teamId, [id], from)
  }
  return wards.length
}
