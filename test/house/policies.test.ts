import { describe, expect, it } from 'vitest'
import { policies } from '../../src/features.ts'
import { whoMay } from '../../tools/matrix.ts'

/** Who may do an act, in the matrix's words. */
function may(act: string): string {
  const policy = policies.get(act)
  if (policy === undefined) throw new Error(`there is no act called ${act}`)
  return whoMay(policy)
}

describe('policies of one line, as the house decided them', () => {
  it('AD-01 everyone of the force looks up teams, people and lists', () => {
    expect(may('admin.lookUp')).toBe('everyone of the police; the system itself')
  })

  it('AD-03 teams and areas are changed by administrators alone', () => {
    expect(may('admin.changeTeams')).toBe('administrator; the system itself')
  })

  it('AD-04 lists and question sets are changed by administrators and the central unit', () => {
    expect(may('admin.changeLists')).toBe('central asb unit, administrator; the system itself')
  })

  it('PL-11 places are loaded by administrators alone', () => {
    expect(may('places.loadPlaces')).toBe('administrator; the system itself')
  })

  it('IN-20 incidents are seen by those who take or work reports, not by administrators and auditors', () => {
    expect(may('incidents.look')).toContain('responder')
    expect(may('incidents.look')).not.toMatch(/administrator|auditor|everyone|partners|volunteers|other systems/)
  })

  it('NO-01 everyone of the force sees what waits for them', () => {
    expect(may('platform.seeNotifications')).toMatch(/^everyone of the police/)
  })

  it('WK-05 what somebody looked at is read by auditors alone', () => {
    expect(may('work.audit')).toMatch(/^auditor(; the system itself)?$/)
  })
})
