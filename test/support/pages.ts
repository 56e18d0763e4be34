import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { Refusal } from '#platform/errors.ts'
import { csrfTokenOf } from '#platform/http/session.ts'
import type { TestHeed } from '#test/harness.ts'

/** What a form holds as a browser would send it: several values under one name are a list. */
export type Sent = Readonly<Record<string, string | readonly string[]>>

/** Somebody at a browser: pages looked at and forms sent under their own session. */
export interface Visitor {
  get(username: string, url: string): Promise<LightMyRequestResponse>
  post(username: string, url: string, form?: Sent): Promise<LightMyRequestResponse>
}

/** Visit Heed as whoever is named; a form carries its own session's mark. */
export async function visitorOf(heed: TestHeed): Promise<Visitor> {
  const app: FastifyInstance = await heed.app()
  return {
    get: async (username, url) => app.inject({ url, headers: { cookie: `heed=${await heed.tokenOf(username)}` } }),
    post: async (username, url, form = {}) => {
      const token = await heed.tokenOf(username)
      const pairs = Object.entries<string | readonly string[]>({ ...form, csrf: csrfTokenOf(token) }).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : value.map((each) => [name, each])))
      return app.inject({
        method: 'POST', url, headers: { cookie: `heed=${token}`, 'content-type': 'application/x-www-form-urlencoded' },
        payload: pairs.map(([name = '', value = '']) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&'),
      })
    },
  }
}

/** What a page says where every page says it. */
export interface PageParts {
  readonly title: string
  readonly headings: readonly string[]
  readonly back: string | null
  readonly flash: string | null
  /** The error summary: where each line leads, and its words. */
  readonly errors: readonly { readonly field: string; readonly message: string }[]
}

/** Read a page's parts from what was sent. */
export function partsOf(body: string): PageParts {
  const one = (pattern: RegExp): string | null => textOf(pattern.exec(body)?.[1] ?? null)
  const summary = /<div class="govuk-error-summary"[\s\S]*?<\/ul>/.exec(body)?.[0] ?? ''
  return {
    title: one(/<title>([\s\S]*?)<\/title>/) ?? '',
    headings: [...body.matchAll(/<h1\b[^>]*>([\s\S]*?)<\/h1>/g)].map(([, inside]) => textOf(inside ?? '') ?? ''),
    back: /<a href="([^"]*)" class="govuk-back-link"/.exec(body)?.[1] ?? null,
    flash: one(/<p class="govuk-notification-banner__heading">([\s\S]*?)<\/p>/),
    errors: [...summary.matchAll(/<li>(?:<a href="#([^"]*)">)?([\s\S]*?)(?:<\/a>)?<\/li>/g)].map(([, field, message]) => ({ field: field ?? '', message: textOf(message ?? '') ?? '' })),
  }
}

function textOf(markup: string | null): string | null {
  return markup === null ? null : unescaped(markup.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ').trim()
}

/** Markup as its reader sees it. */
export function unescaped(markup: string): string {
  return markup.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&#039;', "'").replaceAll('&amp;', '&')
}

/**
 * What is wrong with a page that shows a form again: nothing, when it is as it must be.
 *
 * The title begins with "Error", one heading, a way back, each line of the summary leads to something on the page, and stands beside its field too.
 */
export function faultsOfErrorPage(body: string): readonly string[] {
  const { title, headings, errors } = partsOf(body)
  return [
    ...(title.startsWith('Error: ') ? [] : [`the title is “${title}”`]),
    ...(headings.length === 1 ? [] : [`there are ${headings.length} headings`]),
    ...(errors.length > 0 ? [] : ['there is no error summary']),
    ...(/name="csrf" value="[^"]+"/.test(body) ? [] : ['no form can be sent again']),
    ...errors.flatMap(({ field, message }) => [
      ...(field === '' ? [] : body.includes(` id="${field}"`) ? [] : [`“${message}” leads to #${field}, which is not there`]),
      ...(field === '' || unescaped(body).split(message).length > 2 ? [] : [`“${message}” is not beside its field`]),
    ]),
  ]
}

/** The refusal that somebody's work ended in; anything else, success too, fails the test. */
export async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  const error = await work.then(() => null, (thrown: unknown) => thrown)
  if (error instanceof Refusal) return error
  throw error ?? new Error('nothing was refused')
}

/** A refusal in one line, for tables: its kind, and the field at fault. */
export async function refusedAs(work: Promise<unknown>): Promise<string> {
  const { kind, detail } = await refusalOf(work)
  return detail.field === undefined ? kind : `${kind} ${detail.field}`
}
