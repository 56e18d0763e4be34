/** A line of the operational log: what happened to the machine, never to a person. */
export interface Log {
  info(what: string, facts?: Readonly<Record<string, string | number | boolean>>): void
  error(what: string, error: unknown, facts?: Readonly<Record<string, string | number | boolean>>): void
}

/**
 * A log that writes one JSON line at a time.
 *
 * Errors are written as their class, their code and the place in our code they came from: a driver's
 * message can quote a row, so messages are left out.
 */
export function lineLog(write: (line: string) => void, clock: () => Date): Log {
  const line = (level: string, what: string, facts: Readonly<Record<string, unknown>>): void =>
    write(`${JSON.stringify({ at: clock().toISOString(), level, what, ...facts })}\n`)
  return {
    info: (what, facts = {}) => line('info', what, facts),
    error: (what, error, facts = {}) => line('error', what, { ...facts, ...described(error) }),
  }
}

function described(error: unknown): Record<string, string> {
  if (!(error instanceof Error)) return { error: typeof error }
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  const stack = (error.stack ?? '').split('\n').filter((row) => row.trimStart().startsWith('at ')).slice(0, 6).map((row) => row.trim())
  const cause = error.cause === undefined ? {} : { cause: JSON.stringify(described(error.cause)) }
  return { error: error.name, ...code, where: stack.join(' | '), ...cause }
}
