import { build } from 'esbuild'
import { createHash } from 'node:crypto'
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'

const { resolve } = createRequire(import.meta.url)

/** The files a browser gets: the hash that names this set of them, and each with its size in bytes. */
export interface ClientBuild { readonly hash: string; readonly files: Readonly<Record<string, number>> }

/**
 * Writes what a browser gets into a folder: heed.css, heed.js, icon.svg and the few pictures the styles use,
 * each text also compressed beside it (.br, .gz). The pages name them under /assets/<hash>/.
 *
 * NOTE: every @font-face is left out and GDS Transport gives way to Arial, because its licence covers services on GOV.UK only; so is the crest.
 */
export async function buildClient(outDir: string, sourceDir: string = fileURLToPath(new URL('../client', import.meta.url))): Promise<ClientBuild> {
  await rm(outDir, { recursive: true, force: true })
  await mkdir(join(outDir, 'images'), { recursive: true })
  const css = await styles(sourceDir)
  await writeFile(join(outDir, 'heed.css'), css)
  await writeFile(join(outDir, 'heed.js'), await script(sourceDir))
  await copyFile(join(sourceDir, 'icon.svg'), join(outDir, 'icon.svg'))
  const pictures = join(dirname(resolve('@ministryofjustice/frontend/package.json')), 'moj/assets/images')
  for (const [, name = ''] of css.matchAll(/url\(images\/([a-z0-9.-]+)\)/g)) await copyFile(join(pictures, name), join(outDir, 'images', name))
  return finish(outDir)
}

/** Official styles made ours: no web font, no crest, pictures beside the style sheet. */
export function withoutFontAndCrest(css: string): string {
  return css
    .replace(/@font-face\{[^}]*\}/g, '')
    .replace(/(["']?)GDS Transport\1/g, 'arial')
    .replace(/font-family:arial,arial,sans-serif/g, 'font-family:arial,sans-serif')
    .replace(/url\((["']?)\/assets\/images\/govuk-crest\.svg\1\)/g, 'none')
    .replace(/url\((["']?)\/assets\/images\/([a-z0-9.-]+)\1\)/g, 'url(images/$2)')
}

async function styles(sourceDir: string): Promise<string> {
  const official = [
    join(dirname(resolve('govuk-frontend/package.json')), 'dist/govuk/govuk-frontend.min.css'),
    join(dirname(resolve('@ministryofjustice/frontend/package.json')), 'moj/moj-frontend.min.css'),
  ]
  const parts = await Promise.all(official.map(async (file) => withoutFontAndCrest(await readFile(file, 'utf8'))))
  const own = await build({ entryPoints: [join(sourceDir, 'heed.css')], minify: true, write: false, logLevel: 'silent' })
  return [...parts.map((part) => part.replace(/\/\*# sourceMappingURL=.*?\*\//g, '')), own.outputFiles[0]?.text ?? ''].join('\n')
}

async function script(sourceDir: string): Promise<Uint8Array> {
  const built = await build({
    entryPoints: [join(sourceDir, 'heed.js')], bundle: true, format: 'esm', target: 'es2020', minify: true, treeShaking: true, write: false,
    logLevel: 'silent', legalComments: 'none',
  })
  return built.outputFiles[0]?.contents ?? new Uint8Array()
}

async function finish(outDir: string): Promise<ClientBuild> {
  const hash = createHash('sha256')
  const files: Record<string, number> = {}
  const names = (await readdir(outDir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort()
  for (const path of names) {
    const bytes = await readFile(path)
    hash.update(path.slice(outDir.length)).update(bytes)
    files[path.slice(outDir.length + 1)] = bytes.length
    await writeFile(`${path}.gz`, await promisify(gzip)(bytes))
    await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes))
  }
  return { hash: hash.digest('hex').slice(0, 16), files }
}

if (process.argv[1]?.endsWith('build-client.ts') === true) {
  console.log(JSON.stringify(await buildClient(fileURLToPath(new URL('../.build/client', import.meta.url)))))
}
