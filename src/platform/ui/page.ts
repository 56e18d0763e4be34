import type { Content, Html } from './html.ts'

/** One thing wrong with what was sent: the field's name and the sentence that says how to put it right. */
export interface FieldError { readonly field: string; readonly message: string }

/** Everything wrong with what was sent, in the order of the page. */
export type FieldErrors = readonly FieldError[]

/** What was typed, by field name, so that a form can be shown again with nothing lost. */
export type Answers = Readonly<Record<string, string | readonly string[] | undefined>>

/** A place to go, with its words. */
export interface Link { readonly text: string; readonly href: string }

/**
 * What a view gives: the middle of a page and what the frame around it should say.
 *
 * The frame writes the title as the h1, with the caption above it, unless `heading` is false: then the body holds its own h1.
 */
export interface Page {
  readonly title: string
  readonly body: Content
  readonly caption?: string | undefined
  readonly heading?: false | undefined
  readonly width?: 'two-thirds' | 'full' | undefined
  readonly back?: { readonly href: string; readonly text?: string } | undefined
  readonly breadcrumbs?: readonly Link[] | undefined
  readonly errors?: FieldErrors | undefined
}

/** What the house knows when it frames a page. `assets` is the address prefix of the built files, without a last slash. */
export interface FrameData {
  readonly force: string
  readonly signedIn: null | { readonly name: string }
  /** Whether it carries the marking: it may hold what belongs to the force, whether or not its reader is known. */
  readonly isMarked: boolean
  /** Whether the search box is theirs to use. */
  readonly searches: boolean
  readonly navigation: readonly { readonly text: string; readonly href: string; readonly current: boolean }[]
  readonly demonstration: boolean
  readonly flash: string | null
  readonly assets: string
}

/** The id of the control that answers a field, so that an error can lead to it. */
export function fieldId(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]+/g, '-')
}

/** What is wrong with one field, if anything is. */
export function errorOf(errors: FieldErrors | undefined, name: string): string | undefined {
  return errors?.find(({ field }) => field === name)?.message
}

/** What was typed in a field of one answer. */
export function answerTo(answers: Answers | undefined, name: string): string | undefined {
  const answer = answers?.[name]
  return typeof answer === 'string' ? answer : answer?.[0]
}

/** What was chosen in a field of several answers. */
export function answersTo(answers: Answers | undefined, name: string): readonly string[] | undefined {
  const answer = answers?.[name]
  return typeof answer === 'string' ? [answer] : answer
}

/** Class names in one attribute, absent ones left out. */
export function classes(...names: (string | false | null | undefined)[]): string {
  return names.filter((name) => name !== false && name !== null && name !== undefined && name !== '').join(' ')
}

/** A part of a page that a browser asks for by itself: it has no frame. */
export interface Fragment { readonly fragment: Html }
