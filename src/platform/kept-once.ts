import { randomBytes } from 'node:crypto'
import { linkSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Put a file there, whole and for its owner alone, unless there is one: whoever else makes it at the same moment, one of the two stays and nobody reads half of it.
 *
 * Changes: the file at `path`, if there was none
 */
export function keepOnce(path: string, text: string): void {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    writeFileSync(draft, text, { mode: 0o600 })
    linkSync(draft, path)
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
}
