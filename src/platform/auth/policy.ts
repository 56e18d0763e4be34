import { Refusal } from '#platform/errors.ts'
import { isAtLeast, type Actor, type ActorKind, type Rank, type Role } from './actor.ts'

/** The answer to "may they?", with the sentence the person reads when they may not. */
export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly reason: string }

/** Yes. */
export const allow: Decision = { allowed: true }

/** No, with the sentence the person reads. */
export function deny(reason: string): Decision {
  return { allowed: false, reason }
}

/** What a policy says of itself, for the printed matrix and the rule index. */
export interface PolicyAbout {
  readonly rule: string
  readonly source: string
  /** The act in the infinitive: "approve a risk assessment". */
  readonly does: string
  readonly roles?: readonly Role[]
  readonly rank?: Rank
  readonly kinds?: readonly ActorKind[]
  /** What further is asked of the record, in a few words, when `unless` is given. */
  readonly further?: string
}

/** A policy answers for a record, or without one "could this person ever?". */
export interface Policy<S = unknown> {
  (actor: Actor, subject?: S): Decision
  readonly about: PolicyAbout
}

/**
 * Who may do one act: a kind of account, one of some roles, a least rank, and what the record itself forbids.
 *
 * Deny is the default: an act that names no role is open only to every account of the kinds it names.
 * `unless` answers with the reason when the record forbids it, else null.
 */
export function permit<S = unknown>(
  about: PolicyAbout & { unless?: (actor: Actor, subject: S) => string | null },
): Policy<S> {
  const kinds = about.kinds ?? ['police', 'service']
  const policy = (actor: Actor, subject?: S): Decision => {
    if (!kinds.includes(actor.kind)) return deny(`Your account cannot ${about.does}`)
    if (actor.kind === 'service') return allow
    if (about.roles !== undefined && !about.roles.some((role) => actor.roles.includes(role))) {
      return deny(`To ${about.does} you need the role ${listed(about.roles)}`)
    }
    if (about.rank !== undefined && !isAtLeast(actor, about.rank)) {
      return deny(`Only ${article(about.rank)} ${about.rank} or above can ${about.does}`)
    }
    const reason = subject === undefined || about.unless === undefined ? null : about.unless(actor, subject)
    return reason === null ? allow : deny(reason)
  }
  return Object.assign(policy, { about })
}

/**
 * Stop here unless the decision allows it.
 *
 * Refuses: not permitted, with the decision's own sentence.
 */
export function authorise(decision: Decision): void {
  if (!decision.allowed) throw new Refusal('not permitted', decision.reason)
}

function listed(words: readonly string[]): string {
  const last = words[words.length - 1] ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`
}

function article(word: string): string {
  return /^[aeiou]/.test(word) ? 'an' : 'a'
}
