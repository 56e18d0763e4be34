import type { Day } from '#platform/time/day.ts'
import { standardiseBirth } from './birth.ts'
import { standardisePhone } from './phone.ts'
import { isNobodysMailbox, standardiseEmail } from './standardise.ts'

/** What was given of a person that can be used for nothing as it stands. */
export interface Unreadable {
  readonly phone: boolean
  readonly email: boolean
  readonly birth: boolean
}

/** Said in the box of an e-mail address when none was given. */
const NOT_GIVEN = /^(?:none|nil|no|unknown|not (?:known|given)|refused|n\/?[ak])\.?$/i

/**
 * A telephone that cannot be rung, an e-mail that cannot be written to, a birth before anybody living.
 *
 * What says that none was given, or was withheld, is no mistake. Input: the London day it is judged on. Rule IN-14.
 */
export function unreadableOf(person: { readonly phone: string | null; readonly email: string | null; readonly dateOfBirth: string | null }, today: Day): Unreadable {
  const { phone, email, dateOfBirth } = person
  const number = phone === null ? null : standardisePhone(phone)
  return {
    phone: number !== null && number.key === null && number.doubt !== 'withheld',
    email: email !== null && standardiseEmail(email).key === null && !NOT_GIVEN.test(email.trim()) && !isNobodysMailbox(email.trim().toLowerCase().replace(/@.*$/, '')),
    birth: dateOfBirth !== null && standardiseBirth(dateOfBirth, today).doubt === 'too long ago',
  }
}
