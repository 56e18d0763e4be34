import { govuk } from './govuk.ts'
import { html, type Html } from './html.ts'
import { answersTo, answerTo, classes, errorOf, fieldId, type Answers, type FieldErrors } from './page.ts'

/** What every field of a form takes. `value` is shown when nothing was typed yet; `isOptional` adds "(optional)" to the label. */
export interface Field {
  readonly name: string
  readonly label: string
  readonly hint?: string | undefined
  readonly value?: string | null | undefined
  readonly answers?: Answers | undefined
  readonly errors?: FieldErrors | undefined
  readonly isOptional?: boolean
  readonly labelSize?: 's' | 'm' | 'l' | 'xl' | undefined
  readonly isPageHeading?: boolean
  /** The label is there for those who listen; what stands around it says the same to those who look. */
  readonly isLabelHidden?: boolean
}

/** One of several answers. `reveals` is shown when it is chosen; a `divider` stands between answers. */
export interface Choice { readonly value: string; readonly text: string; readonly hint?: string | undefined; readonly reveals?: Html | undefined }

type Choices = readonly (Choice | { readonly divider: string } | null | false)[]

/** A box for a line of words. Input: `width` in characters. */
export function textField(field: Field & {
  width?: 2 | 3 | 4 | 5 | 10 | 20 | 30; type?: string; inputmode?: string; autocomplete?: string; spellcheck?: boolean; suffix?: string; prefix?: string; isDisabled?: boolean; attributes?: Record<string, string>
}): Html {
  return govuk('input', {
    ...words(field),
    value: typed(field),
    type: field.type,
    inputmode: field.inputmode,
    autocomplete: field.autocomplete ?? 'off',
    spellcheck: field.spellcheck,
    disabled: field.isDisabled,
    classes: field.width === undefined ? undefined : `govuk-input--width-${field.width}`,
    prefix: field.prefix === undefined ? undefined : { text: field.prefix },
    suffix: field.suffix === undefined ? undefined : { text: field.suffix },
    attributes: field.attributes,
  })
}

/** A box for several lines. Input: `mostCharacters` adds a count of what is left. */
export function textareaField(field: Field & { rows?: number; mostCharacters?: number; attributes?: Record<string, string> }): Html {
  const options = { ...words(field), value: typed(field), rows: String(field.rows ?? 5), attributes: field.attributes }
  return field.mostCharacters === undefined
    ? govuk('textarea', options)
    : govuk('character-count', { ...options, maxlength: String(field.mostCharacters), threshold: '75' })
}

/** One answer of several. */
export function radiosField(field: Field & { choices: Choices; isInline?: boolean; isSmall?: boolean }): Html {
  return govuk('radios', {
    idPrefix: fieldId(field.name),
    name: field.name,
    value: typed(field),
    classes: classes(field.isInline === true && 'govuk-radios--inline', field.isSmall === true && 'govuk-radios--small'),
    fieldset: { legend: legendOf(field) },
    hint: hintOf(field),
    errorMessage: messageOf(field),
    items: items(field.choices),
  })
}

/** Any number of several answers. Input: `values` are those ticked when nothing was sent yet. */
export function checkboxesField(field: Field & { choices: Choices; values?: readonly string[]; isSmall?: boolean }): Html {
  return govuk('checkboxes', {
    idPrefix: fieldId(field.name),
    name: field.name,
    values: field.answers === undefined ? (field.values ?? (typeof field.value === 'string' ? [field.value] : [])) : (answersTo(field.answers, field.name) ?? []),
    classes: field.isSmall === true ? 'govuk-checkboxes--small' : undefined,
    fieldset: { legend: legendOf(field) },
    hint: hintOf(field),
    errorMessage: messageOf(field),
    items: items(field.choices),
  })
}

/** One answer of many, in a list that drops down. Input: `none` is the words of the empty first answer. */
export function selectField(field: Field & { choices: readonly { value: string; text: string }[]; none?: string }): Html {
  const chosen = typed(field)
  return govuk('select', {
    ...words(field),
    items: [
      field.none !== undefined && { value: '', text: field.none },
      ...field.choices.map(({ value, text }) => ({ value, text, selected: value === chosen })),
    ],
  })
}

/** A day in three boxes, sent as `name-day`, `name-month` and `name-year`; `dayTyped` reads them back. Input: `value` as yyyy-mm-dd. */
export function dateField(field: Field): Html {
  const [year = '', month = '', day = ''] = (field.value ?? '').split('-')
  const id = fieldId(field.name)
  const parts = [['day', String(Number(day) || ''), 2], ['month', String(Number(month) || ''), 2], ['year', year, 4]] as const
  const wrong = parts.filter(([part]) => errorOf(field.errors, `${field.name}-${part}`) !== undefined).map(([part]) => part)
  const message = messageOf(field) ?? firstMessage(field, wrong)
  // what is wrong with the whole day leads to the first box that nothing else leads to
  const first = parts.map(([part]) => part).find((part) => !wrong.includes(part))
  return govuk('date-input', {
    id: `${id}-date`,
    fieldset: { legend: legendOf(field) },
    hint: hintOf(field),
    errorMessage: message,
    items: parts.map(([part, value, width]) => ({
      id: part === first ? id : `${id}-${part}`,
      name: `${field.name}-${part}`,
      label: part.charAt(0).toUpperCase() + part.slice(1),
      value: answerTo(field.answers, `${field.name}-${part}`) ?? value,
      classes: classes(`govuk-input--width-${width}`, message !== undefined && (wrong.length === 0 || wrong.includes(part)) && 'govuk-input--error'),
    })),
  })
}

/**
 * The day typed in a `dateField`.
 *
 * Result: yyyy-mm-dd with zeros put in front; empty when all three boxes are; what was typed joined by hyphens when it is no day, so that the form can refuse it.
 */
export function dayTyped(answers: Answers, name: string): string {
  const [day = '', month = '', year = ''] = ['day', 'month', 'year'].map((part) => (answerTo(answers, `${name}-${part}`) ?? '').trim())
  if (day === '' && month === '' && year === '') return ''
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

/** A value that goes along unseen. */
export function hidden(name: string, value: string | number | null | undefined): Html {
  return <input type="hidden" name={name} value={value ?? ''} />
}

/** The button that sends a form. */
export function submitButton(text: string, options: { isSecondary?: boolean; isWarning?: boolean; name?: string; value?: string; keys?: string } = {}): Html {
  return (
    <button type="submit" name={options.name} value={options.value} data-module="govuk-button" data-prevent-double-click="true"
      class={classes('govuk-button', options.isSecondary === true && 'govuk-button--secondary', options.isWarning === true && 'govuk-button--warning')}>
      {text}{options.keys === undefined ? null : html` <kbd class="heed-keys">${options.keys}</kbd>`}
    </button>
  )
}

function words(field: Field) {
  return {
    id: fieldId(field.name),
    name: field.name,
    label: { text: labelText(field), classes: labelClasses(field), isPageHeading: field.isPageHeading },
    hint: hintOf(field),
    errorMessage: messageOf(field),
  }
}

function labelClasses({ labelSize, isLabelHidden }: Field): string | undefined {
  if (isLabelHidden === true) return 'govuk-visually-hidden'
  return labelSize === undefined ? undefined : `govuk-label--${labelSize}`
}

function legendOf(field: Field) {
  return { text: labelText(field), classes: `govuk-fieldset__legend--${field.labelSize ?? 's'}`, isPageHeading: field.isPageHeading }
}

function labelText(field: Field): string {
  return field.isOptional === true ? `${field.label} (optional)` : field.label
}

function hintOf(field: Field): { text: string } | undefined {
  return field.hint === undefined ? undefined : { text: field.hint }
}

function messageOf(field: Field): { text: string } | undefined {
  const message = errorOf(field.errors, field.name)
  return message === undefined ? undefined : { text: message }
}

function firstMessage(field: Field, parts: readonly string[]): { text: string } | undefined {
  const message = parts.map((part) => errorOf(field.errors, `${field.name}-${part}`)).find((one) => one !== undefined)
  return message === undefined ? undefined : { text: message }
}

function typed(field: Field): string | undefined {
  return field.answers === undefined ? (field.value ?? undefined) : (answerTo(field.answers, field.name) ?? '')
}

function items(choices: Choices) {
  return choices.map((choice) => {
    if (choice === null || choice === false) return null
    if ('divider' in choice) return { divider: choice.divider }
    return {
      value: choice.value,
      text: choice.text,
      hint: choice.hint === undefined ? undefined : { text: choice.hint },
      conditional: choice.reveals === undefined ? undefined : { html: choice.reveals },
    }
  })
}
