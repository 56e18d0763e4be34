import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

// Writes docs/generated. Node takes the types out of TypeScript by itself, but not TSX, so the pages' makers are bundled first.
const folder = join(import.meta.dirname, '..')
const bundle = join(folder, '.build', `docs-${process.pid}.mjs`)
mkdirSync(join(folder, '.build'), { recursive: true })
try {
  await build({
    entryPoints: [join(folder, 'tools/generated.ts')], outfile: bundle, absWorkingDir: folder, bundle: true, platform: 'node', format: 'esm', target: 'node24',
    packages: 'external', jsx: 'automatic', jsxImportSource: '#ui', logLevel: 'error',
  })
  const { generatedPages } = await import(pathToFileURL(bundle).href)
  mkdirSync(join(folder, 'docs/generated'), { recursive: true })
  for (const [name, text] of await generatedPages()) writeFileSync(join(folder, 'docs/generated', name), text)
} finally {
  rmSync(bundle, { force: true })
}
