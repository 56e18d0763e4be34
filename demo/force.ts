import type { ActorKind, Rank, Role } from '#platform/auth/actor.ts'
import type { Context } from '#platform/context.ts'
import { addAccount, addAgency, addTeam, giveAreas, grantRole, joinTeam, loadShippedReference, setSetting, type NewTeam } from '#features/admin/index.ts'
import { addArea, type NewArea } from '#features/places/index.ts'

/** A borough of the demonstration, with its wards: names invented, outlines given. */
export interface DemoBorough {
  readonly key: string
  readonly name: string
  readonly code: string
  readonly boundary: NewArea['boundary']
  readonly bounds: NewArea['bounds']
  readonly wards: readonly { readonly name: string; readonly code: string; readonly boundary: NewArea['boundary']; readonly bounds: NewArea['bounds'] }[]
  readonly source: string
}

/** Somebody invented. */
export interface DemoPerson {
  readonly username: string
  readonly name: string
  readonly kind: Exclude<ActorKind, 'service' | 'client'>
  readonly rank: Rank | null
  readonly roles: readonly Role[]
  /** Keys of teams: `control-room`, `central`, `standards`, `<borough>-response|intelligence|counter|command`, `snt:<ward code>`. */
  readonly teams: readonly string[]
  readonly agency?: 'council' | 'landlord' | 'volunteers'
}

/** Whom the force has in its first borough (`b1`), its second (`b2`), and over all. Wards are numbered within their borough. */
export const people: readonly DemoPerson[] = [
  person('amara.diallo', 'Amara Diallo', 'police staff', ['call handler'], ['control-room']),
  person('tom.hargreaves', 'Tom Hargreaves', 'police staff', ['call handler', 'call supervisor'], ['control-room']),
  person('ines.moreau', 'Ines Moreau', 'police staff', ['front counter'], ['b1-counter']),
  person('chidi.okafor', 'PC Chidi Okafor', 'constable', ['responder'], ['b1-response']),
  person('leah.marsh', 'PC Leah Marsh', 'constable', ['responder'], ['b1-response']),
  person('priya.nair', 'PC Priya Nair', 'constable', ['neighbourhood officer', 'responder', 'case owner'], ['b1-ward-1']),
  person('joe.sweeney', 'PCSO Joe Sweeney', 'pcso', ['neighbourhood officer'], ['b1-ward-1']),
  person('hana.suzuki', 'PC Hana Suzuki', 'constable', ['neighbourhood officer', 'responder', 'case owner'], ['b1-ward-2']),
  person('femi.adeyemi', 'Sgt Femi Adeyemi', 'sergeant', ['supervisor', 'neighbourhood officer', 'case owner'], ['b1-ward-1', 'b1-ward-2']),
  person('karin.lindqvist', 'Sgt Karin Lindqvist', 'sergeant', ['supervisor', 'responder', 'case owner'], ['b1-response']),
  person('imran.rahman', 'Insp Imran Rahman', 'inspector', ['supervisor', 'asb lead'], ['b1-command']),
  person('gwen.pritchard', 'Ch Insp Gwen Pritchard', 'chief inspector', ['supervisor', 'asb lead'], ['b1-command']),
  person('david.mensah', 'Supt David Mensah', 'superintendent', ['asb lead', 'supervisor'], ['b1-command']),
  person('wei.zhang', 'Wei Zhang', 'police staff', ['intelligence'], ['b1-intelligence']),
  person('nadia.kovacs', 'PC Nadia Kovacs', 'constable', ['responder', 'neighbourhood officer', 'case owner'], ['b2-ward-1']),
  person('owen.tate', 'Sgt Owen Tate', 'sergeant', ['supervisor', 'case owner'], ['b2-response']),
  person('rosa.blake', 'Rosa Blake', 'police staff', ['intelligence'], ['b2-intelligence']),
  person('helen.whitby', 'Insp Helen Whitby', 'inspector', ['central asb unit'], ['central']),
  person('robin.castle', 'Robin Castle', 'police staff', ['administrator'], ['standards']),
  person('margaret.osei', 'Margaret Osei', 'police staff', ['auditor'], ['standards']),
  person('sam.blank', 'PC Sam Blank', 'constable', [], ['b1-response']),
  { username: 'dev.mistry', name: 'Dev Mistry', kind: 'partner', rank: null, roles: ['partner'], teams: [], agency: 'council' },
  { username: 'joan.firth', name: 'Joan Firth', kind: 'partner', rank: null, roles: ['partner'], teams: [], agency: 'landlord' },
  { username: 'peter.lamb', name: 'Peter Lamb', kind: 'volunteer', rank: null, roles: ['volunteer'], teams: [], agency: 'volunteers' },
]

function person(username: string, name: string, rank: Rank, roles: readonly Role[], teams: readonly string[]): DemoPerson {
  return { username, name, kind: 'police', rank, roles, teams }
}

/** The name the demonstration force goes by. */
export const forceName = 'Metroshire Police'

/** The force once raised: ids by key, for what is built on it. */
export interface RaisedForce {
  readonly boroughs: ReadonlyMap<string, string>
  readonly wards: ReadonlyMap<string, string>
  readonly teams: ReadonlyMap<string, string>
  readonly accounts: ReadonlyMap<string, string>
}

/**
 * Raise the demonstration force: its lists, boroughs, wards, teams, agencies and people, through the same commands as a real one.
 *
 * Input: an act's context of the command line's own actor; the boroughs, first the one that most happens in.
 */
export async function raiseForce(ctx: Context, boroughs: readonly DemoBorough[]): Promise<RaisedForce> {
  await setSetting(ctx, 'force', forceName)
  await setSetting(ctx, 'demonstration', true)
  await loadShippedReference(ctx)
  const teams = new Map<string, string>()
  const boroughIds = new Map<string, string>()
  const wards = new Map<string, string>()
  const team = async (key: string, made: NewTeam): Promise<string> => {
    const id = await addTeam(ctx, made)
    teams.set(key, id)
    return id
  }
  await team('control-room', { name: 'Control room', kind: 'control room', sight: 'force', boroughId: null })
  await team('central', { name: 'Central ASB unit', kind: 'central', sight: 'force', boroughId: null, isFallback: true })
  await team('standards', { name: 'Information and standards', kind: 'standards', sight: 'none', boroughId: null })
  for (const [index, borough] of boroughs.entries()) await raiseBorough(ctx, `b${index + 1}`, borough, { team, boroughIds, wards })
  const accounts = await raisePeople(ctx, teams)
  return { boroughs: boroughIds, wards, teams, accounts }
}

interface Raising {
  readonly team: (key: string, made: NewTeam) => Promise<string>
  readonly boroughIds: Map<string, string>
  readonly wards: Map<string, string>
}

async function raiseBorough(ctx: Context, key: string, borough: DemoBorough, raising: Raising): Promise<void> {
  const boroughId = await addArea(ctx, { kind: 'borough', code: borough.code, name: borough.name, parentId: null, boundary: borough.boundary, bounds: borough.bounds, source: borough.source })
  raising.boroughIds.set(key, boroughId)
  for (const [name, kind] of [['response', 'response'], ['intelligence', 'intelligence'], ['counter', 'front counter'], ['command', 'borough']] as const) {
    const called = { response: 'Response', intelligence: 'Intelligence Unit', counter: 'Front Counter', command: 'Command Team' }[name]
    await raising.team(`${key}-${name}`, { name: `${borough.name} ${called}`, kind, sight: 'borough', boroughId })
  }
  for (const [index, ward] of borough.wards.entries()) {
    const wardId = await addArea(ctx, { kind: 'ward', code: ward.code, name: ward.name, parentId: boroughId, boundary: ward.boundary, bounds: ward.bounds, source: borough.source })
    raising.wards.set(ward.code, wardId)
    const teamId = await raising.team(`${key}-ward-${index + 1}`, { name: `${ward.name} Safer Neighbourhoods Team`, kind: 'safer neighbourhoods', sight: 'team', boroughId, telephone: `020 7946 0${String(100 + raising.wards.size).slice(-3)}` })
    await giveAreas(ctx, teamId, [wardId], '2010-01-01')
  }
}

async function raisePeople(ctx: Context, teams: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
  const agencies = {
    council: await addAgency(ctx, { name: 'Marlow Quay Council', kind: 'council' }),
    landlord: await addAgency(ctx, { name: 'Quayside Homes', kind: 'landlord' }),
    volunteers: await addAgency(ctx, { name: 'Police volunteers', kind: 'voluntary' }),
  }
  const accounts = new Map<string, string>()
  for (const { username, name, kind, rank, roles, teams: theirs, agency } of people) {
    const id = await addAccount(ctx, { username, name, kind, rank, agencyId: agency === undefined ? null : agencies[agency], isDemonstration: true })
    accounts.set(username, id)
    for (const role of roles) await grantRole(ctx, id, role)
    for (const key of theirs) {
      const teamId = teams.get(key)
      if (teamId !== undefined) await joinTeam(ctx, id, teamId)
    }
  }
  return accounts
}
