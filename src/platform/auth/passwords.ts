import { hash } from '@node-rs/argon2'

/** argon2id, 64 MiB, three passes. Source: OWASP ASVS 5.0 appendix C. */
const cost = { memoryCost: 65_536, timeCost: 3, parallelism: 1 } as const

/** Hash a password for keeping. */
export async function hashPassword(password: string): Promise<string> {
  return hash(password, cost)
}

let madeOnce: Promise<string> | null = null

/** A hash nobody has the password of, so that an unknown name takes as long to refuse as a known one. */
export async function unknownPersonHash(): Promise<string> {
  madeOnce ??= hashPassword('nobody signs in with this: it is only weighed against')
  return madeOnce
}
