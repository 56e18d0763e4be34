import { radiosField, submitButton, textareaField } from '#ui/fields.tsx'
import { govuk } from '#ui/govuk.ts'
import type { Html } from '#ui/html.ts'
import type { Answers, FieldErrors, Page } from '#ui/page.ts'
import { Pagination } from '#ui/pagination.tsx'
import { SummaryCard } from '#ui/summary-card.tsx'
import { DataTable } from '#ui/table.tsx'
import { Tag } from '#ui/tag.tsx'
import { When } from '#ui/time.tsx'
import type { ReviewPage as Review, ReviewQueue, ReviewSide } from '../queries/reviews.ts'
import { rivalWords, type Step } from '../linkage/evidence.ts'
import { MentionDetails, nameOf, riskWords } from './mention.tsx'

/** Questions of who is who, the gravest first. */
export function ReviewsPage({ queue, now }: { queue: ReviewQueue; now: Date }): Page {
  return {
    title: `Is this the same person? (${queue.total})`, width: 'full', breadcrumbs: [{ text: 'Home', href: '/' }],
    body: (
      <>
        <p class="govuk-body">Records too close to call. What you decide holds from now on, and you can take it back.</p>
        <DataTable caption="The gravest consequence first, then what has waited longest" captionSize="s" isDense rows={queue.rows} empty="Nothing is waiting. A question appears here when two records may be of one person and the evidence is not enough to be sure." columns={[
          { heading: 'Records of', isHeader: true, cell: (row) => <a class="govuk-link" href={`/recognition/${row.id}`}>{row.leftName ?? 'No name'} and {row.rightName ?? 'No name'}</a> },
          { heading: 'Question', cell: ({ kind }) => (kind === 'pair' ? 'Are they one person?' : 'Put together: is it two people?') },
          { heading: 'What the evidence says', classes: 'heed-wide', cell: ({ odds }) => odds },
          { heading: 'At stake', cell: ({ riskOrder, isVulnerable }) => <>{isVulnerable ? <Tag text="Vulnerable" colour="orange" /> : null} {riskWords(riskOrder)}</> },
          { heading: 'Waiting since', cell: ({ openedAt }) => <When at={openedAt} now={now} /> },
        ]} />
        <Pagination page={queue.page} pages={queue.pages} href={(page) => `/recognition?page=${page}`} />
      </>
    ),
  }
}

/** One question: both sides beside each other, the evidence, and the decision. */
export function ReviewDecisionPage({ review, errors, answers }: { review: Review; errors?: FieldErrors; answers?: Answers }): Page {
  const { left, right, evidence, now } = review
  return {
    title: review.kind === 'pair' ? 'Is this the same person?' : 'Is this one person or two?', width: 'full', back: { href: '/recognition', text: 'Back to the list' },
    ...(errors === undefined ? {} : { errors }),
    body: (
      <>
        <p class="govuk-body-l">{capital(evidence.because)}. {evidence.odds}.</p>
        <div class="heed-sides">
          <Side title="One" side={left} now={now} />
          <Side title="The other" side={right} now={now} />
        </div>
        <h2 class="govuk-heading-m">The evidence, step by step</h2>
        <Waterfall steps={review.steps} rival={review.rival} total={review.weight} />
        <p class="govuk-body-s">Of the two records that are most alike, under model {review.modelVersion}.</p>
        {review.isClosed ? <Decided review={review} /> : <DecisionFields review={review} errors={errors} answers={answers} />}
      </>
    ),
  }
}

function Side({ title, side, now }: { title: string; side: ReviewSide; now: Date }): Html {
  return (
    <section class="heed-side" aria-label={title}>
      <h2 class="govuk-heading-m">{nameOf(side.mentions.at(-1))}</h2>
      <p class="govuk-body"><a class="govuk-link" href={`/people/${side.personId}`}>Everything known of this person</a></p>
      {[...side.mentions].reverse().map((mention) => (
        <SummaryCard title={`${mention.reference ?? 'A record you cannot open'}, as ${mention.part}`} headingLevel={3}
          actions={mention.reference === null ? [] : [{ text: 'Open', href: `/${mention.sourceKind}s/${mention.sourceId}` }]}>
          <MentionDetails mention={mention} now={now} />
        </SummaryCard>
      ))}
    </section>
  )
}

/** Bits of evidence as bars from the middle: for one person to the right, against to the left. The figures stand beside them. */
function Waterfall({ steps, rival, total }: { steps: readonly Step[]; rival: string; total: number }): Html {
  const most = Math.max(1, ...steps.map(({ bits }) => Math.abs(bits)))
  return (
    <table class="govuk-table heed-evidence">
      <caption class="govuk-table__caption govuk-visually-hidden">What speaks for one person, and what for {rivalWords(rival)}</caption>
      <thead class="govuk-table__head">
        <tr class="govuk-table__row">
          <th scope="col" class="govuk-table__header">Compared</th>
          <th scope="col" class="govuk-table__header">Found</th>
          <th scope="col" class="govuk-table__header govuk-table__header--numeric">Odds</th>
          <th scope="col" class="govuk-table__header heed-evidence__bars" aria-hidden="true">{capital(rivalWords(rival))} | the same person</th>
        </tr>
      </thead>
      <tbody class="govuk-table__body">
        {steps.map(({ name, found, bits }) => (
          <tr class="govuk-table__row">
            <th scope="row" class="govuk-table__header">{name}</th>
            <td class="govuk-table__cell">{found}</td>
            <td class="govuk-table__cell govuk-table__cell--numeric">{oddsOf(bits)}</td>
            <td class="govuk-table__cell heed-evidence__bars" aria-hidden="true"><Bar bits={bits} most={most} /></td>
          </tr>
        ))}
        <tr class="govuk-table__row heed-evidence__total">
          <th scope="row" class="govuk-table__header">All of it</th>
          <td class="govuk-table__cell">the same person, against {rivalWords(rival)}</td>
          <td class="govuk-table__cell govuk-table__cell--numeric">{oddsOf(total)}</td>
          <td class="govuk-table__cell heed-evidence__bars" aria-hidden="true"></td>
        </tr>
      </tbody>
    </table>
  )
}

function Bar({ bits, most }: { bits: number; most: number }): Html {
  const width = Math.round((Math.abs(bits) / most) * 100)
  return (
    <svg class="heed-evidence__bar" viewBox="0 0 200 12" width="200" height="12" focusable="false">
      <line x1="100" y1="0" x2="100" y2="12" class="heed-evidence__axis" />
      <rect class={bits >= 0 ? 'heed-evidence__for' : 'heed-evidence__against'} x={bits >= 0 ? 100 : 100 - width} y="1" width={width} height="10" />
    </svg>
  )
}

/** "12 times likelier", "8 times less likely". */
function oddsOf(bits: number): string {
  const times = 2 ** Math.abs(bits)
  if (times < 1.15) return 'even'
  const words = times >= 1_000_000 ? 'over a million' : times >= 10 ? Math.round(Number(times.toPrecision(2))).toLocaleString('en-GB') : times.toPrecision(2)
  return `${words} times ${bits > 0 ? 'likelier' : 'less likely'}`
}

function DecisionFields({ review, errors, answers }: { review: Review; errors: FieldErrors | undefined; answers: Answers | undefined }): Html {
  return (
    <form method="post" action={`/recognition/${review.id}/decision`} novalidate>
      {radiosField({
        name: 'verdict', label: 'Are these one person?', labelSize: 'm', errors, answers,
        choices: [
          { value: 'same', text: 'Yes, the same person', hint: 'Their records are put together. You can take it back.' },
          { value: 'different', text: 'No, different people', hint: 'They are never put together, whatever other records say.' },
          { value: 'not sure', text: 'Not sure', hint: 'Nothing changes, and it is not asked again unless you take this back.' },
        ],
      })}
      {textareaField({ name: 'reason', label: 'Why', hint: 'What you know that the records do not say. Others will read it.', rows: 3, errors, answers })}
      {submitButton('Decide')}
    </form>
  )
}

function Decided({ review: { decided } }: { review: Review }): Html {
  const words = decided === null
    ? 'Other evidence has settled this. There is nothing left to decide.'
    : `${decided.by} decided: ${decided.verdict === 'not sure' ? 'not sure' : `${decided.verdict} ${decided.verdict === 'same' ? 'person' : 'people'}`}. ${decided.reason}${decided.isUndone ? ' It has been taken back since.' : ''}`
  return (
    <>
      {govuk('inset-text', { text: words })}
      {decided === null || decided.isUndone ? null : <p class="govuk-body"><a class="govuk-link" href={`/recognition/decisions/${decided.decisionId}`}>Take this decision back</a></p>}
    </>
  )
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
