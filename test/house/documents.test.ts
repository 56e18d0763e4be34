import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { permit } from '#platform/auth/policy.ts'
import { projectFolder } from '#platform/config.ts'
import { policies } from '../../src/features.ts'
import { generatedPages } from '../../tools/generated.ts'
import { whoMay } from '../../tools/matrix.ts'
import { readRules, ruleFaults } from '../../tools/rules.ts'
import { allDoors, nameOf, readList } from './visitors.ts'

describe('docs/generated', () => {
  it('is what the code now says (npm run docs writes it)', async () => {
    for (const [name, text] of await generatedPages()) expect(readFileSync(join(projectFolder(), 'docs/generated', name), 'utf8'), name).toBe(text)
  })
})

describe('the rules', () => {
  const rules = readRules(policies)

  it('each have a home and a test', () => {
    expect(rules.length).toBeGreaterThan(30)
    expect(ruleFaults(rules)).toEqual([])
  })

  it('say a sentence each, and policies a source', () => {
    expect(rules.filter(({ sentences }) => sentences.length === 0).map(({ code }) => code)).toEqual([])
    for (const [name, { about }] of policies) {
      expect(about.rule, name).toMatch(/^[A-Z]{2}-\d{2}[a-z]?$/)
      expect(about.source.length, name).toBeGreaterThan(10)
      expect(about.does, name).toMatch(/^[a-z]/)
    }
  })

  it('are missed when nothing proves them or nothing holds them', () => {
    const rule = { code: 'ZZ-01', sentences: ['A'], sources: [], homes: ['a'], tests: ['b'] }
    expect(ruleFaults([rule, { ...rule, tests: [] }, { ...rule, homes: [] }])).toEqual(['ZZ-01 has no test (a)', 'ZZ-01 has no home (b)'])
  })
})

describe('the matrix', () => {
  const about = { rule: 'ZZ-01', source: 'invented for this test', does: 'try' }

  it('says who may in the words of roles and ranks', () => {
    expect(whoMay(permit(about))).toBe('everyone of the police; the system itself')
    expect(whoMay(permit({ ...about, rank: 'sergeant' }))).toBe('everyone of the police (sergeant or above); the system itself')
    expect(whoMay(permit({ ...about, roles: ['supervisor', 'auditor'], rank: 'inspector', kinds: ['police'] }))).toBe('supervisor, auditor (inspector or above)')
    expect(whoMay(permit({ ...about, kinds: ['partner', 'client'] }))).toBe('partners; other systems')
    expect(whoMay(permit({ ...about, roles: ['auditor'], kinds: ['partner'] }))).toBe('nobody')
  })

  it('lets no partner and no volunteer do anything but with their own account', async () => {
    const own = readList('own-account.txt')
    const theirs = new Set((await allDoors()).filter((door) => own.has(nameOf(door))).map(({ policy }) => policy))
    expect([...policies].filter(([name, policy]) => /partners|volunteers/.test(whoMay(policy)) && !theirs.has(name)).map(([name]) => name)).toEqual([])
  })

  it('names no act that nobody may do', () => {
    expect([...policies].filter(([, policy]) => whoMay(policy) === 'nobody').map(([name]) => name)).toEqual([])
  })
})
