import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildClient, withoutFontAndCrest } from '../../../tools/build-client.ts'

describe('what a browser gets', () => {
  it('has no web font, no licensed font, no crest, and every picture its styles name', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'heed-client-'))
    try {
      const { hash, files } = await buildClient(folder)
      const css = await readFile(join(folder, 'heed.css'), 'utf8')
      expect(css).not.toMatch(/@font-face|GDS Transport|url\([^)]*(font|crest|crown)/)
      expect(css).not.toMatch(/url\(["']?\//)
      expect(css.match(/font-family:[^;}]*/g)?.filter((family) => !/arial|sans-serif|monospace|inherit/.test(family))).toEqual([])
      const pictures = await readdir(join(folder, 'images'))
      for (const [, name = ''] of css.matchAll(/url\(images\/([^)]+)\)/g)) expect(pictures).toContain(name)
      expect((await readFile(join(folder, 'heed.css.br'))).length + (await readFile(join(folder, 'heed.js.br'))).length).toBeLessThan(50_000)
      expect(Object.keys(files)).toEqual(expect.arrayContaining(['heed.css', 'heed.js', 'icon.svg']))
      expect((await buildClient(folder)).hash).toBe(hash)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }, 20_000)

  it('writes the styles of others over with what Heed may use', () => {
    expect(withoutFontAndCrest('@font-face{font-family:GDS Transport;src:url(/assets/fonts/x)}a{font-family:"GDS Transport",arial,sans-serif;background:url(/assets/images/a-b.svg)}'))
      .toBe('a{font-family:arial,sans-serif;background:url(images/a-b.svg)}')
  })
})
