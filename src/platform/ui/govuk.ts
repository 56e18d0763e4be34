import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import nunjucks from 'nunjucks'
import { assertAddress, assertAttributeName } from './attributes.ts'
import type { GovukComponents } from './govuk-options.ts'
import { Html, trusted } from './html.ts'
import type { MojComponents } from './moj-options.ts'

/** One official GOV.UK component, drawn by its own template. */
export function govuk<Name extends keyof GovukComponents>(name: Name, options: GovukComponents[Name]): Html {
  return trusted(drawOfficial('govuk', name, plain('', options)))
}

/** One official Ministry of Justice component, drawn by its own template. */
export function moj<Name extends keyof MojComponents>(name: Name, options: MojComponents[Name]): Html {
  return trusted(drawOfficial('moj', name, plain('', options)))
}

/**
 * The markup of an official component from options as the packages' own examples give them.
 *
 * NOTE: for the packages' fixtures only; pages use `govuk` and `moj`, which refuse markup that is not `Html`.
 */
export function drawOfficial(family: 'govuk' | 'moj', name: string, params: unknown): string {
  return template(`${family}/components/${name}/template.njk`).render({ params }).trim()
}

const templates = new Map<string, nunjucks.Template>()
let environment: nunjucks.Environment | undefined

function template(path: string): nunjucks.Template {
  const known = templates.get(path)
  if (known !== undefined) return known
  environment ??= openEnvironment()
  const compiled = environment.getTemplate(path, true)
  templates.set(path, compiled)
  return compiled
}

function openEnvironment(): nunjucks.Environment {
  const { resolve } = createRequire(import.meta.url)
  const folders = [
    join(dirname(resolve('govuk-frontend/package.json')), 'dist'),
    dirname(resolve('@ministryofjustice/frontend/package.json')),
  ]
  return new nunjucks.Environment(new nunjucks.FileSystemLoader(folders), { autoescape: true, trimBlocks: true, lstripBlocks: true })
}

const MARKUP = /^(html|.*Html)$/

/**
 * Options as the templates take them: markup as text, absent items dropped.
 *
 * Refuses: a string where markup belongs, markup where text belongs, an address that could run, attributes not written in full.
 */
function plain(key: string, value: unknown): unknown {
  if (value instanceof Html) {
    if (!isMarkupKey(key)) throw new TypeError(`The option ${key} takes text, not markup`)
    return value.toString()
  }
  if (typeof value === 'string') return plainText(key, value)
  if (Array.isArray(value)) return value.filter((item) => item !== null && item !== false && item !== undefined).map((item) => plain(key, item))
  if (typeof value !== 'object' || value === null) return value
  const copy: Record<string, unknown> = {}
  for (const [name, inner] of Object.entries(value)) {
    if (key === 'attributes') assertAttributeName(name)
    if (inner !== undefined) copy[name] = plain(name, inner)
  }
  return copy
}

function plainText(key: string, value: string): string {
  if (MARKUP.test(key)) throw new TypeError(`The option ${key} takes markup, not text`)
  if (key === 'attributes') throw new TypeError('Attributes are written in full, not as a string')
  if (key === 'href' || key === 'url' || key.endsWith('Url') || key === 'formaction') assertAddress(value)
  return value
}

function isMarkupKey(key: string): boolean {
  return MARKUP.test(key) || key === 'start' || key === 'end' || key === 'navigationStart' || key === 'navigationEnd'
}
