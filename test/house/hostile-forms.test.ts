import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addressOf, allDoors } from './visitors.ts'
import { aCase } from '#features/cases/examples.ts'
import { keepCaseFiles } from '#features/cases/commands/log.ts'
import { startAssessment } from '#features/assessments/index.ts'
import { csrfTokenOf } from '#platform/http/session.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'

let heed: TestHeed
let app: FastifyInstance
let token = ''
const ids: Record<string, string> = {
  number: '1', flag: 'repeat', doubt: 'grade', month: '2026-11', measure: 'asb-incidents', codeSet: 'asb-type', list: 'team-incidents', key: 'force', purpose: 'risk',
}
const who = 'helen.whitby'
const script = '<img src=x onerror=alert(1)>'

/** What a person, a fault or an enemy could put into any field. The last ones are sent as bytes. */
const values = [
  script, `"${script}`, '\u202e\u200b\u2066gnp.exe', "'; drop table incidents; --", '=HYPERLINK("http://x")', '9'.repeat(400), '-1', '0', '2147483648', '1e999', 'NaN',
  '31/12/9999', '0001-01-01', '29/03/2026', '25:61', 'x'.repeat(300_000), newId(), '__proto__', 'constructor', 'a\r\nSet-Cookie: x=1', '//evil.example', '/\\evil.example', '%00', '${7*7}{{7*7}}', '\u{1F600}'.repeat(3000),
].map(encodeURIComponent).concat('%00', '%ed%a0%80', '%ff', 'a%0bb', '%7f', '%EF%BF%BE')

beforeAll(async () => {
  heed = await openTestHeed()
  app = await heed.app()
  token = await heed.tokenOf(who)
  const { id } = await heed.actor(who)
  const roles = ['call handler', 'call supervisor', 'front counter', 'responder', 'neighbourhood officer', 'supervisor', 'intelligence', 'case owner', 'asb lead', 'administrator', 'auditor'] as const
  await heed.act('service:cli', async ({ db }) => db.insertInto('roleGrants').values(roles.map((role) => ({ id: newId(), accountId: id, role, grantedBy: null }))).execute())
  const made = await heed.act('service:cli', (ctx) => aCase(ctx))
  Object.assign(ids, { incidentId: made.incidentId, caseId: made.caseId, accountId: (await heed.actor('sam.blank')).id, searchId: newId(), grantId: newId() })
  ids['assessmentId'] = (await heed.act(who, (ctx) => startAssessment(ctx, { incidentId: made.incidentId, subject: 'household' }))).assessmentId
  await heed.act(who, (ctx) => keepCaseFiles(ctx, { caseId: made.caseId, uploads: [{ field: 'file', name: `${script}.txt`, type: 'text/plain', bytes: Buffer.from('x') }], about: script }))
  const one = async (table: string, where: string): Promise<string> => (await heed.database.pools.bootstrap.query<{ id: string }>(`select id from ${table} where ${where} limit 1`)).rows[0]?.id ?? newId()
  ids['itemId'] = await one('case_plan_items', 'true')
  ids['clockId'] = await one('clocks', 'true')
  ids['fileId'] = await one('files', 'true')
  ids['teamId'] = await one('teams', "sight = 'team'")
  ids['personId'] = await one('persons', 'true')
  ids['notificationId'] = await one('notifications', 'true')
}, 60_000)

afterAll(async () => heed.close())

interface Form { readonly action: string; readonly fields: readonly { name: string; value: string; isHidden: boolean }[] }

/** The forms of a page: where each is sent, and its fields as a browser would send them. */
function formsOf(page: string, at: string): readonly Form[] {
  const attribute = (tag: string, name: string): string | null => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? null
  return [...page.matchAll(/<form\b[^>]*method="post"[^>]*>[\s\S]*?<\/form>/g)].map(([form]) => {
    const tags = [...form.matchAll(/<(?:input|textarea|select|button)\b[^>]*>/g)].map(([tag]) => tag)
    const fields = new Map(tags.flatMap((tag) => {
      const name = attribute(tag, 'name')
      return name === null || name === 'csrf' || /type="file"/.test(tag) ? [] : [[name, { name, value: attribute(tag, 'value') ?? '', isHidden: /type="hidden"/.test(tag) }]]
    }))
    return { action: attribute(form, 'action') ?? at, fields: [...fields.values()] }
  })
}

async function send(action: string, body: string): Promise<{ status: number; body: string; location: string }> {
  const answer = await app.inject({
    method: 'POST', url: action.replaceAll('&amp;', '&'), cookies: { heed: token }, payload: `csrf=${csrfTokenOf(token)}&${body}`, headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  return { status: answer.statusCode, body: answer.body, location: String(answer.headers['location'] ?? '') }
}

async function pages(): Promise<readonly { at: string; page: string }[]> {
  const found = []
  for (const { path, kind } of (await allDoors()).filter(({ method, kind }) => method === 'GET' && !kind.startsWith('api'))) {
    const at = addressOf(path, (name) => ids[name] ?? newId())
    const answer = await app.inject({ url: at, cookies: { heed: token } })
    if (answer.statusCode >= 500 && kind !== 'open') throw new Error(`${at} answered ${answer.statusCode}`)
    found.push({ at, page: answer.body })
  }
  return found
}

describe('every form of every page', () => {
  it('takes whatever is put into its fields, and answers in its own words', async () => {
    const wrong: string[] = []
    let sent = 0
    const forms = (await pages()).flatMap(({ at, page }) => formsOf(page, at)).filter(({ action }) => !/sign-out|other-sessions/.test(action))
    const known = new Map(forms.map((form) => [`${form.action} ${form.fields.map(({ name }) => name).join()}`, form]))
    for (const { action, fields } of known.values()) {
      const bodies = values.flatMap((value) => [
        fields.map(({ name, value: own, isHidden }) => `${encodeURIComponent(name)}=${isHidden ? encodeURIComponent(own) : value}`).join('&'),
        ...(values.indexOf(value) % 4 > 0 ? [] : fields.filter(({ isHidden }) => isHidden)).map((hidden) => fields.map(({ name, value: own }) => `${encodeURIComponent(name)}=${name === hidden.name ? value : encodeURIComponent(own)}`).join('&')),
      ])
      const twice = fields.map(({ name, value: own }) => `${encodeURIComponent(name)}=${encodeURIComponent(own)}&${encodeURIComponent(name)}=b`).join('&')
      for (const body of [...bodies, twice, `${fields.map(({ name, value: own }) => `${encodeURIComponent(name)}=${encodeURIComponent(own)}`).join('&')}&role=administrator&recordedBy=x&sealedUnder=x`]) {
        const answer = await send(action, body)
        sent += 1
        if (answer.status >= 500) wrong.push(`${action} answered ${answer.status} to ${body.slice(0, 160)}`)
        if (answer.body.includes(script)) wrong.push(`${action} shows script as it was typed`)
        if (/^(https?:)?\/[/\\]/.test(answer.location)) wrong.push(`${action} leads to ${answer.location}`)
      }
    }
    expect([...new Set(wrong)]).toEqual([])
    expect(sent).toBeGreaterThan(500)
    // what was typed is now on many records: no page shows it as markup
    expect((await pages()).filter(({ page }) => page.includes('<img src=x')).map(({ at }) => at)).toEqual([])
  }, 400_000)
})
