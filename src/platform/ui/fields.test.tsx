import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkboxesField, dateField, dayTyped, hidden, radiosField, selectField, submitButton, textareaField, textField } from './fields.tsx'
import { answersTo, answerTo, fieldId } from './page.ts'

const errors = [{ field: 'name', message: 'Enter a name' }]

describe('a field', () => {
  it('shows its value until something was typed, then what was typed, even nothing', () => {
    expect(String(textField({ name: 'name', label: 'Name', value: 'Ann' }))).toContain('value="Ann"')
    expect(String(textField({ name: 'name', label: 'Name', value: 'Ann', answers: { name: 'B"ea' } }))).toContain('value="B&quot;ea"')
    expect(String(textField({ name: 'name', label: 'Name', value: 'Ann', answers: {} }))).not.toContain('Ann')
  })

  it('shows its own error and nobody else’s, where the summary leads', () => {
    const drawn = String(textField({ name: 'name', label: 'Name', errors }))
    expect(drawn).toMatch(/id="name-error"[\s\S]*Enter a name[\s\S]*id="name" name="name"/)
    expect(String(textField({ name: 'other', label: 'Other', errors }))).not.toContain('error')
  })

  it('marks what need not be answered', () => {
    expect(String(textField({ name: 'name', label: 'Name', isOptional: true }))).toContain('Name (optional)')
  })

  it('keeps a long answer, and counts it where there is a most', () => {
    expect(String(textareaField({ name: 'a', label: 'A', answers: { a: '</textarea>' } }))).toContain('>&lt;/textarea&gt;</textarea>')
    expect(String(textareaField({ name: 'a', label: 'A', mostCharacters: 200 }))).toContain('data-maxlength="200"')
  })

  it('keeps the choice made', () => {
    const choices = [{ value: 'yes', text: 'Yes', reveals: <p>More</p> }, { divider: 'or' }, null, { value: 'no', text: 'No', hint: 'Or not asked' }]
    const radios = String(radiosField({ name: 'a', label: 'A', choices, value: 'no', answers: { a: 'yes' } }))
    expect(radios).toMatch(/value="yes" checked/)
    expect(radios).toMatch(/<p>More<\/p>[\s\S]*>or<[\s\S]*Or not asked/)
    expect(radios.match(/ checked/g)).toHaveLength(1)
    expect(String(selectField({ name: 'a', label: 'A', none: 'Any', value: 'x', choices: [{ value: 'x', text: 'X' }] }))).toMatch(/value="x" selected/)
  })

  it('keeps every choice made, one or several', () => {
    const choices = [{ value: 'a', text: 'A' }, { value: 'b', text: 'B' }]
    expect(String(checkboxesField({ name: 'f', label: 'F', choices, values: ['a', 'b'] })).match(/ checked/g)).toHaveLength(2)
    expect(String(checkboxesField({ name: 'f', label: 'F', choices, values: ['a', 'b'], answers: { f: 'b' } })).match(/ checked/g)).toHaveLength(1)
    expect(String(checkboxesField({ name: 'f', label: 'F', choices, values: ['a'], answers: {} }))).not.toContain(' checked')
  })

  it('goes along unseen, escaped', () => {
    expect(String(hidden('version', 3))).toBe('<input type="hidden" name="version" value="3">')
    expect(String(hidden('a', '"'))).toContain('value="&quot;"')
    expect(String(submitButton('Save', { keys: 'Ctrl+Enter' }))).toMatch(/type="submit"[^>]*>Save <kbd/)
  })
})

describe('a day in three boxes', () => {
  it('is shown without zeros in front, and read back with them', () => {
    const drawn = String(dateField({ name: 'when', label: 'When', value: '2026-03-07' }))
    expect(drawn).toMatch(/id="when" name="when-day"[^>]*value="7"/)
    expect(drawn).toMatch(/name="when-month"[^>]*value="3"/)
    expect(drawn).toMatch(/name="when-year"[^>]*value="2026"/)
    expect(dayTyped({ 'when-day': ' 7', 'when-month': '3', 'when-year': '2026' }, 'when')).toBe('2026-03-07')
    expect(dayTyped({}, 'when')).toBe('')
  })

  it('keeps what was typed, right or wrong, and says which box is wrong', () => {
    const answers = { 'when-day': '45', 'when-month': '', 'when-year': 'x' }
    const whole = String(dateField({ name: 'when', label: 'When', answers, errors: [{ field: 'when', message: 'Enter a real day' }] }))
    expect(whole).toContain('Enter a real day')
    expect(whole.match(/govuk-input--error/g)).toHaveLength(3)
    expect(whole).toMatch(/value="45"[\s\S]*value="x"/)
    const part = String(dateField({ name: 'when', label: 'When', answers, errors: [{ field: 'when-month', message: 'Give the month' }] }))
    expect(part).toMatch(/Give the month[\s\S]*id="when-month"/)
    expect(part.match(/govuk-input--error/g)).toHaveLength(1)
  })

  it('reads back every day it shows', () => {
    fc.assert(fc.property(fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }), (date) => {
      const day = date.toISOString().slice(0, 10)
      const drawn = String(dateField({ name: 'd', label: 'D', value: day }))
      const value = (part: string) => new RegExp(`name="d-${part}"[^>]*value="([^"]*)"`).exec(drawn)?.[1]
      expect(dayTyped({ 'd-day': value('day'), 'd-month': value('month'), 'd-year': value('year') }, 'd')).toBe(day)
    }), { numRuns: 50 })
  })
})

describe('what was typed', () => {
  it('is read as one answer or as several', () => {
    expect(answerTo({ a: ['x', 'y'] }, 'a')).toBe('x')
    expect(answersTo({ a: 'x' }, 'a')).toEqual(['x'])
    expect(answerTo(undefined, 'a')).toBeUndefined()
  })

  it('has an id a link can lead to', () => {
    expect(fieldId('people[0].given name')).toBe('people-0-given-name')
  })
})
