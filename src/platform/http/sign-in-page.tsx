import { govuk } from '#ui/govuk.ts'
import { errorOf, type FieldErrors, type Page } from '#ui/page.ts'

/** The one page a stranger can see. The user name that was typed is kept after a wrong try; the password never is. */
export function SignInPage({ next, username, errors }: { next: string | undefined; username?: string; errors?: FieldErrors }): Page {
  const error = errorOf(errors, 'username')
  return {
    title: 'Sign in',
    ...(errors === undefined ? {} : { errors }),
    body: (
      <form method="post" action="/sign-in" novalidate>
        {next === undefined ? null : <input type="hidden" name="next" value={next} />}
        {govuk('input', {
          id: 'username', name: 'username', label: { text: 'User name' }, ...(username === undefined ? {} : { value: username }), autocomplete: 'username', spellcheck: false, classes: 'govuk-input--width-20',
          ...(error === undefined ? {} : { errorMessage: { text: error } }),
        })}
        {govuk('password-input', { id: 'password', name: 'password', label: { text: 'Password' }, classes: 'govuk-input--width-20' })}
        {govuk('button', { text: 'Sign in', preventDoubleClick: true })}
        <p class="govuk-body">If you cannot sign in, ask your administrator. After ten wrong tries an account is closed for 15 minutes.</p>
      </form>
    ),
  }
}
