import { radiosField, submitButton, textareaField, textField } from '#ui/fields.tsx'
import type { Answers, FieldErrors, Page } from '#ui/page.ts'
import type { CodeRow } from '../queries/lists.ts'

interface Typed {
  readonly errors?: FieldErrors
  readonly answers?: Answers
}

const dayHint = 'Today or a later day, for example 1/4/2027. What was in force before stays so'

/** Add a row to a code list. */
export function CodePage({ codeSet, errors, answers }: Typed & { codeSet: string }): Page {
  const isHoliday = codeSet === 'bank-holiday'
  return {
    title: isHoliday ? 'Add a bank holiday' : 'Add a row', caption: codeSet.replaceAll('-', ' '), back: { href: `/admin/lists/${codeSet}`, text: 'The list' }, errors,
    body: (
      <form method="post" novalidate>
        {textField({ name: 'name', label: 'Name', errors, answers })}
        {textField({ name: 'key', label: 'Key', hint: 'Small letters, figures and hyphens. It never changes', width: 20, spellcheck: false, errors, answers })}
        {isHoliday ? null : textField({ name: 'code', label: 'Code', isOptional: true, width: 10, errors, answers })}
        {isHoliday ? null : textareaField({ name: 'definition', label: 'What it means', isOptional: true, rows: 3, errors, answers })}
        {codeSet === 'result-code' ? radiosField({ name: 'group', label: 'What kind of code', errors, answers, choices: [{ value: 'result', text: 'Result' }, { value: 'administrative', text: 'Administrative' }, { value: 'flag', text: 'Flag' }] }) : null}
        {textField({ name: 'from', label: isHoliday ? 'Day' : 'In force from', hint: dayHint, width: 10, errors, answers })}
        {textField({ name: 'source', label: 'Source', hint: 'Who decided it, and where it is published', isOptional: true, errors, answers })}
        {submitButton('Add it')}
      </form>
    ),
  }
}

/** End a row of a code list. */
export function CodeEndPage({ row, errors, answers }: Typed & { row: CodeRow }): Page {
  return {
    title: `End “${row.name}”`, caption: row.codeSet.replaceAll('-', ' '), back: { href: `/admin/lists/${row.codeSet}`, text: 'The list' }, errors,
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
