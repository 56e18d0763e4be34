import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkboxesField, dateField, dayTyped, hidden, radiosField, selectField, submitButton, textareaField, textField, type Field } from './fields.tsx'
import { fieldId, type Answers, type FieldErrors } from './page.ts'
import { ErrorSummary } from './layout.tsx'

const choices = [{ value: 'y', text: 'Yes' }, { value: 'n', text: 'No', hint: 'Or not asked' }, { divider: 'or' }, { value: 'd', text: 'Declined', reveals: <p>Why</p> }] as const
const kinds: Readonly<Record<string, (field: Field) => string>> = {
  text: (field) => String(textField(field)), several: (field) => String(textareaField(field)), counted: (field) => String(textareaField({ ...field, mostCharacters: 200 })),
  radios: (field) => String(radiosField({ ...field, choices })), ticks: (field) => String(checkboxesField({ ...field, choices })), list: (field) => String(selectField({ ...field, choices: [{ value: 'y', text: 'Yes' }] })), day: (field) => String(dateField(field)),
}
const every = Object.entries(kinds)
const idsIn = (markup: string): readonly string[] => [...markup.matchAll(/ id="([^"]*)"/g)].map(([, id = '']) => id)
const controlsIn = (markup: string): readonly string[] => [...markup.matchAll(/<(?:input|textarea|select)[^>]*?\bid="([^"]*)"/g)].map(([, id = '']) => id)
const unescaped = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&#96;', '`').replaceAll('&amp;', '&')
const named: Field = { name: 'people[0].given name', label: 'Their <name>', hint: 'As "they" say it', errors: [{ field: 'people[0].given name', message: 'Enter a <name>' }, { field: 'another', message: 'Not here' }] }

describe.each(every)('every field of a form (%s)', (_kind, draw) => {
  it('has each control named by a label, with what is said of it tied to it by ids that are there once', () => {
    const drawn = draw(named)
    const ids = idsIn(drawn)
    expect(ids).toEqual([...new Set(ids)])
    const labels = [...drawn.matchAll(/<label[^>]* for="([^"]*)"/g)].map(([, id]) => id)
    expect(labels).toEqual(controlsIn(drawn))
    for (const [, described = ''] of drawn.matchAll(/aria-describedby="([^"]*)"/g)) for (const id of described.split(' ')) expect(ids).toContain(id)
    expect(drawn.match(/aria-describedby/g)?.length).toBeGreaterThan(0)
  })

  it('is where the summary of what went wrong leads, to a control and nowhere else', () => {
    const [, target = ''] = /href="#([^"]*)"/.exec(String(<ErrorSummary errors={named.errors?.slice(0, 1) ?? []} />)) ?? []
    expect(controlsIn(draw(named))[0]).toBe(target)
    expect(target).toBe(fieldId(named.name))
  })

  it('says what is wrong with it in words, also to those who do not see its colour, and nothing of another', () => {
    expect(draw(named)).toMatch(/<p id="[^"]*-error" class="govuk-error-message">\s*<span class="govuk-visually-hidden">Error:<\/span> Enter a &lt;name&gt;\s*<\/p>/)
    expect(draw(named)).not.toContain('Not here')
    expect(draw({ ...named, errors: [] })).not.toMatch(/error/i)
    expect(draw({ ...named, errors: undefined })).toBe(draw({ ...named, errors: [] }))
  })

  it('escapes what it is called and what is said of it', () => {
    expect(draw(named)).toContain('Their &lt;name&gt;')
    expect(draw(named)).toContain('As &quot;they&quot; say it')
    expect(draw(named)).not.toMatch(/<name>/)
  })

  it('says that it need not be answered only where it is told, after its name', () => {
    expect(draw({ ...named, isOptional: true })).toContain('Their &lt;name&gt; (optional)')
    expect(draw({ ...named, isOptional: false })).not.toContain('(optional)')
  })

  it('is the heading of its page where it is the only one on it', () => {
    expect(draw({ ...named, isPageHeading: true, labelSize: 'l' })).toMatch(/<h1 class="govuk-(label-wrapper|fieldset__heading)">/)
    expect(draw({ ...named, isPageHeading: true, labelSize: 'l' })).toMatch(/govuk-(label--l|fieldset__legend--l)/)
    expect(draw(named)).not.toContain('<h1')
  })

  it('neither breaks nor cuts a word of ten thousand letters', () => {
    expect(draw({ ...named, label: 'x'.repeat(10_000), hint: undefined })).toContain('x'.repeat(10_000))
    expect(draw({ ...named, hint: undefined })).not.toMatch(/(?<!item)-hint"/)
  })
})

describe('what was typed', () => {
  const typed = fc.oneof(fc.string({ unit: 'grapheme' }), fc.array(fc.constantFrom('<', '"', "'", '&amp;', '`', '\n', '</textarea>', '{{ name }}', '😀', ' ')).map((parts) => parts.join(''))).filter((text) => !text.includes('\0') && !text.includes('\r'))

  it('in a line is given back as it was, whatever it was', () => {
    fc.assert(fc.property(typed, (text) => {
      const drawn = String(textField({ name: 'a', label: 'A', answers: { a: text } }))
      expect(unescaped(/ value="([^"]*)"/.exec(drawn)?.[1] ?? '')).toBe(text)
    }))
  })

  it('over several lines is given back as it was, its first line too', () => {
    fc.assert(fc.property(typed, fc.boolean(), (text, isCounted) => {
      const drawn = String(textareaField({ name: 'a', label: 'A', answers: { a: text }, ...(isCounted ? { mostCharacters: 10 } : {}) }))
      const inside = /<textarea[^>]*>([\s\S]*?)<\/textarea>/.exec(drawn)?.[1] ?? ''
      expect(unescaped(inside)).toBe(text)
    }))
  })

  it('of a hundred thousand letters is given back to its end', () => {
    expect(String(textareaField({ name: 'a', label: 'A', answers: { a: `${'long '.repeat(20_000)}end` } }))).toContain('long end</textarea>')
  })

  it('goes before what was known, even when it is nothing, and a first showing has what is known', () => {
    const given: Readonly<Record<string, RegExp>> = { text: /value="y"/, several: />y<\/textarea>/, counted: />y<\/textarea>/, radios: /value="y" checked/, ticks: /value="y" checked/, list: /value="y" selected/ }
    const shown = (answers: Answers | undefined): readonly boolean[] => Object.entries(given).map(([kind, pattern]) => pattern.test(kinds[kind]?.({ name: 'a', label: 'A', value: 'y', answers }) ?? ''))
    expect(shown(undefined)).toEqual(Array(6).fill(true))
    expect(shown({ a: '' })).toEqual(Array(6).fill(false))
    expect(shown({})).toEqual(Array(6).fill(false))
    expect(shown({ a: ['y', 'n'] })).toEqual(Array(6).fill(true))
  })

  it('that is none of the answers chooses none of them', () => {
    for (const draw of [kinds['radios'], kinds['ticks'], kinds['list']]) expect(draw?.({ name: 'a', label: 'A', answers: { a: 'Y' } })).not.toMatch(/ (checked|selected)/)
  })

  it('in the boxes of a day is given back box by box, and read back as it was typed', () => {
    const box = fc.stringMatching(/^[0-9a-z]{0,4}$/)
    fc.assert(fc.property(box, box, box, (day, month, year) => {
      const answers = { 'd-day': day, 'd-month': month, 'd-year': year }
      const drawn = String(dateField({ name: 'd', label: 'D', value: '2026-11-23', answers }))
      expect(['day', 'month', 'year'].map((part) => new RegExp(`name="d-${part}"[^>]*? value="([^"]*)"`).exec(drawn)?.[1] ?? '')).toEqual([day, month, year])
      const read = dayTyped(answers, 'd')
      expect(read === '').toBe(day + month + year === '')
      if (read !== '') expect(read.split('-').map((part) => part.replace(/^0+/, ''))).toEqual([year, month, day].map((part) => part.replace(/^0+/, '')))
    }), { numRuns: 60 })
  })
})

describe('a day in three boxes', () => {
  const draw = (errors: FieldErrors, more: Partial<Field> = {}): string => String(dateField({ name: 'when', label: 'When', errors, ...more }))
  const marked = (drawn: string): readonly string[] => [...drawn.matchAll(/<input[^>]*govuk-input--error[^>]*>/g)].map(([input]) => /name="when-(\w+)"/.exec(input)?.[1] ?? '')

  it.each([
    [[{ field: 'when', message: 'All' }], ['day', 'month', 'year'], 'All'], [[{ field: 'when-day', message: 'Day' }], ['day'], 'Day'], [[{ field: 'when-month', message: 'Month' }, { field: 'when-year', message: 'Year' }], ['month', 'year'], 'Month'],
    [[{ field: 'when-year', message: 'Year' }, { field: 'when-day', message: 'Day' }], ['day', 'year'], 'Day'], [[{ field: 'whence', message: 'Other' }], [], undefined], [[], [], undefined],
  ])('with %j marks the boxes %j and says “%s” once', (errors, boxes, said) => {
    expect(marked(draw(errors))).toEqual(boxes)
    expect(/<\/span> (\w+)\s*<\/p>/.exec(draw(errors))?.[1]).toBe(said)
  })

  it.each([[[{ field: 'when', message: 'All' }]], [[{ field: 'when-day', message: 'Day' }]], [[{ field: 'when-month', message: 'Month' }, { field: 'when-year', message: 'Year' }]], [[{ field: 'when', message: 'All' }, { field: 'when-year', message: 'Year' }]], [[{ field: 'when', message: 'All' }, { field: 'when-day', message: 'Day' }]]])('with %j is where each line of the summary leads', (errors) => {
    const controls = controlsIn(draw(errors))
    for (const [, target = ''] of String(<ErrorSummary errors={errors} />).matchAll(/href="#([^"]*)"/g)) expect(controls).toContain(target)
  })

  it('says day, month and year, and shows nothing of a day that is not known', () => {
    expect([...draw([]).matchAll(/<label[^>]*>\s*(\w+)\s*<\/label>/g)].map(([, label]) => label)).toEqual(['Day', 'Month', 'Year'])
    expect(draw([])).not.toMatch(/ value="[^"]/)
    expect(draw([], { value: null })).not.toMatch(/ value="[^"]/)
    expect(draw([], { value: '2026-10-05' }).match(/ value="(5|10|2026)"/g)).toHaveLength(3)
  })
})

describe('a box for a line', () => {
  const draw = (more: Partial<Parameters<typeof textField>[0]>): string => String(textField({ name: 'a', label: 'A', ...more }))

  it('is filled in by no browser by itself, for it is seldom about whoever types, unless it is told', () => {
    expect(draw({})).toContain('autocomplete="off"')
    expect(draw({ autocomplete: 'current-password', type: 'password' })).toMatch(/type="password"[\s\S]*autocomplete="current-password"/)
  })

  it('is as wide as it is told, with what stands before and after it, and takes nothing while it cannot apply', () => {
    expect(draw({ width: 10, prefix: '£', suffix: 'a <week>' })).toMatch(/prefix" aria-hidden="true">£<[\s\S]*govuk-input--width-10[\s\S]*suffix" aria-hidden="true">a &lt;week&gt;</)
    expect(draw({})).not.toMatch(/govuk-input--width|prefix|suffix|disabled|spellcheck|inputmode/)
    expect(draw({ isDisabled: true, inputmode: 'numeric', spellcheck: false })).toMatch(/spellcheck="false"[\s\S]* disabled[\s\S]*inputmode="numeric"/)
    expect(draw({ attributes: { 'data-at': '"x"' } })).toContain('data-at="&quot;x&quot;"')
  })

  it('has its label for those who listen alone, where what stands around says the same', () => {
    expect(draw({ isLabelHidden: true })).toContain('class="govuk-label govuk-visually-hidden"')
    expect(draw({ labelSize: 's' })).toContain('class="govuk-label govuk-label--s"')
  })
})

describe('a choice', () => {
  it('is close or side by side where it is told, with its name as large as it is told', () => {
    const radios = (more: object): string => String(radiosField({ name: 'a', label: 'A', choices, ...more }))
    expect(radios({})).toMatch(/<div class="govuk-radios" data-module="govuk-radios">/)
    expect(radios({ isInline: true, isSmall: true })).toContain('class="govuk-radios govuk-radios--inline govuk-radios--small"')
    expect([radios({}).includes('legend--s'), radios({ labelSize: 'xl' }).includes('legend--xl')]).toEqual([true, true])
    expect(String(checkboxesField({ name: 'a', label: 'A', choices, isSmall: true }))).toContain('govuk-checkboxes--small')
  })

  it('of none has no answers, and is drawn all the same', () => {
    for (const drawn of [radiosField({ name: 'a', label: 'A', choices: [] }), checkboxesField({ name: 'a', label: 'A', choices: [null, false] }), selectField({ name: 'a', label: 'A', choices: [] })]) {
      expect(String(drawn)).toContain('>')
      expect(String(drawn)).not.toMatch(/type="(radio|checkbox)"|<option/)
    }
  })

  it('of many is each of them once, in the order given, after the empty one', () => {
    const many = Array.from({ length: 500 }, (_, at) => ({ value: `v${at}`, text: `Text ${at}` }))
    const drawn = String(selectField({ name: 'a', label: 'A', none: 'Any', choices: many, value: 'v7' }))
    expect([...drawn.matchAll(/<option value="([^"]*)"/g)].map(([, value]) => value)).toEqual(['', ...many.map(({ value }) => value)])
    expect(drawn.match(/ selected/g)).toHaveLength(1)
    expect(String(selectField({ name: 'a', label: 'A', choices: many }))).not.toContain('value=""')
  })

  it('shows what it reveals only with the answer it belongs to, in a place its control names', () => {
    const drawn = String(radiosField({ name: 'a', label: 'A', choices, value: 'd' }))
    const [, revealed = ''] = /value="d" checked data-aria-controls="([^"]*)"/.exec(drawn) ?? []
    expect(idsIn(drawn)).toContain(revealed)
    expect(String(radiosField({ name: 'a', label: 'A', choices, value: 'y' }))).toContain('govuk-radios__conditional--hidden')
  })

  it('has ticked what is known until something was sent; one known answer is enough', () => {
    const ticked = (more: object): number => String(checkboxesField({ name: 'a', label: 'A', choices, ...more })).match(/ checked/g)?.length ?? 0
    expect([ticked({}), ticked({ value: 'y' }), ticked({ values: ['y', 'd'] }), ticked({ values: [], value: 'y' }), ticked({ values: ['y'], answers: {} }), ticked({ answers: { a: ['n', 'd', 'y'] } })]).toEqual([0, 1, 2, 0, 0, 3])
  })
})

describe('what goes along unseen, and the button', () => {
  it.each([[null, ''], [undefined, ''], [0, '0'], ['', ''], ['<b>', '&lt;b&gt;']])('%j is sent as %j', (value, sent) => {
    expect(String(hidden('a', value))).toBe(`<input type="hidden" name="a" value="${sent}">`)
  })

  it('is pressed once, however often it is clicked, and says which keys do the same', () => {
    expect(String(submitButton('Save <it>'))).toBe('<button type="submit" data-module="govuk-button" data-prevent-double-click="true" class="govuk-button">Save &lt;it&gt;</button>')
    expect(String(submitButton('Send', { isSecondary: true, name: 'then', value: 'next', keys: 'Ctrl+Enter' }))).toMatch(/name="then" value="next"[^>]*class="govuk-button govuk-button--secondary">Send <kbd class="heed-keys">Ctrl\+Enter<\/kbd>/)
    expect(String(submitButton('Delete', { isWarning: true }))).toContain('class="govuk-button govuk-button--warning"')
  })
})
