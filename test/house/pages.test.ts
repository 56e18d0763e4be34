import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { approveAssessment, returnAssessment, startAssessment } from '#features/assessments/index.ts'
import { anAssessment } from '#features/assessments/examples.ts'
import { keepCaseFiles, recordContact } from '#features/cases/commands/log.ts'
import { aCase } from '#features/cases/examples.ts'
import { linkDuplicate, raiseFlag } from '#features/incidents/index.ts'
import { aPerson, anIncident } from '#features/incidents/examples.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { partsOf } from '#test/support/pages.ts'
import { addressOf, allDoors } from './visitors.ts'

let heed: TestHeed
let app: FastifyInstance
let token = ''
const pages: { at: string; body: string }[] = []
const paths: RegExp[] = []
const ids: Record<string, string> = {
  number: '1', flag: 'vulnerable', doubt: 'no-grade', month: '2026-11', measure: 'asb-incidents', codeSet: 'asb-type', list: 'overdue', key: 'force', setting: 'force', purpose: 'risk',
}
const who = 'helen.whitby'

/** Every page there is, looked at by somebody who may open nearly all of them, on records that have something of everything. */
beforeAll(async () => {
  heed = await openTestHeed()
  app = await heed.app()
  token = await heed.tokenOf(who)
  await kyselyOn(heed.database.pools.bootstrap).insertInto('heed.settings').values({ key: 'standards preset', value: JSON.stringify('demonstration') }).execute()
  const { id } = await heed.actor(who)
  const roles = ['call handler', 'call supervisor', 'front counter', 'responder', 'neighbourhood officer', 'supervisor', 'intelligence', 'case owner', 'asb lead', 'administrator', 'auditor'] as const
  await heed.act('service:cli', async ({ db }) => db.insertInto('roleGrants').values(roles.map((role) => ({ id: newId(), accountId: id, role, grantedBy: null }))).execute())
  const first = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { grade: null, screening: [{ question: 'd5', answer: 'yes', detail: 'He is ill' }], people: [aPerson({ role: 'victim', givenName: 'Ada', familyName: 'Pell', safeToContact: 'Mornings', phone: '07700 900123' })] }))
  const second = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
  await heed.act(who, (ctx) => linkDuplicate(ctx, { incidentId: second.incidentId, version: 1, reference: first.reference, reason: 'Same call' }))
  await heed.act(who, (ctx) => raiseFlag(ctx, { incidentId: first.incidentId, version: 2, flag: 'hate', reason: 'Words used' }))
  for (const band of ['high', 'medium'] as const) {
    const approved = await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, first.incidentId, { band }))
    await heed.act('karin.lindqvist', (ctx) => approveAssessment(ctx, { assessmentId: approved, version: 2, raise: null }))
  }
  const returned = await heed.act('leah.marsh', (ctx) => anAssessment(ctx, first.incidentId, { subject: 'household' }))
  await heed.act('karin.lindqvist', (ctx) => returnAssessment(ctx, { assessmentId: returned, version: 2, reason: 'Question 5' }))
  await heed.follow()
  const made = await heed.act('service:cli', (ctx) => aCase(ctx, { incidentId: first.incidentId }))
  await heed.act(who, (ctx) => keepCaseFiles(ctx, { caseId: made.caseId, uploads: [{ field: 'file', name: 'diary.txt', type: 'text/plain', bytes: Buffer.from('x') }], about: 'Diary' }))
  await heed.act(who, (ctx) => recordContact(ctx, { caseId: made.caseId, how: 'visit', at: heed.clock.now(), isReached: true, said: 'Shaken', told: 'A lock is coming' }))
  Object.assign(ids, { incidentId: first.incidentId, caseId: made.caseId, accountId: (await heed.actor('sam.blank')).id, assessmentId: (await heed.act(who, (ctx) => startAssessment(ctx, { incidentId: first.incidentId, subject: 'caller' }).catch(() => startAssessment(ctx, { incidentId: first.incidentId, subject: 'household' })))).assessmentId })
  const one = async (table: string, where: string): Promise<string> => (await heed.database.pools.bootstrap.query<{ id: string }>(`select id from ${table} where ${where} limit 1`)).rows[0]?.id ?? newId()
  Object.assign(ids, {
    itemId: await one('case_plan_items', "state = 'to do'"), clockId: await one('clocks', 'due_at is not null'), fileId: await one('files', 'true'), teamId: await one('teams', "sight = 'team'"), personId: await one('persons', 'true'),
    notificationId: await one('notifications', 'true'), mentionId: await one('person_mentions', `source_id = '${first.incidentId}' and corrected_by_id is null`), rowId: await one('reference_values', "code_set = 'asb-type'"),
  })
  const doors = await allDoors()
  for (const { path } of doors.filter(({ method }) => method === 'GET')) paths.push(new RegExp(`^${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:(\w+)/g, '[^/]+')}$`))
  for (const { path } of doors.filter(({ method, kind }) => method === 'GET' && !kind.startsWith('api'))) {
    const entry = path.includes('entryId') ? await one(path.startsWith('/cases') ? 'case_entries' : 'incident_entries', path.startsWith('/cases') ? `case_id = '${made.caseId}'` : `incident_id = '${first.incidentId}'`) : newId()
    const at = addressOf(path, (name) => (name === 'entryId' ? entry : (ids[name] ?? newId())))
    const answer = await app.inject({ url: at, cookies: { heed: token } })
    if (answer.statusCode === 200 && String(answer.headers['content-type']).startsWith('text/html')) pages.push({ at, body: answer.body })
  }
}, 60_000)
afterAll(() => heed.close())

const all = (body: string, pattern: RegExp): readonly string[] => [...body.matchAll(pattern)].map(([, found = '']) => found)
const idsOf = (body: string): readonly string[] => all(body, /\sid="([^"]*)"/g)
const withoutIds = (text: string): string => text.replace(/[0-9a-f-]{36}/g, 'ID')

/** What each check finds wrong with a page. */
const checks = {
  'has one heading of its own, in its title too, in English, with a way past the header': (body: string) => {
    const { title, headings } = partsOf(body)
    return [
      ...(headings.length === 1 && headings[0] !== '' ? [] : [`has ${headings.length} headings`]), ...(title === `${headings[0]} - Heed - Metroshire Police` ? [] : [`is titled “${title}”`]),
      ...(/<html lang="en-GB"/.test(body) ? [] : ['does not say its language']), ...(/href="#main-content"/.test(body) && /id="main-content"/.test(body) ? [] : ['has no way past its header']),
    ]
  },
  'gives no two things one id, and whatever names an id names one that is there': (body: string) => {
    const known = idsOf(body)
    const named = [...all(body, /\sfor="([^"]*)"/g), ...all(body, /href="#([^"]+)"/g), ...all(body, /aria-(?:describedby|labelledby|controls)="([^"]*)"/g).flatMap((list) => list.split(' ')), ...all(body, /data-aria-controls="([^"]*)"/g)]
    return [...known.filter((id, at) => known.indexOf(id) !== at).map((id) => `gives “${id}” twice`), ...named.filter((id) => !known.includes(id)).map((id) => `names “${id}”, which is not there`)]
  },
  'says what each box, list, button and picture is for': (body: string) => {
    const labels = new Set(all(body, /<label\b[^>]*\sfor="([^"]*)"/g))
    const boxes = [...body.matchAll(/<(input|select|textarea)\b([^>]*)>/g)].filter(([, , rest = '']) => !/type="(?:hidden|submit)"/.test(rest))
    return [
      ...boxes.filter(([, , rest = '']) => !/aria-label(?:ledby)?=/.test(rest) && !labels.has(/\sid="([^"]*)"/.exec(rest)?.[1] ?? '')).map(([, tag, rest = '']) => `${tag} ${/name="([^"]*)"/.exec(rest)?.[1] ?? ''} has no label`),
      ...[...body.matchAll(/<button\b([^>]*)>([\s\S]*?)<\/button>/g)].filter(([, rest = '', inside = '']) => inside.replace(/<[^>]*>/g, '').trim() === '' && !/aria-label=/.test(rest)).map(() => 'a button says nothing'),
      ...all(body, /<fieldset\b[^>]*>\s*(<(?!legend)[^>]*>)/g).map((tag) => `a group begins with ${tag} and not with what it asks`),
      ...[...body.matchAll(/<img\b([^>]*)>/g)].filter(([, rest = '']) => !/\salt="/.test(rest)).map(() => 'a picture says nothing'),
    ]
  },
  'has headings that step down one at a time, and tables that say what they hold': (body: string) => {
    const levels = all(/<main[\s\S]*<\/main>/.exec(body)?.[0] ?? '', /<h([1-6])\b/g).map(Number)
    const tables = [...body.matchAll(/<table\b[\s\S]*?<\/table>/g)].map(([table]) => table)
    return [
      ...levels.flatMap((level, at) => (level > (levels[at - 1] ?? 1) + 1 ? [`steps from ${levels[at - 1] ?? 1} to ${level}`] : [])),
      ...tables.filter((table) => !/<caption\b/.test(table)).map(() => 'has a table without its caption'), ...tables.filter((table) => /<th\b(?![^>]*\sscope=)/.test(table)).map(() => 'has a heading of a table that does not say what it heads'),
    ]
  },
  'sends each form somewhere of its own, with its session’s mark and a button': (body: string) => [...body.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].flatMap(([, rest = '', inside = '']) => [
    ...(/method="post"/.test(rest) && !/name="csrf"/.test(inside) ? [`a form to ${/action="([^"]*)"/.exec(rest)?.[1] ?? 'itself'} lacks its mark`] : []),
    ...(/action="(?!\/(?!\/))/.test(rest) ? ['a form leads elsewhere'] : []), ...(/<button\b|type="submit"/.test(inside) ? [] : ['a form has no button']),
  ]),
  'works without script, and holds none': (body: string) => [
    ...(/<script(?![^>]*\bsrc=)/.test(body) ? ['holds script'] : []), ...(/\son\w+="/.test(body) ? ['holds a handler'] : []), ...(/\sstyle="/.test(body) ? ['holds a style'] : []), ...(/javascript:/i.test(body) ? ['holds a script address'] : []),
  ],
  'leads only to pages that there are, and with no name, telephone or postcode in an address': (body: string) => {
    const links = [...new Set(all(body, /\shref="(\/(?!\/)[^"]*)"/g))].map((href) => href.replaceAll('&amp;', '&'))
    return [
      ...links.filter((href) => !href.startsWith('/assets/') && !paths.some((path) => path.test(href.split(/[?#]/)[0] ?? ''))).map((href) => `leads to ${withoutIds(href)}, where nothing is`),
      ...links.filter((href) => /pell|07700|900123|ZA1|tanner/i.test(decodeURIComponent(href))).map((href) => `tells somebody’s own in ${href}`),
      ...all(body, /\shref="((?:https?:)?\/\/[^"]*)"/g).filter((href) => !href.startsWith('https://')).map((href) => `leads out by ${href}`),
    ]
  },
} as const satisfies Record<string, (body: string) => readonly string[]>

describe('every page', () => {
  it('is looked at: nearly every door that shows one', () => {
    expect(pages.length).toBeGreaterThan(60)
  })

  it.each(Object.entries(checks))('%s', (_says, check) => {
    expect([...new Set(pages.flatMap(({ at, body }) => check(body).map((fault) => `${withoutIds(at)}: ${fault}`)))]).toEqual([])
  })

  it('that is linked from a page opens for whoever was shown the link', async () => {
    const links = new Set(pages.flatMap(({ body }) => all(body, /\shref="(\/[^"#]*)"/g)).map((href) => href.replaceAll('&amp;', '&')).filter((href) => !href.startsWith('/assets/')))
    const dead: string[] = []
    for (const url of [...links].slice(0, 250)) {
      const { statusCode } = await app.inject({ url, cookies: { heed: token } })
      if (statusCode >= 400) dead.push(`${withoutIds(url)} answered ${statusCode}`)
    }
    expect([...new Set(dead)]).toEqual([])
  })
})

describe('a page with a fault', () => {
  const whole = '<html lang="en-GB"><title>A - Heed - Metroshire Police</title><a href="#main-content">Skip</a><main id="main-content"><h1>A</h1>HERE</main>'
  it.each([
    ['<h1>B</h1>', 'has 2 headings'], ['<i id="x"></i><b id="x"></b>', 'gives “x” twice'], ['<label for="y">Y</label>', 'names “y”, which is not there'], ['<i aria-describedby="z"></i>', 'names “z”, which is not there'],
    ['<input name="a" id="a">', 'input a has no label'], ['<button></button>', 'a button says nothing'], ['<fieldset><p>', 'a group begins with <p> and not with what it asks'], ['<img src="/a">', 'a picture says nothing'],
    ['<h3>C</h3>', 'steps from 1 to 3'], ['<table></table>', 'has a table without its caption'], ['<table><caption>A</caption><th>B</th></table>', 'has a heading of a table that does not say what it heads'],
    ['<form method="post" action="/a"><button>B</button></form>', 'a form to /a lacks its mark'], ['<form action="//a"><button>B</button></form>', 'a form leads elsewhere'], ['<form></form>', 'a form has no button'],
    ['<script>a</script>', 'holds script'], ['<i onclick="a">', 'holds a handler'], ['<i style="a">', 'holds a style'], ['<a href="javascript:a">', 'holds a script address'],
    ['<a href="/no/such/page">', 'leads to /no/such/page, where nothing is'], ['<a href="/search?query=Pell">', 'tells somebody’s own in /search?query=Pell'], ['<a href="http://a">', 'leads out by http://a'],
  ])('%s is found out', (planted, fault) => {
    const found = Object.values(checks).flatMap((check) => check(whole.replace('HERE', planted)))
    expect(found).toContain(fault)
    expect(Object.values(checks).flatMap((check) => check(whole.replace('HERE', '')))).toEqual([])
  })
})
