import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const repository = resolve(fileURLToPath(new URL('..', import.meta.url)))

/**
 * The folder of real open data kept beside the repository, or null when there is none.
 *
 * The checks that measure against it are many megabytes of public files that are not shipped; it is known by what it holds.
 */
export function findOpenData(): string | null {
  const beside = join(repository, '..')
  const folders = readdirSync(beside, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  for (const { name } of folders) {
    const data = join(beside, name, 'data')
    if (existsSync(join(data, 'met-wards-api', 'asb')) && existsSync(join(data, 'boundaries'))) return data
  }
  return null
}

/** The open data folder for a test file; says in the test output, once, that its checks are skipped when there is none. */
export function openDataFor(what: string): { folder: string; isMissing: boolean } {
  const folder = findOpenData()
  if (folder === null) process.stdout.write(`skipped: data not present (${what})\n`)
  return { folder: folder ?? '', isMissing: folder === null }
}
