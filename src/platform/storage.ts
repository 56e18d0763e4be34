import { isDatabaseFull } from './db/faults.ts'

/**
 * What the operator must put right when the data folder cannot be written, in a sentence; null for anything else.
 *
 * A full or read-only disk is no fault of ours, so it is said without a stack.
 */
export function storageSentence(error: unknown, dataFolder: string): string | null {
  if (isDatabaseFull(error)) return full(dataFolder)
  if (!(error instanceof Error) || !('code' in error)) return null
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT': return full(dataFolder)
    case 'EEXIST': return 'path' in error && error.path === dataFolder ? notAFolder(dataFolder) : null
    case 'ENOTDIR': return 'path' in error && typeof error.path === 'string' && `${error.path}/`.startsWith(`${dataFolder}/`) ? notAFolder(dataFolder) : null
    case 'EROFS': return `The disk that holds ${dataFolder} can only be read. Make it writable, or set HEED_DATA to another folder. Nothing that was saved is lost.`
    case 'EACCES':
    case 'EPERM': return 'path' in error && typeof error.path === 'string' ? `Heed may not write ${error.path}. Give the account that runs Heed the right to, or set HEED_DATA to another folder.` : null
    default: return null
  }
}

function notAFolder(dataFolder: string): string {
  return `${dataFolder} is a file, or lies in one, and Heed needs a folder there. Set HEED_DATA to a folder.`
}

function full(dataFolder: string): string {
  return `The disk that holds ${dataFolder} is full. Make room and try again. Nothing that was saved is lost.`
}
