import { setTimeout as pause } from 'node:timers/promises'

/** Reports being sent by several writers, each until it is acknowledged: under one key however often it is sent. */
export class Ingest {
  /** What was acknowledged: the report's own reference, and the id it was given. */
  readonly acknowledged = new Map<string, string>()
  /** How many times a report whose fate was not known was sent again. */
  retried = 0
  readonly #address: () => string
  readonly #token: string
  #isStopped = false
  #next = 0

  constructor(address: () => string, token: string) {
    this.#address = address
    this.#token = token
  }

  /** Send one report after another until told to stop; the last is seen through. */
  async write(): Promise<void> {
    while (!this.#isStopped) {
      this.#next += 1
      const reference = `KILL/${this.#next}`
      let id = await this.#send(reference)
      while (id === null) {
        await pause(50)
        this.retried += 1
        id = await this.#send(reference)
      }
      const before = this.acknowledged.get(reference)
      if (before !== undefined && before !== id) throw new Error(`${reference} was acknowledged twice, with two ids`)
      this.acknowledged.set(reference, id)
    }
  }

  stop(): void {
    this.#isStopped = true
  }

  /** Wait until so many have been acknowledged. Result: whether they were, in time. */
  async reaches(count: number, withinMs: number): Promise<boolean> {
    const until = performance.now() + withinMs
    while (this.acknowledged.size < count && performance.now() < until) await pause(10)
    return this.acknowledged.size >= count
  }

  /** How many of these can no longer be read. */
  async missing(reports: readonly (readonly [string, string])[]): Promise<number> {
    let missing = 0
    for (const [, id] of reports) if (!(await this.#isThere(id))) missing += 1
    return missing
  }

  async #isThere(id: string): Promise<boolean> {
    for (let tries = 0; tries < 200; tries += 1) {
      const answer = await this.#ask(`/api/v1/incidents/${id}`, { method: 'GET' })
      if (answer?.status === 200) return true
      if (answer?.status === 404) return false
      await pause(50)
    }
    return false
  }

  /** Result: the id it was given; null when nobody knows whether it was recorded. */
  async #send(reference: string): Promise<string | null> {
    // every second report has no number of its own, so that the key alone stands between one incident and two
    const isNumbered = Number(reference.split('/')[1]) % 2 === 0
    const body = JSON.stringify({
      reference: isNumbered ? reference : null, channel: '101', reportedAt: '2026-06-01T21:14:00+00:00', type: '211', qualifier: 'personal', narrative: `Shouting in the street, ${reference}`,
      location: { text: '14 Tanner Street', longitude: -0.09, latitude: 51.41 },
      people: [{ role: 'caller', givenName: 'Ada', familyName: 'Example', phone: '07700 900123' }],
      screening: [{ question: 'd1', answer: 'yes' }],
    })
    const answer = await this.#ask('/api/v1/incidents', { method: 'POST', body, headers: { 'content-type': 'application/json', 'idempotency-key': reference } })
    if (answer === null || answer.status >= 500 || answer.status === 429) return null
    if (answer.status !== 201) throw new Error(`${reference} was answered ${answer.status}: ${answer.text}`)
    const found: unknown = JSON.parse(answer.text)
    const id = typeof found === 'object' && found !== null && 'id' in found ? found.id : undefined
    if (typeof id !== 'string') throw new Error(`${reference} was acknowledged without an id`)
    return id
  }

  async #ask(path: string, init: { method: string; body?: string; headers?: Record<string, string> }): Promise<{ status: number; text: string } | null> {
    try {
      const answer = await fetch(`${this.#address()}${path}`, { ...init, headers: { ...init.headers, authorization: `Bearer ${this.#token}` }, signal: AbortSignal.timeout(15_000) })
      return { status: answer.status, text: await answer.text() }
    } catch {
      return null
    }
  }
}
