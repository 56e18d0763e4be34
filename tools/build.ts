import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, stop } from 'esbuild'
import { buildClient } from './build-client.ts'

/** The bundle of a project folder: where it is, and whether it had to be made. */
export interface Built {
  readonly entry: string
  readonly wasMade: boolean
}

/** Everything the bundle is made of: when none of it has changed, neither has the bundle. */
const INGREDIENTS = ['src', 'client', 'db', 'demo', 'tools/build.ts', 'tools/build-client.ts', 'package.json', 'package-lock.json', 'tsconfig.json']

/**
 * Make sure `.build` holds the bundle of exactly these sources: `heed.mjs` for Node, `client/` for browsers.
 *
 * Node takes the types out of TypeScript by itself, but not TSX.
 * Changes: `.build` in the folder, whole or not at all
 */
export async function ensureBuilt(folder: string): Promise<Built> {
  const output = join(folder, '.build')
  const entry = join(output, 'heed.mjs')
  const key = digestOf(folder)
  if (existsSync(entry) && existsSync(join(output, 'key')) && readFileSync(join(output, 'key'), 'utf8') === key) return { entry, wasMade: false }
  const draft = join(output, `draft-${process.pid}`)
  mkdirSync(draft, { recursive: true })
  try {
    await Promise.all([
      bundleServer(folder, join(draft, 'heed.mjs')),
      existsSync(join(folder, 'client')) ? buildClient(join(draft, 'client'), join(folder, 'client')) : null,
    ])
    writeFileSync(join(draft, 'key'), key)
    moveInto(draft, output)
  } finally {
    // esbuild's own process would otherwise live as long as the server does
    await stop()
    rmSync(draft, { recursive: true, force: true })
  }
  return { entry, wasMade: true }
}

/** The digest of every file the bundle is made of, names included. */
export function digestOf(folder: string): string {
  const hash = createHash('sha256')
  for (const path of INGREDIENTS.flatMap((name) => filesIn(folder, name))) {
    const content = createHash('sha256').update(readFileSync(join(folder, path))).digest('hex')
    hash.update(`${path}\0${content}\n`)
  }
  return hash.digest('hex')
}

async function bundleServer(folder: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [join(folder, 'src/cli.ts')], outfile, absWorkingDir: folder, bundle: true, platform: 'node', format: 'esm', target: 'node24',
    packages: 'external', sourcemap: true, sourcesContent: false, jsx: 'automatic', jsxImportSource: '#ui', keepNames: true, logLevel: 'silent',
  })
}

/** The key goes last: a bundle without its key is made again. */
function moveInto(draft: string, output: string): void {
  rmSync(join(output, 'key'), { force: true })
  rmSync(join(output, 'client'), { recursive: true, force: true })
  if (existsSync(join(draft, 'client'))) renameSync(join(draft, 'client'), join(output, 'client'))
  for (const name of ['heed.mjs.map', 'heed.mjs', 'key']) renameSync(join(draft, name), join(output, name))
}

function filesIn(folder: string, path: string): readonly string[] {
  if (!existsSync(join(folder, path))) return []
  if (path.includes('.')) return [path]
  const entries = readdirSync(join(folder, path), { recursive: true, withFileTypes: true })
  const names = entries.filter((entry) => entry.isFile() && /\.(tsx?|js|json|css|svg)$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
  return names.sort()
}
