import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentText, escapeText, html, Html, isEmpty, join, nothing, trusted } from './html.ts'
import { answersTo, answerTo, classes, errorOf, fieldId } from './page.ts'

describe('the id of a field', () => {
  it.each([['name', 'name'], ['people[0].given name', 'people-0-given-name'], ['people.0.role', 'people-0-role'], ['a--b', 'a--b'], ['a_b', 'a_b'], ['é', '-'], ['', ''], ['"><script>', '-script-']])('%j is %j', (name, expected) => {
    expect(fieldId(name)).toBe(expected)
  })

  it('can stand in an attribute and after a hash, whatever the field is called, and is its own id', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(fieldId(name)).toMatch(/^[A-Za-z0-9_-]*$/)
      expect(fieldId(fieldId(name))).toBe(fieldId(name))
    }))
  })
})

describe('what was typed and what was wrong', () => {
  it('is found by its own name, the first of several, and not by one near it', () => {
    const errors = [{ field: 'a', message: 'first' }, { field: 'a', message: 'second' }, { field: 'a.b', message: 'inner' }]
    expect([errorOf(errors, 'a'), errorOf(errors, 'a.b'), errorOf(errors, 'b'), errorOf(undefined, 'a'), errorOf([], 'a')]).toEqual(['first', 'inner', undefined, undefined, undefined])
  })

  it('is one answer or several, as it is asked for; empty is an answer and absent is none', () => {
    const answers = { one: 'x', many: ['y', 'z'], empty: '', none: [], gone: undefined }
    expect(['one', 'many', 'empty', 'none', 'gone', 'absent'].map((name) => answerTo(answers, name))).toEqual(['x', 'y', '', undefined, undefined, undefined])
    expect(['one', 'many', 'empty', 'none', 'gone', 'absent'].map((name) => answersTo(answers, name))).toEqual([['x'], ['y', 'z'], [''], [], undefined, undefined])
    expect([answerTo(undefined, 'a'), answersTo(undefined, 'a')]).toEqual([undefined, undefined])
  })

  it('has class names only where there are any', () => {
    expect([classes('a', false, null, undefined, '', 'b'), classes(), classes(false)]).toEqual(['a b', '', ''])
  })
})

describe('content', () => {
  it('is nothing, or not, by what would be shown of it', () => {
    for (const empty of [null, undefined, true, false, '', [], [null, ['', false]], nothing, trusted('')]) expect(isEmpty(empty)).toBe(true)
    for (const full of [0, '0', ' ', [0], trusted(' '), [[['a']]]]) expect(isEmpty(full)).toBe(false)
  })

  it('joined, has a separator between those that say something and nowhere else', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('', 'a', 'b', null, false)), (parts) => {
      expect(String(join(parts, '|'))).toBe(parts.filter((part) => part === 'a' || part === 'b').join('|'))
    }))
    expect(String(join(['a', 'b']))).toBe('ab')
    expect(String(join(['a', 'b'], '<'))).toBe('a&lt;b')
    expect(String(join(['a', 'b'], trusted('<br>')))).toBe('a<br>b')
  })

  it('that is markup by its type is left alone; what only looks like it is not', () => {
    expect(contentText([trusted('<b>'), '<b>'])).toBe('<b>&lt;b&gt;')
    expect(contentText(new Html('<i>'))).toBe('<i>')
    expect(() => contentText(Object({ toString: () => '<script>' }))).toThrow(TypeError)
    expect(() => contentText(Object(Symbol('x')))).toThrow(TypeError)
  })

  it('in a template is escaped value by value, with what stands between them as it is', () => {
    expect(String(html`<p title="${'"x"'}">${['a', null, '<']}${1}</p>`)).toBe('<p title="&quot;x&quot;">a&lt;1</p>')
    expect(String(html``)).toBe('')
  })

  it('escaped loses nothing and is the same text without anything risky in it', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      const safe = escapeText(text)
      expect(safe).not.toMatch(/[<>"'`\0]/)
      if (!/[&<>"'`\0]/.test(text)) expect(safe).toBe(text)
      expect(safe.replace(/&(?:amp|lt|gt|quot|#39|#96);|\uFFFD/g, '?').length).toBeLessThanOrEqual(text.length)
    }))
    expect(escapeText('a\0b')).toBe('a\uFFFDb')
    expect(escapeText(escapeText('&'))).toBe('&amp;amp;')
  })
})
