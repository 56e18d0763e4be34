import { createHmac, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { CannotStart } from '../config.ts'
import { keepOnce } from '../kept-once.ts'

const Secrets = z.strictObject({ bootstrap: z.string().min(32), logins: z.string().min(32) })

/** What is made once for a data folder: the bootstrap login's password and the key the other logins' passwords come from. */
export type Secrets = z.infer<typeof Secrets>

/**
 * The secrets of a data folder, made on the first call and never changed.
 *
 * Changes: secrets.json in the folder, readable by its owner alone
 * Refuses: CannotStart, when the file is there and cannot be understood
 */
export function secretsOf(dataFolder: string): Secrets {
  mkdirSync(dataFolder, { recursive: true })
  const path = join(dataFolder, 'secrets.json')
  try {
    return read(path)
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error
  }
  keepOnce(path, JSON.stringify({ bootstrap: newSecret(), logins: newSecret() }))
  return read(path)
}

/** The password of one database login: derived, so that only the key is kept. */
export function passwordOf(key: string, login: string): string {
  return createHmac('sha256', key).update(`login:${login}`).digest('base64url')
}

function read(path: string): Secrets {
  const text = readFileSync(path, 'utf8')
  try {
    return Secrets.parse(JSON.parse(text))
  } catch (cause) {
    throw new CannotStart(`${path} cannot be understood. Put back the copy from your last backup: without it the embedded database cannot be opened.`, { cause })
  }
}

function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
