// npm run journeys:sheet: one page with every photograph of the journeys, so that what does not fit its neighbours shows.
import { globSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from '#platform/config.ts'

const folder = join(projectFolder(), 'test', 'output', 'journeys')
const widths = ['360', '768', '1280'] as const

/** What was photographed, page by page: the journey, the page, and the widths it was seen at. */
export interface Photographed {
  readonly journey: string
  readonly page: string
  readonly widths: readonly string[]
}

/** Sort pictures into pages. Input: paths like `the-month/rows-360.png`; others are left out. */
export function pagesOf(paths: readonly string[]): readonly Photographed[] {
  const pages = new Map<string, { journey: string; page: string; widths: string[] }>()
  for (const path of paths.toSorted()) {
    const [, journey = '', page = '', width = ''] = /^([^/]+)\/(.+)-(\d+)\.png$/.exec(path.replaceAll('\\', '/')) ?? []
    if (width === '') continue
    const known = pages.get(`${journey}/${page}`) ?? { journey, page, widths: [] }
    known.widths.push(width)
    pages.set(`${journey}/${page}`, known)
  }
  return [...pages.values()].map((one) => ({ ...one, widths: widths.filter((width) => one.widths.includes(width)) }))
}

/** The contact sheet as one HTML page beside the pictures. */
export function sheetOf(pages: readonly Photographed[]): string {
  const rows = pages.map(({ journey, page, widths: seen }) =>
    `<section><h2>${journey}: ${page}</h2><div>${seen.map((width) => `<a href="${journey}/${page}-${width}.png"><img loading="lazy" src="${journey}/${page}-${width}.png" alt="${page} at ${width} pixels" width="${Math.round(Number(width) / 3.2)}"></a>`).join('')}</div></section>`)
  return `<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>Journeys (${pages.length} pages)</title><style>
body { margin: 20px; font: 16px/1.4 arial, sans-serif } h2 { font-size: 16px } div { display: flex; gap: 12px; align-items: flex-start } img { height: auto; border: 1px solid #b1b4b6 }
</style><h1>Journeys (${pages.length} pages)</h1>${rows.join('\n')}</html>\n`
}

if (import.meta.main) {
  mkdirSync(folder, { recursive: true })
  const pages = pagesOf(globSync('*/*.png', { cwd: folder }))
  writeFileSync(join(folder, 'index.html'), sheetOf(pages))
  process.stdout.write(`${pages.length} pages in ${join(folder, 'index.html')}\n`)
}
