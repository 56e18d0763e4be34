import { formatTime, londonDay } from '#platform/time/day.ts'
import { textField } from './fields.tsx'
import type { Html } from './html.ts'
import type { Answers, FieldErrors } from './page.ts'

/**
 * A day and a time in two boxes under one heading, as people type them: 23/11/2026 and 21:14.
 *
 * Input: `boxes`, the names of the two; `at`, what stands in them when nothing was typed yet; `whenEmpty`, what leaving them empty means.
 */
export function momentField({ boxes: [day, time], label, at = null, whenEmpty, isOptional = false, answers, errors }: {
  boxes: readonly [day: string, time: string]; label: string; at?: Date | null; whenEmpty?: string; isOptional?: boolean; answers?: Answers | undefined; errors?: FieldErrors | undefined
}): Html {
  const shared = { answers, errors, isOptional }
  return (
    <div class="govuk-form-group">
      <fieldset class="govuk-fieldset">
        <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{label}</legend>
        <div class="heed-two-boxes">
          {textField({ ...shared, name: day, label: 'Date', hint: `For example 23/11/2026${whenEmpty === undefined ? '' : `. ${whenEmpty}`}`, width: 10, value: at === null ? null : typedDay(at) })}
          {textField({ ...shared, name: time, label: 'Time', hint: 'For example 21:14', width: 5, value: at === null ? null : formatTime(at) })}
        </div>
      </fieldset>
    </div>
  )
}

function typedDay(at: Date): string {
  const [year = '', month = '', day = ''] = londonDay(at).split('-')
  return `${Number(day)}/${Number(month)}/${year}`
}
