/** Work gathers what other features know and writes nothing of its own. */
export const owns = [] as const
