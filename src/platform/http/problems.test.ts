import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Unanswered } from '#platform/db/transaction.ts'
import { Refusal, type RefusalKind } from '#platform/errors.ts'
import { errorsFrom, FieldsRefused, problemDocument, problemFrom, problemPage } from './problems.ts'
import { file, redirect } from './replies.ts'
import { csrfTokenOf, sealedWords, unsealedWords } from './session.ts'

const now = new Date('2026-11-23T12:00:00Z')
const reader = { isSignedIn: true, searches: true }

describe('what a thrown thing means', () => {
  it.each([['not found', 404], ['not permitted', 403], ['conflict', 409], ['invalid', 422]] as const satisfies readonly (readonly [RefusalKind, number])[])('a refusal “%s” is %d, in its own words', (kind, status) => {
    expect(problemFrom(new Refusal(kind, 'Enter the reason', { field: 'reason' }))).toMatchObject({ status, detail: 'Enter the reason', errors: [{ field: 'reason', message: 'Enter the reason' }] })
    expect(problemFrom(new Refusal(kind, 'No')).errors).toEqual([])
  })

  it.each([[413, 'Too large'], [415, 'Unsupported content type'], [429, 'Too many tries'], [400, 'Bad request'], [418, 'Bad request']])('a client’s own fault %d is called “%s”', (statusCode, title) => {
    const problem = problemFrom(Object.assign(new Error('secret cause'), { statusCode }))
    expect([problem.status, problem.title, JSON.stringify(problem).includes('secret cause')]).toEqual([statusCode, title, false])
  })

  it.each([new Error('duplicate key (phone)=(07700 900123)'), Object.assign(new Error('x'), { statusCode: 500 }), Object.assign(new Error('x'), { statusCode: 200 }), 'a string', null, undefined, 7])('our own fault says nothing of its cause', (error) => {
    const problem = problemFrom(error)
    expect(problem).toMatchObject({ status: 500, title: 'Fault', detail: 'Something went wrong in Heed. Nothing was half saved', errors: [] })
    expect(JSON.stringify(problemDocument(problem, 'ref'))).not.toContain('07700')
  })

  it('a database that is gone or full asks to try again, each after its own time', () => {
    for (const code of ['57P01', '08006', '57P03']) expect(problemFrom(Object.assign(new Error('x'), { code }))).toMatchObject({ status: 503, retryAfterSeconds: expect.any(Number) })
    expect(problemFrom(Object.assign(new Error('x'), { code: '53100' }))).toMatchObject({ status: 503, title: 'Heed cannot store anything now', retryAfterSeconds: 60 })
  })

  it('a record that others hold, or that took too long, asks to try again and keeps what was typed', () => {
    for (const code of ['55P03', '57014', '40P01', '40001']) {
      const problem = problemFrom(new Error('outer', { cause: Object.assign(new Error('x'), { code }) }))
      expect(problem).toMatchObject({ status: 503, title: 'Heed is busy', retryAfterSeconds: 5 })
      expect(problem.detail).toContain('Nothing was saved')
    }
  })

  it('a connection that broke while an act was being kept never says that nothing was saved', () => {
    const problem = problemFrom(new Unanswered(Object.assign(new Error('Connection terminated unexpectedly'), { code: '57P01' })))
    expect(problem).toMatchObject({ status: 503, isUnanswered: true })
    expect(problem.detail).not.toContain('Nothing was saved')
    expect(problem.detail).toContain('was not told whether it is saved')
  })

  it('names each field that a form got wrong, and each that it does not know', () => {
    const read = z.strictObject({ name: z.string({ error: 'Enter the name' }), people: z.array(z.strictObject({ role: z.enum(['caller'], { error: 'Choose' }) })) }).safeParse({ people: [{ role: 'x', extra: 1 }], other: 2 })
    expect(read.success ? [] : errorsFrom(read.error)).toEqual(expect.arrayContaining([
      { field: 'name', message: 'Enter the name' }, { field: 'people.0.role', message: 'Choose' }, { field: 'people.0.extra', message: '“extra” is not a field here. Leave it out' }, { field: 'other', message: '“other” is not a field here. Leave it out' },
    ]))
    const many = z.strictObject({}).safeParse(Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`f${at}`, at])))
    expect(many.success ? 0 : errorsFrom(many.error).length).toBe(100)
  })
})

describe('a value of the wrong kind', () => {
  const Body = z.strictObject({ people: z.array(z.strictObject({ at: z.string() })), place: z.strictObject({}), sure: z.boolean(), name: z.string({ error: 'Enter the name' }) })
  const sentences = (sent: unknown): string[] => {
    const read = Body.safeParse(sent)
    return read.success ? [] : errorsFrom(read.error).map(({ field, message }) => `${field}: ${message}`)
  }

  it('is said in plain words, and a field’s own sentence goes before', () => {
    expect(sentences([])).toEqual([': What is sent must be an object'])
    expect(sentences(null)).toEqual([': What is sent must be an object'])
    expect(sentences({ people: 'Ada', place: 'here', sure: 'yes', name: 3 })).toEqual(['people: This must be a list', 'place: This must be an object', 'sure: This must be true or false', 'name: Enter the name'])
    expect(sentences({ people: [7, { at: 1 }], place: {}, sure: true, name: 'x' })).toEqual(['people.0: This must be an object', 'people.1.at: This must be text'])
  })

  it('points at the whole document when it is the whole that is wrong', () => {
    expect(problemDocument(problemFrom(new FieldsRefused([{ field: '', message: 'What is sent must be an object' }])), 'abc')).toMatchObject({ errors: [{ field: '', pointer: '#' }] })
  })
})

describe('a problem as a machine reads it', () => {
  it('is a document that names each field and where to look, and nothing else', () => {
    const one = problemFrom(new FieldsRefused([{ field: 'people.0.role', message: 'Choose' }, { field: 'type', message: 'Not in force' }]))
    expect(problemDocument(one, 'abc')).toEqual({
      type: 'https://heed.invalid/problems/422', title: 'Some of this cannot be accepted', status: 422, detail: '2 fields need to be put right', instance: 'urn:heed:request:abc',
      errors: [{ field: 'people.0.role', pointer: '#/people/0/role', detail: 'Choose' }, { field: 'type', pointer: '#/type', detail: 'Not in force' }],
    })
    expect(problemDocument(problemFrom(new Refusal('conflict', 'There already', { see: '/incidents/1' })), 'abc')).toMatchObject({ status: 409, see: '/incidents/1' })
    expect(new FieldsRefused([{ field: 'type', message: 'Not in force' }]).message).toBe('Not in force')
  })
})

describe('a problem as a person reads it', () => {
  it('says what changed, from what to what, by whom and when, and keeps what was typed', () => {
    const refusal = new Refusal('conflict', 'Ada changed this record while you had it open', { by: 'Ada', at: now, changed: [{ field: 'Grade', was: 'Extended', now: 'Immediate' }] })
    const body = String(problemPage(problemFrom(refusal), { reader, reference: 'r', now, answers: { reason: '<b>typed</b>', version: '1' }, href: '/incidents/1' }).body)
    for (const words of ['Ada', 'Grade', 'Extended', 'Immediate', '&lt;b&gt;typed&lt;/b&gt;', '/incidents/1']) expect(body).toContain(words)
    expect(body).not.toContain('<b>typed')
  })

  it.each([[404, 'not found'], [403, 'not permitted'], [422, 'invalid']] as const)('%d has a page of its own', (status, kind) => {
    const page = problemPage(problemFrom(new Refusal(kind, 'You need the role supervisor')), { reader, reference: 'r', now })
    expect([status, page.title.length > 3, String(page.body).includes('You need the role supervisor')]).toEqual([status, true, kind !== 'not found'])
  })

  it('our own fault is told with its reference alone', () => {
    const body = String(problemPage(problemFrom(new Error('secret')), { reader, reference: 'ref-77', now }).body)
    expect([body.includes('ref-77'), body.includes('secret')]).toEqual([true, false])
  })
})

describe('where an act leads', () => {
  it.each(['/', '/incidents/1', '/cases?scope=mine'])('%s is within Heed', (path) => {
    expect(redirect(path, 'Saved')).toEqual({ redirect: path, flash: 'Saved' })
  })
  it.each(['', 'incidents', '//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', ' /a'])('%o is not, and is never sent', (path) => {
    expect(() => redirect(path)).toThrow('stay within Heed')
  })
  it('a file is for saving unless it is said to be a picture of ours', () => {
    expect(file({ name: 'a', type: 'text/html', bytes: Buffer.from('') }).file.inline).toBe(false)
  })
})

describe('a session’s own marks', () => {
  it('are another for every session, and say nothing of its token', () => {
    expect(csrfTokenOf('one')).not.toBe(csrfTokenOf('two'))
    expect(csrfTokenOf('one')).toMatch(/^[\w-]{43}$/)
  })

  it('words said to one session are read by it alone, whole and unchanged', () => {
    const sealed = sealedWords('token', 'Saved: “é”')
    expect(unsealedWords('token', sealed)).toBe('Saved: “é”')
    const [mark, written] = sealed.split('.')
    for (const [token, words] of [['other', sealed], [null, sealed], ['token', ''], ['token', 'x'], ['token', `${mark}.${Buffer.from('Pay here').toString('base64url')}`], ['token', `.${written}`], ['token', `${mark}x.${written}`]] as const) expect(unsealedWords(token, words)).toBeNull()
    expect(unsealedWords('token', sealedWords('token', 'x'.repeat(500)))?.length).toBe(300)
  })
})
