import { createServer } from 'node:net'
import { CannotStart, type Config } from '#platform/config.ts'

type Address = Pick<Config, 'host' | 'port'>

/**
 * Make sure that Heed will be able to listen, before a demonstration is loaded or a job is run.
 *
 * Refuses: CannotStart, when the port is taken or the address is not this machine's.
 */
export async function portIsFree({ host, port }: Address): Promise<void> {
  const probe = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject)
      probe.listen({ host, port }, resolve)
    })
  } catch (error) {
    throw cannotListen(error, { host, port })
  }
  await new Promise((resolve) => { probe.close(resolve) })
}

/** Why Heed cannot listen where it was told to, as a sentence that says what to do; any other error is given back as it is. */
export function cannotListen(error: unknown, { host, port }: Address): unknown {
  switch (error instanceof Error && 'code' in error ? error.code : null) {
    case 'EADDRINUSE': return new CannotStart(`Port ${port} is taken by another program. Stop it, or choose another with PORT=8081 npm start`)
    case 'EACCES': return new CannotStart(`This account may not listen on port ${port}. Choose one above 1023 with PORT=8081 npm start`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN': return new CannotStart(`${host} is not an address of this machine. Set HOST to one that is, or leave it out`)
    default: return error
  }
}
