import { z } from 'zod'
import { checkboxesField, radiosField, selectField, textareaField, textField } from '#ui/fields.tsx'
import type { Html } from '#ui/html.ts'
import type { Answers, FieldErrors } from '#ui/page.ts'
import type { CodeRow } from '../queries/lists.ts'
import { STANDARD_BANDS } from '../rules/bands.ts'
import { ABOVE, type OpenList, TIME_UNITS } from '../rules/lists.ts'
import { rolesAsHeading } from './words.tsx'
import { REVIEW_RANKS, reviewLines } from '../rules/regimes.ts'

interface Asked {
  readonly codeSet: OpenList
  /** The row whose place it takes; null for a new one. */
  readonly row: CodeRow | null
  readonly errors: FieldErrors | undefined
  readonly answers: Answers | undefined
}

const Time = z.object({ amount: z.number(), unit: z.string() }).nullish().catch(null)
const Kept = z.looseObject({
  isResolved: z.boolean().optional().catch(undefined), order: z.number().optional().catch(undefined), targetMinutes: z.number().nullish().catch(null), meaning: z.string().optional().catch(undefined),
  perceptionTest: z.string().optional().catch(undefined), about: z.string().optional().catch(undefined), subject: z.string().optional().catch(undefined), bands: z.array(z.string()).nullish().catch(null), recurs: z.boolean().optional().catch(undefined),
  target: Time, warnBefore: Time, pauseReasons: z.array(z.string()).catch([]), escalateTo: z.string().optional().catch(undefined),
  hours: z.number().optional().catch(undefined), metres: z.number().nullish().catch(null), types: z.string().optional().catch(undefined),
  reviews: z.array(z.object({ band: z.string(), rank: z.string(), everyDays: z.number() })).catch([]), because: z.string().optional().catch(undefined),
})
type Kept = z.infer<typeof Kept>

/** What a list asks of a row besides its name. */
export function CodeDetails(asked: Asked): Html {
  const kept = Kept.parse({ pauseReasons: [], reviews: [], ...asked.row?.extra })
  const line = { errors: asked.errors, answers: asked.answers }
  switch (asked.codeSet) {
    case 'result-code': return radiosField({ name: 'group', label: 'What kind of code', ...line, choices: [{ value: 'result', text: 'Result' }, { value: 'administrative', text: 'Administrative' }, { value: 'flag', text: 'Flag' }] })
    case 'case-result': return radiosField({ name: 'isResolved', label: 'Was the behaviour resolved?', isInline: true, value: yesNo(kept.isResolved), ...line, choices: yesOrNo })
    case 'response-grade': return (
      <>
        {textField({ name: 'order', label: 'How urgent it is', hint: '1 is the most urgent', width: 3, value: kept.order?.toString(), ...line })}
        {textField({ name: 'targetMinutes', label: 'Target in minutes', hint: 'Leave it empty if the force has set none', isOptional: true, width: 5, value: kept.targetMinutes?.toString(), ...line })}
        {textField({ name: 'meaning', label: 'What it means', isOptional: true, value: kept.meaning, ...line })}
      </>
    )
    case 'qualifier': return (
      <>
        {textareaField({ name: 'meaning', label: 'What it means', rows: 3, value: kept.meaning, ...line })}
        {textareaField({ name: 'perceptionTest', label: 'The test of perception', rows: 3, value: kept.perceptionTest, ...line })}
      </>
    )
    case 'standard': return StandardDetails(asked, kept)
    case 'similar-report': return (
      <>
        {textField({ name: 'hours', label: 'Hours between the two reports', hint: 'Either way', width: 5, value: kept.hours?.toString(), ...line })}
        {textField({ name: 'metres', label: 'Metres between the two places', hint: 'Leave it empty where no distance is meant', isOptional: true, width: 5, value: kept.metres?.toString(), ...line })}
        {radiosField({ name: 'types', label: 'Which reports count', isInline: true, value: kept.types, ...line, choices: [{ value: 'any', text: 'Of any type' }, { value: 'same', text: 'Of the same type only' }] })}
      </>
    )
    case 'review-regime': return (
      <>
        {textareaField({ name: 'reviews', label: 'The reviews', hint: `One a line: the risk (${STANDARD_BANDS.join(', ')}), the rank (${REVIEW_RANKS.join(', ')}), and every how many days. For example: high, inspector, 28`, rows: 6, value: reviewLines(kept.reviews), ...line })}
        {textareaField({ name: 'because', label: 'Why the force reviews its cases so', rows: 3, value: kept.because, ...line })}
      </>
    )
    case 'asb-type':
    case 'bank-holiday':
    case 'channel': return <></>
  }
}

/** What a row says besides its name, in words; nothing for a list whose rows are names alone. */
export function detailWords({ codeSet, extra }: Pick<CodeRow, 'codeSet' | 'extra'>): string {
  const { hours, metres, types, target, order, targetMinutes, meaning, reviews, because } = Kept.parse({ pauseReasons: [], reviews: [], ...extra })
  switch (codeSet) {
    case 'similar-report': return [`within ${hours ?? 0} hours`, metres === null || metres === undefined ? null : `${metres} metres`, types === 'same' ? 'the same type only' : 'any type'].filter((part) => part !== null).join(', ')
    case 'standard': return target === null || target === undefined ? 'no time set' : `within ${target.amount} ${target.amount === 1 ? target.unit.replace(/s$/, '') : target.unit}`
    case 'response-grade': return [order === undefined ? null : `${order} in urgency`, targetMinutes === null || targetMinutes === undefined ? 'no target' : `within ${targetMinutes} minutes`].filter((part) => part !== null).join(', ')
    case 'qualifier': return meaning ?? ''
    case 'review-regime': return [reviews.map(({ band, rank, everyDays }) => `${band} risk by ${rank} every ${everyDays} days`).join('; '), because ?? ''].filter((part) => part !== '').join('. Why: ')
    default: return ''
  }
}

const listNames: Readonly<Record<string, string>> = {
  'asb-type': 'Types of anti-social behaviour', 'bank-holiday': 'Bank holidays', 'case-result': 'How a case ends', channel: 'Ways a report comes', qualifier: 'Qualifiers', 'response-grade': 'Grades of response',
  'result-code': 'Result codes', standard: 'Minimum standards', 'similar-report': 'What makes reports alike', 'review-regime': 'How often cases are reviewed',
}

/** A list as people call it. */
export function listName(codeSet: string): string {
  return listNames[codeSet] ?? codeSet.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase())
}

const yesOrNo = [{ value: 'yes', text: 'Yes' }, { value: 'no', text: 'No' }] as const
const units = TIME_UNITS.map((value) => ({ value, text: value }))

function StandardDetails({ errors, answers }: Asked, kept: Kept): Html {
  const line = { errors, answers }
  const isForCases = (kept.subject ?? 'case') === 'case'
  return (
    <>
      {textareaField({ name: 'about', label: 'What is expected', rows: 3, value: kept.about, ...line })}
      {isForCases ? checkboxesField({ name: 'bands', label: 'The risks it is for', isSmall: true, values: kept.bands ?? [], ...line, choices: STANDARD_BANDS.map((value) => ({ value, text: `${value.charAt(0).toUpperCase()}${value.slice(1)}` })) }) : null}
      {radiosField({ name: 'recurs', label: 'Does it begin again when it is done?', isInline: true, value: yesNo(kept.recurs) ?? 'no', ...line, choices: yesOrNo })}
      {textField({ name: 'targetAmount', label: 'To be done within', hint: 'Leave it empty if the force has set no time', width: 4, value: kept.target?.amount.toString(), ...line })}
      {selectField({ name: 'targetUnit', label: 'Unit of that time', value: kept.target?.unit ?? 'working days', ...line, choices: units })}
      {textField({ name: 'warnAmount', label: 'Warn so long before', isOptional: true, width: 4, value: kept.warnBefore?.amount.toString(), ...line })}
      {selectField({ name: 'warnUnit', label: 'Unit of the warning', value: kept.warnBefore?.unit ?? 'working days', ...line, choices: units })}
      {textareaField({ name: 'pauseReasons', label: 'Reasons for which it may pause', hint: 'One a line; none if it never pauses', isOptional: true, rows: 3, value: kept.pauseReasons.join('\n'), ...line })}
      {selectField({ name: 'escalateTo', label: 'Who is told when it is overdue', none: 'Choose a rank or a role', value: kept.escalateTo, ...line, choices: ABOVE.map((value) => ({ value, text: rolesAsHeading([value]) })) })}
    </>
  )
}

function yesNo(value: boolean | undefined): string | null {
  return value === undefined ? null : value ? 'yes' : 'no'
}
