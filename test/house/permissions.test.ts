import { describe, expect, it } from 'vitest'
import { type Actor, type ActorKind, actorKinds, type Rank, ranks, type Role, roles } from '#platform/auth/actor.ts'
import { policies } from '../../src/features.ts'

/** The roles of a line of the grid, in its order. */
const columns: readonly (readonly [letter: string, role: Role])[] = [
  ['h', 'call handler'], ['s', 'call supervisor'], ['f', 'front counter'], ['r', 'responder'], ['n', 'neighbourhood officer'], ['S', 'supervisor'], ['i', 'intelligence'], ['o', 'case owner'],
  ['l', 'asb lead'], ['u', 'central asb unit'], ['a', 'administrator'], ['A', 'auditor'], ['p', 'partner'], ['v', 'volunteer'], ['e', 'service'], ['g', 'ingest'],
]
/** Whoever takes or works reports; nobody who only runs the installation, and nobody from outside. */
const WORK = 'hsfrnSiolu......'

/**
 * The house's permissions as they were decided, written down a second time by hand.
 *
 * A dot is a role that may not; "any" is every account of the kinds. Then the least rank, and the kinds of account where they are not the police alone.
 * The system itself may do all but what only a person decides.
 */
const grid: readonly (readonly [act: string, roles: string, rank?: Rank | null, kinds?: readonly ActorKind[]])[] = [
  ['incidents.look', WORK], ['incidents.regrade', 'hsf..S..........'], ['incidents.deploy', 'hsfrnS..........'], ['incidents.result', 'hsfrnS.o........'], ['incidents.classify', WORK],
  ['incidents.recordCrime', '.sfrnS.olu......'], ['incidents.recordIntelligence', '.sfrnSio........'], ['incidents.linkDuplicate', WORK], ['incidents.settleDoubt', WORK], ['incidents.write', WORK],
  ['incidents.allocate', '....nS..lu......'], ['incidents.followUp', 'hsfrnS.olu......'], ['incidents.research', '.....Si.lu......'], ['incidents.decideFlag', '.....Si.lu......'], ['incidents.raiseFlag', WORK],
  ['incidents.askAssessment', '.s...Si.lu......'], ['incidents.acknowledge', '....nS..lu......'], ['incidents.record', 'hsfrnS...u......'],
  ['incidents.ingest', 'hsfrnS...u.....g', null, ['police', 'client']], ['incidents.fetch', 'hsfrnSiolu.....g', null, ['police', 'client']], ['incidents.reconcile', '................', null, []],
  ['incidents.correctPlace', WORK], ['incidents.correctPeople', WORK], ['incidents.correctTimes', WORK], ['incidents.answerPrompt', WORK], ['incidents.addFurther', 'hsfrnS...u.....g', null, ['police', 'client']], ['incidents.decideSimilar', 'hsfrnSiolu.....g', null, ['police', 'client']], ['incidents.importFiles', '..........a.....'],
  ['assessments.look', '.s.rnSiolu......'], ['assessments.assess', '...rnS.o........'], ['assessments.answer', '...rnS.o........'], ['assessments.supervise', '.....S..........'],
  ['assessments.approve', '.....S..........'], ['assessments.return', '.....S..........'],
  ['cases.look', WORK], ['cases.openByHand', '...rnS.olu......'], ['cases.work', '...rnS.olu......'], ['cases.setAside', '.....S..lu......', 'sergeant'], ['cases.allocate', '.....S..lu......', 'sergeant'],
  ['cases.review', '.....S..lu......', 'sergeant'], ['cases.requestClosing', '...rnS.olu......'], ['cases.decideClosing', '.....S..lu......', 'sergeant'], ['cases.reopen', '.....S..lu......', 'sergeant'], ['cases.seal', '........l.......'],
  ['admin.lookUp', 'any'], ['admin.changeAccounts', '..........a.....'], ['admin.changeOthers', '..........a.....'], ['admin.changeOwnPassword', 'any', null, ['police', 'partner', 'volunteer']],
  ['admin.changeTeams', '..........a.....'], ['admin.changeSettings', '.........ua.....'], ['admin.changeLists', '.........ua.....'],
  ['people.look', WORK], ['people.decide', '......i.lu......'], ['people.recognise', '................', null, []], ['people.installModel', '.........u......'], ['places.lookUp', 'any'], ['places.loadPlaces', '..........a.....'], ['performance.look', '.....Si.lu......'],
  ['analysis.look', '....nSiolu......'], ['analysis.takeAway', '.....Si.lu......'], ['analysis.deal', '......i.lu......'], ['analysis.changeRules', '........l.a.....'], ['analysis.seeRules', 'hs..nSioluaA....'], ['work.lookAddress', WORK],
  ['work.seeLists', WORK], ['work.search', WORK], ['work.lookPerson', WORK], ['work.readHistory', '.....S..lu.A....'], ['work.audit', '...........A....'],
  ['platform.seeNotifications', 'any'], ['platform.acknowledge', 'any'], ['platform.openFile', 'any'], ['platform.seeClock', 'any'], ['platform.seeGrant', 'any'],
  ['platform.pauseClock', '...rnS.olu......'], ['platform.resumeClock', '...rnS.olu......'], ['platform.explainMissed', '...rnS.olu......'],
  ['platform.grantAccess', WORK], ['platform.revokeAccess', WORK], ['platform.breakGlass', WORK],
]

/** What only a person does, so that no job can do it. */
const notTheSystem = ['admin.changeOwnPassword', 'platform.breakGlass']

function someone(kind: ActorKind, rank: Rank | null, held: readonly Role[]): Actor {
  return { id: 'somebody', username: 'somebody', name: 'Somebody', kind, rank, roles: [...held], agencyId: null, isDemonstration: true, teamIds: [], boroughIds: [], seesForce: false }
}

function isExpected(line: (typeof grid)[number], kind: ActorKind, rank: Rank | null, role: Role | null): boolean {
  const [act, letters, least = null, kinds = ['police']] = line
  if (kind === 'service') return !notTheSystem.includes(act)
  if (!kinds.includes(kind)) return false
  const place = columns.findIndex(([, each]) => each === role)
  if (letters !== 'any' && (place < 0 || letters[place] !== columns[place]?.[0])) return false
  return least === null || (rank !== null && ranks.indexOf(rank) >= ranks.indexOf(least))
}

describe('the grid of permissions', () => {
  it('has a column for every role and only letters of its own columns', () => {
    expect(columns.map(([, role]) => role)).toEqual([...roles])
    for (const [act, letters] of grid) {
      if (letters !== 'any') expect([act, [...letters].every((letter, at) => letter === '.' || letter === columns[at]?.[0]), letters.length]).toEqual([act, true, columns.length])
    }
  })

  it.each(grid.map(([act]) => act))('%s: who may is what was decided, role by role, rank by rank, kind by kind', (act) => {
    const [policy, line] = [policies.get(act), grid.find(([each]) => each === act)]
    if (policy === undefined || line === undefined) throw new Error(`there is no act called ${act}`)
    const surprises: string[] = []
    for (const kind of actorKinds) {
      for (const rank of [null, ...ranks]) {
        for (const role of [null, ...roles]) {
          const decision = policy(someone(kind, rank, role === null ? [] : [role]))
          if (decision.allowed !== isExpected(line, kind, rank, role)) surprises.push(`${kind}, ${rank}, ${role}: ${decision.allowed}`)
          if (!decision.allowed && !/^(To .+ you need the role .+|Only an? .+ or above can .+|Your account cannot .+)$/.test(decision.reason)) surprises.push(`it says “${decision.reason}”`)
        }
      }
    }
    expect(surprises).toEqual([])
  })

  it('names every role that is needed, so that somebody knows whom to ask', () => {
    for (const [act, letters] of grid) {
      const decision = policies.get(act)?.(someone('police', 'superintendent', []))
      if (letters === 'any' || decision === undefined || decision.allowed) continue
      const needed = columns.filter(([letter], at) => letters[at] === letter).map(([, role]) => role)
      for (const role of needed) expect([act, decision.reason.includes(role)]).toEqual([act, true])
    }
  })

  it('gives two roles together what each gives alone, and no more', () => {
    for (const [, policy] of policies) {
      const alone = (role: Role) => policy(someone('police', 'inspector', [role])).allowed
      for (const one of roles) for (const two of roles) expect(policy(someone('police', 'inspector', [one, two])).allowed).toBe(alone(one) || alone(two))
    }
  })

  it('no rank is worse placed than a lower one', () => {
    for (const [name, policy] of policies) {
      for (const role of roles) {
        const allowed = ranks.map((rank) => policy(someone('police', rank, [role])).allowed)
        expect([name, role, allowed]).toEqual([name, role, [...allowed].sort((one, other) => Number(one) - Number(other))])
      }
    }
  })

  it('has a line for every act there is: whoever adds one writes here who may', () => {
    const known = new Set(grid.map(([act]) => act))
    expect(grid.map(([act]) => act).filter((act) => !policies.has(act))).toEqual([])
    expect([...policies.keys()].filter((act) => !known.has(act))).toEqual([])
  })
})
