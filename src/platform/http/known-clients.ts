import type { Actor } from '#platform/auth/actor.ts'

/** How long a door goes by what it knew of a token. */
const GOOD_FOR_MS = 1000
const MOST_KNOWN = 1000

/**
 * The machine clients that a door has just let in, so that one which sends report after report is not looked up twice for each.
 *
 * Only the door goes by it: the transaction behind it asks the database who holds the token, every time, and goes by that.
 */
export class KnownClients {
  readonly #byToken = new Map<string, { readonly actor: Actor; readonly until: number }>()

  /** Who held this token within the last second; null when that is not known. */
  get(token: string, now: Date): Actor | null {
    const known = this.#byToken.get(token)
    return known === undefined || known.until < now.getTime() ? null : known.actor
  }

  keep(token: string, actor: Actor, now: Date): void {
    if (this.#byToken.size >= MOST_KNOWN) this.#byToken.clear()
    this.#byToken.set(token, { actor, until: now.getTime() + GOOD_FOR_MS })
  }

  forget(token: string): void {
    this.#byToken.delete(token)
  }
}
