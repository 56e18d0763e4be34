/** Performance counts what other features record and writes nothing. */
export const owns = [] as const
