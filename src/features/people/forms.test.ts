import { describe, expect, it } from 'vitest'
import { DecisionForm, PageQuery, SeparationForm, UndoingForm } from './forms.ts'

const ID = '0197b9a0-0000-7000-8000-000000000001'

function faults(form: { safeParse: (input: unknown) => { success: boolean; error?: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } } }, input: object): string[] {
  return form.safeParse(input).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? []
}

describe('what an analyst sends', () => {
  it('is one of three verdicts with a reason', () => {
    for (const verdict of ['same', 'different', 'not sure']) expect(DecisionForm.parse({ verdict, reason: ' She told me ' })).toEqual({ verdict, reason: 'She told me' })
    expect(faults(DecisionForm, { reason: 'She told me' })).toEqual(['verdict: Choose whether they are the same person'])
    expect(faults(DecisionForm, { verdict: 'perhaps', reason: 'She told me' })).toEqual(['verdict: Choose whether they are the same person'])
    expect(faults(DecisionForm, { verdict: 'same', reason: '  ' })).toEqual([expect.stringMatching(/^reason: Enter why/)])
    expect(faults(DecisionForm, { verdict: 'same', reason: 'x'.repeat(2001) })).toEqual([expect.stringMatching(/^reason: .*2,?000/)])
  })

  it('names the records that are of somebody else, one or several', () => {
    expect(SeparationForm.parse({ mentionIds: ID, reason: 'A sister' }).mentionIds).toEqual([ID])
    expect(SeparationForm.parse({ mentionIds: [ID, ID], reason: 'A sister' }).mentionIds).toEqual([ID, ID])
    for (const mentionIds of [undefined, '', 'everything', ['x']]) expect(faults(SeparationForm, { mentionIds, reason: 'A sister' }).length, String(mentionIds)).toBeGreaterThan(0)
  })

  it('gives a reason for taking a decision back', () => {
    expect(UndoingForm.parse({ reason: 'It was his cousin' })).toEqual({ reason: 'It was his cousin' })
    expect(faults(UndoingForm, {})).toEqual([expect.stringMatching(/^reason: Enter why it is taken back/)])
  })

  it('asks for a page by its number, and gets the first for anything else', () => {
    expect([{ page: '3' }, {}, { page: '0' }, { page: '-1' }, { page: 'last' }, { page: '1.5' }, { page: '1000000' }].map((query) => PageQuery.parse(query).page)).toEqual([3, 1, 1, 1, 1, 1, 1])
  })
})
