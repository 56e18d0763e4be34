import { hidden, radiosField, submitButton, textareaField, textField } from '#ui/fields.tsx'
import type { Answers, FieldErrors, Page } from '#ui/page.ts'
import type { CodeRow } from '../queries/lists.ts'
import type { OpenList } from '../rules/lists.ts'
import { CodeDetails, listName } from './list-details.tsx'

interface Typed {
  readonly errors?: FieldErrors | undefined
  readonly answers?: Answers | undefined
}

const dayHint = 'Today or a later day, for example 1/4/2027. What was in force before stays so'

/** Add a row to a code list, or one that takes another's place. */
export function CodePage({ codeSet, row, errors, answers }: Typed & { codeSet: OpenList; row: CodeRow | null }): Page {
  const isHoliday = codeSet === 'bank-holiday'
  const line = { errors, answers }
  return {
    title: row !== null ? `Change “${row.name}”` : isHoliday ? 'Add a bank holiday' : 'Add a row', caption: listName(codeSet), back: { href: `/admin/lists/${codeSet}`, text: 'The list' }, errors,
    body: (
      <form method="post" novalidate>
        {row === null ? null : <p class="govuk-body">What it says now stays in force until that day, and on what was recorded before it. Its key, “{row.key}”, never changes.</p>}
        {textField({ name: 'name', label: 'Name', value: row?.name, ...line })}
        {row === null ? textField({ name: 'key', label: 'Key', hint: 'Small letters, figures and hyphens. It never changes', width: 20, spellcheck: false, ...line }) : hidden('key', row.key)}
        {isHoliday ? null : textField({ name: 'code', label: 'Code', isOptional: true, width: 10, value: row?.code, ...line })}
        {codeSet === 'asb-type' || codeSet === 'result-code' ? textareaField({ name: 'definition', label: 'What it means', isOptional: true, rows: 3, value: row?.definition, ...line }) : null}
        <CodeDetails codeSet={codeSet} row={row} errors={errors} answers={answers} />
        {textField({ name: 'from', label: isHoliday ? 'Day' : 'In force from', hint: dayHint, width: 10, ...line })}
        {textField({ name: 'source', label: 'Source', hint: 'Who decided it, and where it is published', isOptional: true, ...line })}
        {submitButton(row === null ? 'Add it' : 'Change it from that day')}
      </form>
    ),
  }
}

/** End a row of a code list. */
export function CodeEndPage({ row, errors, answers }: Typed & { row: CodeRow }): Page {
  return {
    title: `End “${row.name}”`, caption: listName(row.codeSet), back: { href: `/admin/lists/${row.codeSet}`, text: 'The list' }, errors,
    body: (
      <form method="post" novalidate>
        <p class="govuk-body">It stays on the records that name it.</p>
        {textField({ name: 'from', label: 'The first day it applies no more', hint: dayHint, width: 10, errors, answers })}
        {submitButton('End it')}
      </form>
    ),
  }
}

/** Load a version of a question set. */
export function QuestionSetLoadPage({ errors, answers }: Typed): Page {
  return {
    title: 'Load a new version', caption: 'Question sets', back: { href: '/admin/question-sets', text: 'Question sets' }, errors,
    body: (
      <form method="post" novalidate>
        <p class="govuk-body">The version in force ends on the day this one begins. Assessments and reports answered under it keep it.</p>
        {radiosField({ name: 'purpose', label: 'What it is for', errors, answers, choices: [{ value: 'risk', text: 'Risk assessment' }, { value: 'screening', text: 'The prompt of the first call' }] })}
        {textField({ name: 'from', label: 'In force from', hint: dayHint, width: 10, errors, answers })}
        {textareaField({ name: 'file', label: 'The version, as JSON', hint: 'Paste the whole file', rows: 15, errors, answers })}
        {submitButton('Load it')}
      </form>
    ),
  }
}
