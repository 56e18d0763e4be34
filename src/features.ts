import type { Actor } from '#platform/auth/actor.ts'
import type { Policy } from '#platform/auth/policy.ts'
import type { Verb } from '#platform/cli.ts'
import type { House } from '#platform/http/house.ts'
import type { Handler, Timed } from '#platform/jobs/handlers.ts'
import { doctorVerb, verbs as adminVerbs } from '#features/admin/cli.ts'
import * as admin from '#features/admin/index.ts'
import { may as mayAdmin } from '#features/admin/policy.ts'
import { routes as adminRoutes } from '#features/admin/routes.ts'
import * as analysis from '#features/analysis/index.ts'
import { handlers as analysisHandlers, timetable as analysisTimetable } from '#features/analysis/jobs.ts'
import { may as mayAnalysis } from '#features/analysis/policy.ts'
import { listRoutes as repeatRoutes } from '#features/analysis/routes/lists.ts'
import { ruleRoutes as repeatRuleRoutes } from '#features/analysis/routes/rules.ts'
import { verbs as assessmentVerbs } from '#features/assessments/cli.ts'
import * as assessments from '#features/assessments/index.ts'
import { may as mayAssessments } from '#features/assessments/policy.ts'
import { handlers as assessmentHandlers } from '#features/assessments/jobs.ts'
import { routes as assessmentRoutes } from '#features/assessments/routes.ts'
import * as cases from '#features/cases/index.ts'
import { handlers as caseHandlers, timetable as caseTimetable } from '#features/cases/jobs.ts'
import { may as mayCases } from '#features/cases/policy.ts'
import { routes as caseRoutes } from '#features/cases/routes/pages.ts'
import { incidentApi } from '#features/incidents/api.ts'
import { verbs as incidentVerbs } from '#features/incidents/cli.ts'
import * as incidents from '#features/incidents/index.ts'
import { actRoutes } from '#features/incidents/routes/acts.ts'
import { listRoutes } from '#features/incidents/routes/lists.ts'
import { mendRoutes } from '#features/incidents/routes/mending.ts'
import { partRoutes } from '#features/incidents/routes/parts.ts'
import { recordRoutes } from '#features/incidents/routes/record.ts'
import { similarRoutes } from '#features/incidents/routes/similar.ts'
import { handlers as incidentHandlers, timetable as incidentTimetable } from '#features/incidents/jobs.ts'
import { may as mayIncidents } from '#features/incidents/policy.ts'
import * as people from '#features/people/index.ts'
import { liveVerbs } from '#features/people/cli/live-verbs.ts'
import { fileVerbs } from '#features/people/cli/verbs.ts'
import { handlers as peopleHandlers, timetable as peopleTimetable } from '#features/people/jobs.ts'
import { may as mayPeople } from '#features/people/policy.ts'
import { routes as peopleRoutes } from '#features/people/routes.ts'
import { placesVerbs } from '#features/places/cli.ts'
import * as places from '#features/places/index.ts'
import { may as mayPlaces } from '#features/places/policy.ts'
import { verbs as performanceVerbs } from '#features/performance/cli.ts'
import * as performance from '#features/performance/index.ts'
import { may as mayPerformance } from '#features/performance/policy.ts'
import { routes as performanceRoutes } from '#features/performance/routes.ts'
import * as work from '#features/work/index.ts'
import { may as mayWork } from '#features/work/policy.ts'
import { addressRoutes } from '#features/work/routes/address.ts'
import { routes as workRoutes } from '#features/work/routes/gather.ts'
import { incidentRoutes } from '#features/work/routes/incident.ts'
import { platformFeature } from './platform/feature.ts'
import type { Feature, Place, RecordTitles } from './platform/part.ts'

/** What higher features draw on an incident's page, in the order they stand there. */
const incidentPanels: readonly incidents.IncidentPanel[] = [assessments.assessmentPanel, cases.casePanel, analysis.repeatPanel]

/** The only list of features, lowest storey first. */
export const features: readonly Feature[] = [
  platformFeature((kind) => titles.get(kind)),
  {
    name: 'admin', storey: 0, owns: admin.owns, may: mayAdmin, routes: adminRoutes,
    verbs: [...adminVerbs, doctorVerb([{ name: 'Reports of which nobody was told', count: incidents.countUnnotified }, { name: 'Approved assessments without their case', count: cases.countUncased }, { name: 'New repeats that raised no task', count: analysis.countUnraised }])],
    navigation: [{ text: 'Administration', href: '/admin', policy: 'admin.changeAccounts', order: 90 }],
  },
  {
    name: 'people', storey: 0, owns: people.owns, may: mayPeople, routes: peopleRoutes, handlers: peopleHandlers, verbs: [...fileVerbs, ...liveVerbs], timetable: peopleTimetable,
    navigation: [{ text: 'Who is who', href: '/recognition', policy: 'people.decide', order: 65 }],
  },
  { name: 'places', storey: 0, owns: places.owns, may: mayPlaces, verbs: placesVerbs((ctx) => admin.raiseWardTeams(ctx)) },
  {
    name: 'incidents', storey: 1, owns: incidents.owns, titles: { incident: incidents.incidentTitles }, may: mayIncidents, handlers: incidentHandlers, timetable: incidentTimetable, verbs: incidentVerbs,
    routes: (house) => {
      incidentApi(house)
      listRoutes(house)
      actRoutes(house)
      partRoutes(house)
      mendRoutes(house)
      recordRoutes(house)
      similarRoutes(house)
    },
    navigation: [{ text: 'Take a report', href: '/incidents/new', policy: 'incidents.record', order: 10 }, { text: 'Incidents', href: '/incidents', policy: 'incidents.look', order: 20 }],
  },
  {
    name: 'assessments', storey: 2, owns: assessments.owns, titles: { assessment: assessments.assessmentTitles }, may: mayAssessments, routes: assessmentRoutes, handlers: assessmentHandlers, verbs: assessmentVerbs,
    navigation: [{ text: 'Assessments', href: '/assessments/awaiting', holds: '/assessments', policy: 'assessments.supervise', order: 30 }],
  },
  {
    name: 'cases', storey: 3, owns: cases.owns, titles: { case: cases.caseTitles }, may: mayCases, routes: (house) => caseRoutes(house, { readsLooks: (actor) => mayWork.readHistory(actor).allowed }), handlers: caseHandlers, timetable: caseTimetable,
    navigation: [{ text: 'Cases', href: '/cases', policy: 'cases.look', order: 40 }],
  },
  {
    name: 'analysis', storey: 6, owns: analysis.owns, titles: { repeat: analysis.findingTitles }, may: mayAnalysis, handlers: analysisHandlers, timetable: analysisTimetable,
    routes: (house) => {
      repeatRoutes(house)
      repeatRuleRoutes(house)
    },
    navigation: [{ text: 'Repeats', href: '/repeats', policy: 'analysis.look', order: 50 }],
  },
  {
    name: 'performance', storey: 6, owns: performance.owns, may: mayPerformance, routes: performanceRoutes, verbs: performanceVerbs,
    navigation: [{ text: 'Performance', href: '/performance', policy: 'performance.look', order: 60 }],
  },
  {
    name: 'work', storey: 8, owns: work.owns, may: mayWork, routes: (house) => {
      workRoutes(house, { does: (act) => policies.get(act)?.about.does, furtherPlaces })
      incidentRoutes(house, incidentPanels)
      addressRoutes(house)
    },
    navigation: [{ text: 'Home', href: '/', policy: 'signed-in', order: 0 }, { text: 'Audit', href: '/audit', policy: 'work.audit', order: 80 }],
  },
]

/** What records are called, by kind. */
const titles: ReadonlyMap<string, RecordTitles> = new Map(features.flatMap((feature) => Object.entries(feature.titles ?? {})))

/** Every policy by name. */
export const policies: ReadonlyMap<string, Policy<never>> = new Map(
  features.flatMap((feature) => Object.entries(feature.may).map(([act, policy]) => [`${feature.name}.${act}`, policy] as const)),
)

/** Everything done because something happened. */
export const handlers: readonly Handler[] = features.flatMap((feature) => feature.handlers ?? [])

/** Everything done at intervals. */
export const timetable: readonly Timed[] = features.flatMap((feature) => feature.timetable ?? [])

/** Every verb of the command line. */
export const verbs: readonly Verb[] = features.flatMap((feature) => feature.verbs ?? [])

/** Hang every feature's doors. */
export function routes(house: House): void {
  for (const feature of features) feature.routes?.(house)
}

/** The places in the service navigation that this person may go to, at most seven. */
export function navigation(actor: Actor): readonly Place[] {
  return placesOf(actor).slice(0, IN_NAVIGATION)
}

/** The places for which the navigation has no room: the home page names them. */
export function furtherPlaces(actor: Actor): readonly Place[] {
  return placesOf(actor).slice(IN_NAVIGATION)
}

/** Whether this person may use the search box. */
export function searches(actor: Actor): boolean {
  return mayWork.search(actor).allowed
}

/** As many places as one takes in at a look. */
const IN_NAVIGATION = 7

function placesOf(actor: Actor): Place[] {
  return features
    .flatMap((feature) => feature.navigation ?? [])
    .filter(({ policy }) => policy === 'signed-in' || (policies.get(policy)?.(actor).allowed ?? false))
    .sort((a, b) => a.order - b.order)
    .map(({ text, href, holds }) => ({ text, href, holds }))
}
