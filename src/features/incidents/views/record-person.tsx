import { checkboxesField, hidden, radiosField, selectField, textField } from '#ui/fields.tsx'
import type { Html } from '#ui/html.ts'
import type { Answers, FieldErrors } from '#ui/page.ts'
import { answerTo } from '#ui/page.ts'

const parts = [
  { value: 'caller', text: 'Caller' }, { value: 'victim', text: 'Victim' }, { value: 'witness', text: 'Witness' }, { value: 'suspect', text: 'Suspect' },
] as const

/** One person of a report: who they are, how to reach them, and whether that is safe. */
export function PersonFields({ place, answers, errors }: { place: number; answers: Answers; errors: FieldErrors | undefined }): Html {
  const name = (part: string): string => `people.${place}.${part}`
  const line = (part: string, label: string, more: { width?: 10 | 20; type?: string; hint?: string; inputmode?: string } = {}): Html => textField({ name: name(part), label, answers, errors, ...more })
  return (
    <fieldset class="govuk-fieldset" id={`person-${place}`}>
      <legend class="govuk-fieldset__legend govuk-fieldset__legend--m"><h2 class="govuk-fieldset__heading">{place === 0 ? 'Who is calling' : `Person ${place + 1}`}</h2></legend>
      {place === 0
        ? hidden(name('role'), answerTo(answers, name('role')) || 'caller')
        : selectField({ name: name('role'), label: 'Their part', choices: parts, value: 'victim', answers: answerTo(answers, name('role')) === undefined ? undefined : answers, errors })}
      <div class="heed-pair">{line('givenName', 'First name')}{line('familyName', 'Last name')}</div>
      <div class="heed-ticks" data-skip-when={`${name('givenName')} ${name('familyName')}`}>
        {checkboxesField({ name: name('isAnonymous'), label: 'No name', isSmall: true, answers, errors, choices: [{ value: 'yes', text: 'Would not give a name' }] })}
      </div>
      {place > 0 ? null : checkboxesField({ name: name('isVictim'), label: 'Who suffers it', isSmall: true, answers, errors, choices: [{ value: 'yes', text: 'The caller is the victim' }] })}
      <div class="heed-pair">{line('phone', 'Telephone', { type: 'tel' })}{line('dateOfBirth', 'Date of birth', { hint: 'For example 2/4/1961, or the year alone' })}</div>
      {line('email', 'E-mail', { type: 'email' })}
      {checkboxesField({ name: name('sameAddress'), label: 'Address', isSmall: true, answers, errors, choices: [{ value: 'yes', text: 'Lives where it is happening' }] })}
      <div class="heed-pair heed-pair--wide-first">{line('addressText', 'Or another address')}{line('postcode', 'Postcode')}</div>
      {radiosField({ name: name('wantsContact'), label: 'Do they want to be contacted?', isInline: true, isSmall: true, answers, errors, choices: [{ value: 'yes', text: 'Yes' }, { value: 'no', text: 'No' }] })}
      {line('safeToContact', 'How and when is it safe to reach them?')}
      {hidden(name('personId'), answerTo(answers, name('personId')))}
      {hidden(name('notThem'), answerTo(answers, name('notThem')))}
    </fieldset>
  )
}
