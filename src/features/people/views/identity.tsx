import { formatDay } from '#platform/time/day.ts'
import { checkboxesField, submitButton, textareaField } from '#ui/fields.tsx'
import { govuk } from '#ui/govuk.ts'
import type { Answers, FieldErrors, Page } from '#ui/page.ts'
import { DataTable } from '#ui/table.tsx'
import { When } from '#ui/time.tsx'
import type { DecisionPage } from '../queries/decision-page.ts'
import type { IdentityPage } from '../queries/identity-page.ts'
import { nameOf } from './mention.tsx'

interface Typed {
  readonly errors?: FieldErrors
  readonly answers?: Answers
}

const VERDICTS = { same: 'The same person', different: 'Different people', 'not sure': 'Not sure' } as const

/** How one person's records came together, and the way to take some of them out. */
export function PersonIdentityPage({ page, errors, answers }: { page: IdentityPage } & Typed): Page {
  const { mentions, moves, decisions, now } = page
  const recordOf = (mentionId: string): string => mentions.find(({ id }) => id === mentionId)?.reference ?? 'a record now elsewhere'
  return {
    title: 'Who these records are of', caption: nameOf(mentions.at(-1)), width: 'full', back: { href: `/people/${page.personId}`, text: 'Back to the person' },
    ...(errors === undefined ? {} : { errors }),
    body: (
      <>
        <DataTable caption={`Decisions that hold (${decisions.length})`} captionSize="m" isDense rows={decisions} empty="Nobody has decided anything: the records alone speak." columns={[
          { heading: 'Decided', isHeader: true, cell: ({ verdict }) => VERDICTS[verdict] },
          { heading: 'Why', classes: 'heed-wide', cell: ({ reason }) => reason },
          { heading: 'By', cell: ({ by, at }) => <>{by}, <When at={at} now={now} /></> },
          { heading: 'Change', hideHeading: true, cell: ({ id }) => <a class="govuk-link" href={`/recognition/decisions/${id}`}>Take back<span class="govuk-visually-hidden"> this decision</span></a> },
        ]} />
        <DataTable caption={`How the records came here (${moves.length})`} captionSize="m" isDense rows={moves} empty="Every record was this person’s from the first." columns={[
          { heading: 'Record', isHeader: true, cell: ({ mentionId }) => recordOf(mentionId) },
          { heading: 'What happened', cell: ({ isArrival }) => (isArrival ? 'Put with this person' : 'Taken from this person') },
          { heading: 'Why', classes: 'heed-wide', cell: ({ reason, modelVersion }) => <>{reason}{modelVersion === null ? null : ` (model ${modelVersion})`}</> },
          { heading: 'By', cell: ({ by, at }) => <>{by}, <When at={at} now={now} /></> },
        ]} />
        <h2 class="govuk-heading-m">Some of these are of somebody else</h2>
        {mentions.length < 2 ? <p class="govuk-body">There is one record: nothing to take apart.</p> : (
          <form method="post" action={`/people/${page.personId}/separation`} novalidate>
            {checkboxesField({
              name: 'mentionIds', label: 'Which records are of somebody else?', errors, answers,
              choices: mentions.map((mention) => ({ value: mention.id, text: `${mention.reference ?? 'A record you cannot open'}: ${nameOf(mention)}, as ${mention.part}`, hint: detailsOf(mention) })),
            })}
            {textareaField({ name: 'reason', label: 'Why', hint: 'Others will read it. Whoever saw them as one person is told.', rows: 3, errors, answers })}
            {submitButton('Take these apart')}
          </form>
        )}
      </>
    ),
  }
}

function detailsOf({ dateOfBirth, phone, email, addressText, postcode }: IdentityPage['mentions'][number]): string | undefined {
  const parts = [dateOfBirth === null ? null : `born ${formatDay(dateOfBirth)}`, phone, email, addressText, postcode].filter((part) => part !== null)
  return parts.length === 0 ? undefined : parts.join(', ')
}

/** One decision, and the way to take it back. */
export function TakeBackPage({ page, errors, answers }: { page: DecisionPage } & Typed): Page {
  return {
    title: page.undone === null ? 'Take back a decision' : 'A decision that was taken back', back: { href: '/recognition', text: 'Back to the list' },
    ...(errors === undefined ? {} : { errors }),
    body: (
      <>
        {govuk('inset-text', { text: `${VERDICTS[page.verdict]}: ${page.reason}` })}
        <p class="govuk-body">{page.by} decided this <When at={page.at} now={page.now} />, of {page.names.join(' and ')}.</p>
        {page.undone !== null ? <p class="govuk-body">{page.undone.by} took it back <When at={page.undone.at} now={page.now} />: {page.undone.because}</p> : (
          <form method="post" action={`/recognition/decisions/${page.id}/undoing`} novalidate>
            <p class="govuk-body">Their records go back to where they were, and the evidence speaks again.</p>
            {textareaField({ name: 'reason', label: 'Why it is taken back', rows: 3, errors, answers })}
            {submitButton('Take it back')}
          </form>
        )}
      </>
    ),
  }
}
