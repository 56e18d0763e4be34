import { z } from 'zod'
import type { Context } from '#platform/context.ts'
import { Id } from '#platform/http/fields.ts'
import type { House } from '#platform/http/house.ts'
import { redirect } from '#platform/http/replies.ts'
import { Refusal } from '#platform/errors.ts'
import type { FieldErrors, Page } from '#ui/page.ts'
import { addAccount, closeAccount, grantRole, joinTeam, leaveTeam, revokeRole } from './commands.ts'
import { OPEN_LISTS } from './rules/lists.ts'
import { changeOwnPassword, giveNewPassword, signOutElsewhere } from './commands/passwords.ts'
import { listActs } from './routes/lists.ts'
import { BareForm, givenRoles, PasswordForm, PeopleQuery, PersonForm, RoleForm, TeamForm, TeamsQuery } from './forms.ts'
import { codeList, codeSets, questionSets } from './queries/lists.ts'
import { getPerson, listPeople, listTeams, PEOPLE_A_PAGE } from './queries/people.ts'
import { AccountPage } from './views/account.tsx'
import { ListPage, ListsPage, QuestionSetsPage } from './views/lists.tsx'
import { TeamsPage } from './views/teams.tsx'
import { NewPasswordPage, NewPersonPage, PeoplePage, PersonPage } from './views/people.tsx'

const params = z.strictObject({ accountId: Id })
const ListParams = z.strictObject({ codeSet: z.string().regex(/^[a-z-]{2,40}$/) })

/** The doors of the administration, and everyone's own account. */
export function routes(house: House): void {
  accountDoors(house)
  listDoors(house)
  peopleDoors(house)
  roleDoors(house)
}

function accountDoors(house: House): void {
  const page = async (ctx: Context, errors?: FieldErrors): Promise<Page> => AccountPage({ person: await getPerson(ctx, ctx.actor.id), ...(errors === undefined ? {} : { errors }) })
  house.get('/account', { policy: 'admin.changeOwnPassword' }, async ({ ctx }) => page(ctx))
  house.post('/account/password', { policy: 'admin.changeOwnPassword', form: PasswordForm }, {
    accept: async ({ ctx, form }) => {
      // NOTE: a wrong old password is not thrown, so that it stays counted against the account
      if (await changeOwnPassword(ctx, form)) return redirect('/account', 'Your password is changed')
      return page(ctx, [{ field: 'old', message: 'This is not your password now. Type it again' }])
    },
    again: async ({ ctx, errors }) => page(ctx, errors),
  })
  house.post('/account/other-sessions/ending', { policy: 'admin.changeOwnPassword', form: BareForm }, {
    accept: async ({ ctx }) => {
      const ended = await signOutElsewhere(ctx)
      return redirect('/account', ended === 0 ? 'You were signed in nowhere else' : 'You are signed out everywhere else')
    },
    again: async ({ ctx, errors }) => page(ctx, errors),
  })
}

function listDoors(house: House): void {
  house.get('/admin/teams', { policy: 'admin.changeTeams', query: TeamsQuery }, async ({ ctx, query }) => TeamsPage({ teams: await listTeams(ctx), filter: query }))
  house.get('/admin/lists', { policy: 'admin.changeLists' }, async ({ ctx }) => ListsPage({ lists: await codeSets(ctx) }))
  house.get('/admin/lists/:codeSet', { policy: 'admin.changeLists', params: ListParams }, async ({ ctx, params: { codeSet } }) => {
    const rows = await codeList(ctx, codeSet, null)
    if (rows.length === 0) throw new Refusal('not found', 'There is no such list')
    return ListPage({ codeSet, rows, list: OPEN_LISTS.find((open) => open === codeSet) ?? null })
  })
  house.get('/admin/question-sets', { policy: 'admin.changeLists' }, async ({ ctx }) => QuestionSetsPage({ sets: await questionSets(ctx) }))
  listActs(house)
}

function peopleDoors(house: House): void {
  house.get('/admin', { policy: 'admin.changeAccounts', query: PeopleQuery }, async ({ ctx, query }) => {
    const filter = { role: query.role, teamId: query.team, isActive: query.state === 'open', page: query.page }
    return PeoplePage({ ...(await listPeople(ctx, filter)), perPage: PEOPLE_A_PAGE, filter, teams: await listTeams(ctx), roles: givenRoles })
  })
  house.get('/admin/people/new', { policy: 'admin.changeAccounts' }, async () => NewPersonPage({}))
  house.post('/admin/people', { policy: 'admin.changeAccounts', form: PersonForm }, {
    accept: async ({ ctx, form }) => redirect(`/admin/people/${await addAccount(ctx, { ...form, rank: form.kind === 'police' ? form.rank : null })}`, 'The account is open. Give it a password, a role and a team'),
    again: async ({ errors, answers }) => NewPersonPage({ errors, answers }),
  })
  house.get('/admin/people/:accountId', { policy: 'admin.changeAccounts', params }, async ({ ctx, params: { accountId } }) => personPage(ctx, accountId))
  house.post('/admin/people/:accountId/password', { policy: 'admin.changeOthers', params, form: BareForm }, {
    accept: async ({ ctx, params: { accountId } }) => {
      const password = await giveNewPassword(ctx, accountId)
      return NewPasswordPage({ person: await getPerson(ctx, accountId), password })
    },
    again: async ({ ctx, params: { accountId }, errors }) => personPage(ctx, accountId, errors),
  })
  house.post('/admin/people/:accountId/closing', { policy: 'admin.changeOthers', params, form: BareForm }, {
    accept: async ({ ctx, params: { accountId } }) => {
      await closeAccount(ctx, accountId)
      return redirect('/admin', 'The account is closed and whoever used it is signed out')
    },
    again: async ({ ctx, params: { accountId }, errors }) => personPage(ctx, accountId, errors),
  })
}

/** The four acts that change one thing of a person and lead back to them. */
function roleDoors(house: House): void {
  const act = <F>(path: string, form: z.ZodType<F>, flash: string, work: (ctx: Context, accountId: string, form: F) => Promise<void>): void =>
    house.post(`/admin/people/:accountId/${path}`, { policy: 'admin.changeOthers', params, form }, {
      accept: async ({ ctx, params: { accountId }, form: read }) => {
        await getPerson(ctx, accountId)
        await work(ctx, accountId, read)
        return redirect(`/admin/people/${accountId}`, flash)
      },
      again: async ({ ctx, params: { accountId }, errors }) => personPage(ctx, accountId, errors),
    })
  act('roles', RoleForm, 'The role is given', (ctx, id, { role }) => grantRole(ctx, id, role))
  act('roles/removal', RoleForm, 'The role is taken away', (ctx, id, { role }) => revokeRole(ctx, id, role))
  act('teams', TeamForm, 'They are in the team', (ctx, id, { teamId }) => joinTeam(ctx, id, teamId))
  act('teams/removal', TeamForm, 'They are out of the team', (ctx, id, { teamId }) => leaveTeam(ctx, id, teamId))
}

async function personPage(ctx: Context, accountId: string, errors?: FieldErrors): Promise<Page> {
  return PersonPage({
    person: await getPerson(ctx, accountId), teams: await listTeams(ctx), roles: givenRoles, isOwn: accountId === ctx.actor.id, now: ctx.now,
    ...(errors === undefined ? {} : { errors }),
  })
}
