import type { RefusalDetail } from '#platform/errors.ts'
import type { Content, Html } from './html.ts'
import { answersTo, type Answers, type Page } from './page.ts'
import { DataTable } from './table.tsx'
import { When } from './time.tsx'

/** Who reads a page that says there is nothing: a stranger can sign in, and only some may search. */
export interface Reader {
  readonly isSignedIn: boolean
  readonly searches: boolean
}

/** A page for an address where there is nothing, or nothing this person may know of. */
export function NotFoundPage({ isSignedIn, searches }: Reader): Page {
  return {
    title: 'Page not found',
    body: (
      <Advice said="There is nothing at this address that you can see.">
        <li>check the address, if you typed it</li>
        {searches ? <li>search for the record by its reference</li> : null}
        {isSignedIn ? <li>if a colleague sent it to you, ask them: it may belong to a team you are not in</li> : <li><a class="govuk-link" href="/sign-in">sign in</a>, if you have an account: more may be here then</li>}
      </Advice>
    ),
  }
}

/** A page for an act this person may not do, with the reason the rule gives. */
export function NotPermittedPage({ reason }: { reason: string }): Page {
  return {
    title: 'You cannot do this',
    body: (
      <Advice said={reason}>
        <li>go back to the page you were on: you are still signed in and nothing has changed</li>
        <li>ask your supervisor, if you think you should be able to do this</li>
      </Advice>
    ),
  }
}

/** A page for something sent that breaks a rule no single field owns. */
export function InvalidPage({ reason }: { reason: string }): Page {
  return {
    title: 'This cannot be saved as it is',
    body: <Advice said={reason}><li>go back, change it and send it again: what you typed is still in your browser</li></Advice>,
  }
}

/** A page for a record that moved on meanwhile, or that does not allow it as it stands: what changed, by whom, and what was typed, so that nothing is lost. */
export function ConflictPage({ reason, detail = {}, now, answers, href }: {
  reason: string; detail?: RefusalDetail; now: Date; answers?: Answers | undefined; href?: string | undefined
}): Page {
  const { changed = [], by, at, see = href } = detail
  const left = typedNames(answers).filter((name) => !changed.some(({ field }) => isNamed(field, name)))
  const hasMovedOn = by !== undefined || changed.length > 0
  return {
    title: hasMovedOn ? 'This has changed since you opened it' : 'This cannot be done as things stand',
    width: 'full',
    body: (
      <>
        <p class="govuk-body-l">{ended(reason)}</p>
        {by === undefined ? null : <p class="govuk-body">Changed {reason.includes(by) ? '' : `by ${by}, `}{at === undefined ? 'meanwhile' : <When at={at} now={now} />}.</p>}
        {changed.length === 0 ? null : <Differences changed={changed} answers={answers} />}
        {left.length === 0 ? null : <Kept answers={answers} names={left} />}
        <p class="govuk-body">Nothing {left.length === 0 ? 'has been' : 'you typed has been'} saved.{hasMovedOn ? ' Open the record as it is now, then make your change again.' : null}</p>
        {see === undefined ? null : <p class="govuk-body"><a class="govuk-button" href={see} role="button" data-module="govuk-button">Open it as it is now</a></p>}
      </>
    ),
  }
}

/** A page for a fault of ours, with the reference that finds it in the log. */
export function FaultPage({ reference }: { reference: string }): Page {
  return {
    title: 'Sorry, something has gone wrong',
    body: (
      <>
        <Advice said="This is our fault, not yours. Nothing was half saved.">
          <li>go back and try once more: what you typed is still in your browser</li>
          <li>if it happens again, tell your support desk and give the reference</li>
        </Advice>
        <p class="govuk-body">Reference: <strong class="heed-reference">{reference}</strong></p>
      </>
    ),
  }
}

/** What a page for a moment when Heed cannot answer says. */
export interface Unavailable {
  readonly title?: string
  readonly said?: string
  /** It may have been saved: it is looked for before it is sent again. */
  readonly isUnanswered?: boolean
  readonly retryAfterSeconds: number
  readonly answers?: Answers | undefined
}

/** A page for a moment when Heed cannot answer. */
export function UnavailablePage({ title = 'Heed is not available for a moment', said = 'Heed cannot reach its records. Nothing was saved by this request', isUnanswered = false, retryAfterSeconds, answers }: Unavailable): Page {
  const names = typedNames(answers)
  return {
    title,
    body: (
      <>
        <Advice said={said}>
          <li>{isUnanswered ? `wait ${retryAfterSeconds} seconds, then look whether it is there; send it again only if it is not` : `wait ${retryAfterSeconds} seconds and send it again`}</li>
          <li>if you have someone with you or on the line, write down what they tell you and enter it afterwards</li>
        </Advice>
        {names.length === 0 ? null : <Kept answers={answers} names={names} />}
      </>
    ),
  }
}

type Changes = NonNullable<RefusalDetail['changed']>

function Advice({ said, children }: { said: string; children?: Content }): Html {
  return (
    <>
      <p class="govuk-body-l">{ended(said)}</p>
      <p class="govuk-body">You can:</p>
      <ul class="govuk-list govuk-list--bullet">{children}</ul>
    </>
  )
}

/** What somebody typed, and not what the form said of itself. */
function typedNames(answers: Answers | undefined): readonly string[] {
  return Object.keys(answers ?? {}).filter((name) => name !== 'csrf' && name !== 'version' && !isChoiceOfRecord(answers, name))
}

function Differences({ changed, answers }: { changed: Changes; answers: Answers | undefined }): Html {
  return (
    <DataTable
      caption="What changed"
      rows={changed}
      columns={[
        { heading: 'Field', cell: ({ field }) => field, isHeader: true },
        { heading: 'It was', cell: ({ was }) => was === '' ? 'Empty' : was },
        { heading: 'It is now', cell: ({ now }) => now === '' ? 'Empty' : now },
        { heading: 'You typed', cell: ({ field }) => typed(answers, field) },
      ]}
    />
  )
}

function Kept({ answers, names }: { answers: Answers | undefined; names: readonly string[] }): Html {
  return (
    <DataTable
      caption="What you typed, to copy"
      rows={names}
      columns={[{ heading: 'Field', cell: (name) => nameWords(name), isHeader: true }, { heading: 'You typed', cell: (name) => typed(answers, name) }]}
    />
  )
}

function typed(answers: Answers | undefined, name: string): string {
  const asked = Object.keys(answers ?? {}).find((each) => isNamed(name, each)) ?? name
  const said = (answersTo(answers, asked) ?? []).filter((answer) => answer !== '').join(', ')
  return said === '' ? 'Nothing' : said
}

/** What was chosen from a list of records is an id, which says nothing to whoever chose it. */
function isChoiceOfRecord(answers: Answers | undefined, name: string): boolean {
  const given = (answersTo(answers, name) ?? []).filter((answer) => answer !== '')
  return given.length > 0 && given.every((answer) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(answer))
}

/** A field's name as words: "deployedDay" is "Deployed day". */
function nameWords(name: string): string {
  const words = name.replaceAll(/[._-]+/g, ' ').replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase().trim()
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

function isNamed(field: string, name: string): boolean {
  return field === name || field.toLowerCase() === nameWords(name).toLowerCase()
}

/** A sentence with its full stop. */
function ended(sentence: string): string {
  return /[.?!]$/.test(sentence) ? sentence : `${sentence}.`
}
