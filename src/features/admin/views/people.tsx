import { ranks, type Role } from '#platform/auth/actor.ts'
import { hidden, radiosField, selectField, submitButton, textField } from '#ui/fields.tsx'
import { type ChosenFilter, Filter } from '#ui/filter.tsx'
import type { Html } from '#ui/html.ts'
import type { Answers, FieldErrors, Page } from '#ui/page.ts'
import { Pagination } from '#ui/pagination.tsx'
import { SummaryList } from '#ui/summary-list.tsx'
import { DataTable } from '#ui/table.tsx'
import { Tabs } from '#ui/tabs.tsx'
import { When } from '#ui/time.tsx'
import type { PeopleFilter, Person, PersonRow, TeamRow } from '../queries/people.ts'
import { rolesAsHeading, rolesAsSaid } from './words.tsx'

/** The pages of the administration, side by side. */
export function AdminTabs({ here }: { here: 'people' | 'teams' | 'lists' | 'question-sets' | 'settings' }): Html {
  const tab = (key: typeof here, text: string, href: string) => ({ text, href, current: key === here })
  return <Tabs label="Administration" tabs={[tab('people', 'People', '/admin'), tab('teams', 'Teams', '/admin/teams'), tab('lists', 'Code lists', '/admin/lists'), tab('question-sets', 'Question sets', '/admin/question-sets'), tab('settings', 'Settings', '/admin/settings')]} />
}

/** Everyone with an account. */
export interface PeoplePageGiven {
  readonly people: readonly PersonRow[]
  readonly total: number
  readonly perPage: number
  readonly filter: PeopleFilter
  readonly teams: readonly TeamRow[]
  readonly roles: readonly Role[]
}

/** Everyone with an account, narrowed by role, team or state; never by name, which must not stand in an address. */
export function PeoplePage({ people, total, perPage, filter, teams, roles }: PeoplePageGiven): Page {
  return {
    title: 'People',
    caption: 'Administration',
    width: 'full',
    body: (
      <>
        <AdminTabs here="people" />
        <p class="govuk-body"><a class="govuk-link" href="/admin/people/new">Give somebody an account</a></p>
        <Filter action="/admin" clearHref="/admin" chosen={chosenOf(filter, teams)}>
          {selectField({ name: 'role', label: 'Role', none: 'Any role', value: filter.role, choices: roles.map((role) => ({ value: role, text: rolesAsHeading([role]) })) })}
          {selectField({ name: 'team', label: 'Team', none: 'Any team', value: filter.teamId, choices: teams.map(({ id, name }) => ({ value: id, text: name })) })}
          {selectField({ name: 'state', label: 'Account', value: filter.isActive ? 'open' : 'closed', choices: [{ value: 'open', text: 'Open' }, { value: 'closed', text: 'Closed' }] })}
        </Filter>
        <DataTable caption={`${total} ${total === 1 ? 'account' : 'accounts'}`} rows={people} empty="Nobody has an account like that." columns={[
          { heading: 'Name', isHeader: true, cell: (one) => <a class="govuk-link" href={`/admin/people/${one.id}`}>{one.name}</a> },
          { heading: 'User name', cell: (one) => one.username },
          { heading: 'Rank', cell: (one) => rolesAsHeading([one.rank ?? one.kind]) },
          { heading: 'Roles', cell: (one) => rolesAsHeading(one.roles) },
          { heading: 'Teams', cell: (one) => one.teamNames.join(', ') },
        ]} />
        <Pagination page={filter.page} pages={Math.ceil(total / perPage)} href={(page) => addressOf({ ...filter, page })} />
      </>
    ),
  }
}

function chosenOf(filter: PeopleFilter, teams: readonly TeamRow[]): readonly ChosenFilter[] {
  const { role, teamId, isActive } = filter
  const without = (less: Partial<PeopleFilter>): string => addressOf({ ...filter, ...less, page: 1 })
  return [
    ...(role === null ? [] : [{ text: rolesAsHeading([role]), removeHref: without({ role: null }) }]),
    ...(teamId === null ? [] : [{ text: teams.find(({ id }) => id === teamId)?.name ?? 'A team', removeHref: without({ teamId: null }) }]),
    ...(isActive ? [] : [{ text: 'Closed accounts', removeHref: without({ isActive: true }) }]),
  ]
}

function addressOf({ role, teamId, isActive, page }: PeopleFilter): string {
  return `/admin?${new URLSearchParams({ ...(role === null ? {} : { role }), ...(teamId === null ? {} : { team: teamId }), state: isActive ? 'open' : 'closed', page: String(page) }).toString()}`
}

/** The form that gives somebody an account. */
export function NewPersonPage({ errors, answers }: { errors?: FieldErrors; answers?: Answers }): Page {
  return {
    title: 'Give somebody an account',
    back: { href: '/admin', text: 'People' },
    errors,
    body: (
      <form method="post" action="/admin/people" novalidate>
        {textField({ name: 'name', label: 'Name', hint: 'As it should stand beside what they do, for example PC Amara Diallo', errors, answers })}
        {textField({ name: 'username', label: 'User name', width: 20, spellcheck: false, errors, answers })}
        {radiosField({ name: 'kind', label: 'What kind of account?', errors, answers, choices: [
          { value: 'police', text: 'Police' }, { value: 'partner', text: 'Partner', hint: 'Sees nothing but their own account and what is disclosed to them' }, { value: 'volunteer', text: 'Volunteer', hint: 'Sees nothing but their own account' },
        ] })}
        {selectField({ name: 'rank', label: 'Rank', none: 'Not police', errors, answers, choices: ranks.map((rank) => ({ value: rank, text: rolesAsHeading([rank]) })) })}
        {submitButton('Give this account')}
      </form>
    ),
  }
}

/** One person's account as administrators see it. */
export interface PersonPageGiven {
  readonly person: Person
  readonly teams: readonly TeamRow[]
  readonly roles: readonly Role[]
  readonly isOwn: boolean
  readonly now: Date
  readonly errors?: FieldErrors
}

/** One person's roles and teams, and what may be changed. */
export function PersonPage({ person, teams, roles, isOwn, now, errors }: PersonPageGiven): Page {
  const at = `/admin/people/${person.id}`
  return {
    title: person.name,
    caption: person.isActive ? 'Account' : 'Closed account',
    back: { href: '/admin', text: 'People' },
    errors,
    body: (
      <>
        <SummaryList rows={[
          { key: 'User name', value: person.username }, { key: 'Kind', value: rolesAsHeading([person.kind]) },
          person.rank !== null && { key: 'Rank', value: rolesAsHeading([person.rank]) }, person.agencyName !== null && { key: 'Organisation', value: person.agencyName },
        ]} />
        {isOwn ? <div class="govuk-inset-text">This is your own account. Another administrator must change what it may do.</div> : null}
        <DataTable caption="Roles" rows={person.grants} empty="No role: this person may do nothing yet." columns={[
          { heading: 'Role', isHeader: true, cell: ({ role }) => rolesAsHeading([role]) },
          { heading: 'Given', cell: (grant) => <><When at={grant.grantedAt} now={now} />{grant.grantedByName === null ? null : ` by ${grant.grantedByName}`}</> },
          { heading: 'Change', hideHeading: true, cell: ({ role }) => (isOwn ? null : <RemoveForm action={`${at}/roles/removal`} name="role" value={role} text={`Take away ${rolesAsSaid([role])}`} />) },
        ]} />
        <DataTable caption="Teams" rows={person.teams} empty="No team: this person sees no record." columns={[
          { heading: 'Team', isHeader: true, cell: ({ name }) => name },
          { heading: 'Shows', cell: ({ sight }) => sightText(sight) },
          { heading: 'Since', cell: ({ since }) => <When at={since} now={now} /> },
          { heading: 'Change', hideHeading: true, cell: ({ id, name }) => (isOwn ? null : <RemoveForm action={`${at}/teams/removal`} name="teamId" value={id} text={`Take out of ${name}`} />) },
        ]} />
        {isOwn || !person.isActive ? null : <ChangeForms at={at} person={person} teams={teams} roles={roles} errors={errors} />}
      </>
    ),
  }
}

function ChangeForms({ at, person, teams, roles, errors }: { at: string; person: Person; teams: readonly TeamRow[]; roles: readonly Role[]; errors: FieldErrors | undefined }): Html {
  return (
    <>
      <form method="post" action={`${at}/roles`} novalidate>
        {selectField({ name: 'role', label: 'Give a role', none: 'Choose a role', errors, choices: roles.filter((role) => !person.roles.includes(role)).map((role) => ({ value: role, text: rolesAsHeading([role]) })) })}
        {submitButton('Give this role', { isSecondary: true })}
      </form>
      <form method="post" action={`${at}/teams`} novalidate>
        {selectField({ name: 'teamId', label: 'Put in a team', none: 'Choose a team', errors, choices: teams.filter(({ id }) => !person.teams.some((team) => team.id === id)).map(({ id, name, sight }) => ({ value: id, text: `${name} (shows ${sightText(sight)})` })) })}
        {submitButton('Put in this team', { isSecondary: true })}
      </form>
      <h2 class="govuk-heading-m">Password and closing</h2>
      <form method="post" action={`${at}/password`}>{submitButton('Set a new password', { isSecondary: true })}</form>
      <form method="post" action={`${at}/closing`}>{submitButton('Close this account', { isWarning: true })}</form>
    </>
  )
}

/** A new password, shown this once. */
export function NewPasswordPage({ person, password }: { person: Person; password: string }): Page {
  return {
    title: 'New password',
    caption: person.name,
    back: { href: `/admin/people/${person.id}` },
    body: (
      <>
        <p class="govuk-body">Give it to them in person or by telephone. It is not kept and cannot be shown again; they were signed out everywhere.</p>
        <div class="govuk-inset-text"><code>{password}</code></div>
        <p class="govuk-body">Ask them to change it under “Your account” when they first sign in.</p>
      </>
    ),
  }
}

function RemoveForm({ action, name, value, text }: { action: string; name: string; value: string; text: string }): Html {
  return <form method="post" action={action}>{hidden(name, value)}{submitButton(text, { isSecondary: true })}</form>
}

function sightText(sight: string): string {
  return { none: 'no records', team: 'the team’s records', borough: 'the borough’s records', force: 'the whole force’s records' }[sight] ?? sight
}
