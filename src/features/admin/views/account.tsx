import { textField, submitButton } from '#ui/fields.tsx'
import type { FieldErrors, Page } from '#ui/page.ts'
import { SummaryList } from '#ui/summary-list.tsx'
import type { Person } from '../queries/people.ts'
import { rolesAsHeading } from './words.tsx'

/** One's own account: who Heed takes one for, and the password. What was typed in it is never shown again. */
export function AccountPage({ person, errors }: { person: Person; errors?: FieldErrors }): Page {
  return {
    title: 'Your account',
    errors,
    body: (
      <>
        <SummaryList rows={[
          { key: 'Name', value: person.name },
          { key: 'User name', value: person.username },
          person.rank !== null && { key: 'Rank', value: rolesAsHeading([person.rank]) },
          person.agencyName !== null && { key: 'Organisation', value: person.agencyName },
          { key: 'Roles', value: person.roles.length === 0 ? 'None: ask an administrator' : rolesAsHeading(person.roles) },
          person.kind === 'police' && { key: 'Teams', value: person.teamNames.length === 0 ? 'None: you see no records until you belong to a team' : person.teamNames.join(', ') },
        ]} />
        <h2 class="govuk-heading-m">Change your password</h2>
        <form method="post" action="/account/password" novalidate>
          {textField({ name: 'old', label: 'Your password now', type: 'password', autocomplete: 'current-password', width: 20, errors })}
          {textField({ name: 'fresh', label: 'New password', hint: 'At least 12 characters', type: 'password', autocomplete: 'new-password', width: 20, errors })}
          {textField({ name: 'again', label: 'New password again', type: 'password', autocomplete: 'new-password', width: 20, errors })}
          {submitButton('Change password')}
        </form>
        <h2 class="govuk-heading-m">Signed in somewhere else?</h2>
        <p class="govuk-body">This ends every session of yours but the one you are in.</p>
        <form method="post" action="/account/other-sessions/ending">{submitButton('Sign out everywhere else', { isSecondary: true })}</form>
      </>
    ),
  }
}
