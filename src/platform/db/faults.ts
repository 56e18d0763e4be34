import { Unanswered } from './transaction.ts'

/** Whether an error means that the database went away, so that the same act may succeed later. */
export function isDatabaseGone(error: unknown): boolean {
  return anyCause(error, (each) => {
    const code = codeOf(each)
    if (/^(08...|57P0[1-5]|25P0[34]|53300)$/.test(code)) return true
    if (/^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/.test(code)) return true
    if (code === 'ENOENT' && 'syscall' in each && each.syscall === 'connect') return true
    return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|The server does not support|Client was closed|Cannot use a pool after calling end)/.test(each.message)
  })
}

/** Whether the connection broke while an act was being kept, so that nobody was told whether it was. */
export function isUnanswered(error: unknown): boolean {
  return anyCause(error, (each) => each instanceof Unanswered)
}

/** Whether the database gave up because others held what was asked for, or because it took too long: the same act may succeed later. */
export function isDatabaseBusy(error: unknown): boolean {
  return anyCause(error, (each) => /^(55P03|57014|40P01|40001)$/.test(codeOf(each)))
}

/** Whether the database gave this transaction up because it and another each waited for the other. */
export function isDeadlock(error: unknown): boolean {
  return anyCause(error, (each) => codeOf(each) === '40P01')
}

/** Whether an error means that what there can be only one of is there already. */
export function isDoubled(error: unknown): boolean {
  return anyCause(error, (each) => codeOf(each) === '23505')
}

/** Whether a statement was refused only because one before it in its transaction had failed. */
export function isAfterFault(error: unknown): boolean {
  return anyCause(error, (each) => codeOf(each) === '25P02')
}

/** Whether an error means that the database's disk is full. */
export function isDatabaseFull(error: unknown): boolean {
  return anyCause(error, (each) => codeOf(each) === '53100')
}

function anyCause(error: unknown, is: (error: Error) => boolean, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 8) return false
  if (is(error)) return true
  if (error instanceof AggregateError && error.errors.some((each) => anyCause(each, is, depth + 1))) return true
  return anyCause(error.cause, is, depth + 1)
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
