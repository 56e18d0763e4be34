import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { componentTypes, optionTypesFile } from '../../../tools/component-types.ts'
import { drawOfficial, govuk, moj } from './govuk.ts'

const Fixtures = z.object({
  component: z.string(),
  fixtures: z.array(z.object({ name: z.string(), options: z.record(z.string(), z.unknown()), html: z.string() })),
})

const folder = join(dirname(createRequire(import.meta.url).resolve('govuk-frontend/package.json')), 'dist/govuk/components')
const official = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(join(folder, entry.name)).includes('fixtures.json'))
  .map((entry) => Fixtures.parse(JSON.parse(readFileSync(join(folder, entry.name, 'fixtures.json'), 'utf8'))))

describe('official components', () => {
  it('are all there, with all their fixtures', () => {
    expect(official).toHaveLength(39)
    expect(official.flatMap(({ fixtures }) => fixtures)).toHaveLength(725)
  })

  it.each(official)('draw every fixture of $component to the byte', ({ component, fixtures }) => {
    for (const { name, options, html } of fixtures) {
      expect(drawOfficial('govuk', component, options), `${component}: ${name}`).toBe(html)
    }
  })

  it('have option types that are those of the installed package', () => {
    expect(readFileSync(optionTypesFile, 'utf8')).toBe(componentTypes())
  })
})

describe('calling an official component', () => {
  it('escapes text and keeps markup', () => {
    expect(String(govuk('inset-text', { text: '<b>' }))).toContain('&lt;b&gt;')
    expect(String(govuk('inset-text', { html: <b>kept</b> }))).toContain('<b>kept</b>')
  })

  it('drops absent items, so that a list can be written with conditions', () => {
    const drawn = String(govuk('radios', { name: 'a', items: [{ value: 'x', text: 'X' }, null, false] }))
    expect(drawn.match(/type="radio"/g)).toHaveLength(1)
  })

  it('refuses markup given as a string, even past the compiler', () => {
    const options = Object({ html: '<script>1</script>' })
    expect(() => govuk('inset-text', options)).toThrow(TypeError)
    expect(() => govuk('button', Object({ text: <b>x</b> }))).toThrow(TypeError)
    expect(() => govuk('button', Object({ text: 'x', attributes: ' onclick="x()"' }))).toThrow(TypeError)
  })

  it('refuses addresses and attributes that could run', () => {
    expect(() => govuk('button', { text: 'x', href: 'javascript:alert(1)' })).toThrow(TypeError)
    expect(() => govuk('button', { text: 'x', attributes: { onclick: 'x()' } })).toThrow(TypeError)
    expect(() => govuk('button', { text: 'x', attributes: { style: 'x' } })).toThrow(TypeError)
  })

  it('does not compile with an option that does not exist', () => {
    // @ts-expect-error a misspelt option
    govuk('button', { txt: 'Save' })
    // @ts-expect-error text where markup belongs
    expect(() => govuk('inset-text', { html: 'words' })).toThrow(TypeError)
    // @ts-expect-error a component that does not exist
    expect(() => govuk('buton', { text: 'Save' })).toThrow()
  })

  it('draws the Ministry of Justice components Heed uses', () => {
    expect(String(moj('alert', { variant: 'warning', title: 'Sealed <case>', html: <p>Say why</p> })))
      .toMatch(/class="moj-alert moj-alert--warning"[\s\S]*Sealed &lt;case&gt;[\s\S]*<p>Say why<\/p>/)
    expect(String(moj('badge', { text: 'Open data' }))).toContain('moj-badge')
    expect(String(moj('button-menu', { items: [{ text: 'Link', href: '/a' }, null] }))).toContain('moj-button-menu__item')
    expect(String(moj('date-picker', { id: 'd', name: 'd', label: { text: 'Date' } }))).toContain('moj-date-picker')
    expect(String(moj('notification-badge', { text: '120', visuallyHiddenText: 'unread' }))).toContain('99+')
    expect(String(moj('page-header-actions', { heading: { text: 'Incidents' }, items: [{ text: 'New' }] }))).toContain('<h1')
    expect(String(moj('ticket-panel', { items: [{ text: 'x' }] }))).toContain('moj-ticket-panel')
  })
})
