import type { z } from 'zod'
import type { Policy } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import type { AuditVerb } from '#platform/audit/entry.ts'
import type { FieldErrors, Page } from '#ui/page.ts'
import type { Upload } from '#platform/files/upload.ts'
import type { Answers } from './answers.ts'
import type { Reply } from './replies.ts'

/** Every policy of the house by name: `<feature>.<act>`. */
export type Policies = ReadonlyMap<string, Policy<never>>

/** What a handler of a page is given. */
export interface Asked<P, Q> {
  readonly ctx: Context
  readonly params: P
  readonly query: Q
}

/** What every door says of itself; a door without a policy stops the server at start. */
export interface DoorAbout<P, Q> {
  /** A policy's name, or `signed-in`: anyone who has signed in, for their own account only. */
  readonly policy: string
  readonly params?: z.ZodType<P>
  readonly query?: z.ZodType<Q>
  /** What the audit calls it; consultation for a look, alteration for an act. */
  readonly verb?: AuditVerb
}

/** What an act's door says besides: its form, and whether files may come with it. */
export interface FormAbout<P, Q, F> extends DoorAbout<P, Q> {
  readonly form: z.ZodType<F>
  readonly files?: { readonly atMost: number }
}

/** What to do when the form was right, and what to show again when it was not. */
export interface FormHandlers<P, Q, F> {
  accept(asked: Asked<P, Q> & { form: F; files: readonly Upload[] }): Promise<Reply>
  again(asked: Asked<P, Q> & { errors: FieldErrors; answers: Answers }): Promise<Page | Reply>
}

/** One door of the machine interface. */
export interface ApiAbout<P, B, R> {
  readonly policy: string
  readonly summary: string
  readonly params?: z.ZodType<P>
  readonly body?: z.ZodType<B>
  readonly reply: z.ZodType<R>
  readonly verb?: AuditVerb
  /** Answers the same to the same Idempotency-Key and body; 409 to another body under it. */
  readonly idempotent?: boolean
  /** The address of what was made, from the answer that tells of it. */
  readonly locates?: (made: R) => string
}

/** What a machine is answered: a status and a body. */
export interface ApiReply<R> {
  readonly status: 200 | 201
  readonly body: R
}

/** A door as the server lists it. */
export interface Door {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly kind: 'look' | 'ask' | 'act' | 'api look' | 'api act' | 'open'
  readonly policy: string
}

/** Where features hang their doors. */
export interface House {
  /** A page somebody looks at. */
  get<P = Record<string, never>, Q = Record<string, never>>(path: string, about: DoorAbout<P, Q>, show: (asked: Asked<P, Q>) => Promise<Reply>): void
  /** An act: a form sent, checked, done, and a redirect. */
  post<P = Record<string, never>, Q = Record<string, never>, F = unknown>(path: string, about: FormAbout<P, Q, F>, handlers: FormHandlers<P, Q, F>): void
  /** A look whose question must not stand in the address: a search, a live suggestion. It cannot change anything. */
  ask<P = Record<string, never>, Q = Record<string, never>, F = unknown>(path: string, about: FormAbout<P, Q, F>, handlers: FormHandlers<P, Q, F>): void
  readonly api: {
    get<P = Record<string, never>, R = unknown>(path: string, about: ApiAbout<P, never, R>, answer: (asked: { ctx: Context; params: P }) => Promise<ApiReply<R>>): void
    post<P = Record<string, never>, B = unknown, R = unknown>(path: string, about: ApiAbout<P, B, R>, answer: (asked: { ctx: Context; params: P; body: B }) => Promise<ApiReply<R>>): void
  }
}
