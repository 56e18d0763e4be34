import { describe, expect, it } from 'vitest'
import { permit, type Policy } from '#platform/auth/policy.ts'
import type { Door } from '#platform/http/house.ts'
import { doorsPage } from './doors.ts'
import { permissionsPage, whoMay } from './matrix.ts'
import { rulesPage } from './rules.ts'

const policy = (more: Partial<Parameters<typeof permit>[0]>): Policy<never> => permit({ rule: 'ZZ-01', source: 'force procedure', does: 'move a thing', ...more })
const rowsOf = (page: string, heading: string): readonly string[] => (page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| ') && !/^\| (act|role|---)/.test(line))

describe('who may, in as few words as tell it all', () => {
  it.each([
    [{}, 'everyone of the police; the system itself'],
    [{ rank: 'sergeant' }, 'everyone of the police (sergeant or above); the system itself'],
    [{ roles: ['supervisor', 'auditor'], kinds: ['police'] }, 'supervisor, auditor'],
    [{ roles: ['supervisor'], rank: 'inspector', kinds: ['police'] }, 'supervisor (inspector or above)'],
    [{ kinds: ['partner', 'volunteer'] }, 'partners; volunteers'],
    [{ kinds: ['client'], roles: ['ingest'] }, 'other systems'],
    [{ kinds: ['police'], roles: ['partner'] }, 'nobody'],
  ] as const)('%j is %j', (given, said) => {
    expect(whoMay(policy(given))).toBe(said)
  })
})

describe('the page of who may do what', () => {
  const page = permissionsPage(new Map([
    ['zebras.move', policy({ roles: ['supervisor'], kinds: ['police'] })], ['apples.pick', policy({ does: 'pick an apple', kinds: ['police'] })],
    ['apples.eat', policy({ does: 'eat an apple', roles: ['auditor', 'supervisor'], kinds: ['police'], rank: 'inspector', further: 'never their own', unless: () => null })],
  ]))

  it('has a part for each feature and a line for each act, in the order of their names', () => {
    expect([...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual(['apples', 'zebras', 'What each role adds'])
    expect(rowsOf(page, 'apples')).toEqual([
      '| `apples.eat` | eat an apple | supervisor, auditor (inspector or above) | never their own | ZZ-01 |', '| `apples.pick` | pick an apple | everyone of the police |  | ZZ-01 |',
    ])
  })

  it('says what each role adds to what everyone of the police may do, and of a role that adds nothing, nothing', () => {
    const adds = rowsOf(page, 'What each role adds')
    expect(adds).toContain('| supervisor | `apples.eat`, `zebras.move` |')
    expect(adds).toContain('| auditor | `apples.eat` |')
    expect(adds).toContain('| responder |  |')
    expect(adds.some((line) => /^\| (partner|service|ingest)/.test(line))).toBe(false)
  })
})

describe('the page of doors', () => {
  const door = (path: string, kind: Door['kind'], guard: string, method: 'GET' | 'POST' = 'GET'): Door => ({ method, path, kind, policy: guard })

  it('says of each, in the order of their addresses, what it is and what guards it', () => {
    const rows = doorsPage([door('/b', 'act', 'apples.eat', 'POST'), door('/b', 'look', 'apples.look'), door('/a', 'open', 'open'), door('/account', 'look', 'signed-in'), door('/api/c', 'api look', 'apples.look')])
      .split('\n').filter((line) => /^\| (GET|POST)/.test(line))
    expect(rows).toEqual([
      '| GET | `/a` | open | needs nobody signed in |', '| GET | `/account` | a page | anyone signed in, for their own account |', '| GET | `/api/c` | a machine’s look | `apples.look` |',
      '| GET | `/b` | a page | `apples.look` |', '| POST | `/b` | an act | `apples.eat` |',
    ])
  })
})

describe('the page of rules', () => {
  it('shows a rule that nothing proves in bold, and keeps a sentence from breaking its table', () => {
    const page = rulesPage([{ code: 'ZZ-02', sentences: ['One | two\nthree', 'Four'], sources: ['A report'], homes: ['src/a.ts b'], tests: [] }])
    expect(page.split('\n')).toContain('| ZZ-02 | One \\| two three<br>Four | A report | `src/a.ts b` | **none** |')
  })
})
