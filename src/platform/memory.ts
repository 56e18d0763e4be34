import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const GROWTH_BYTES = 32 * 1024 * 1024

/**
 * Keeps the memory of long reading flat: call what it gives between one part and the next.
 *
 * Left to itself V8 lets garbage grow with the machine's memory, not with what is in use.
 */
export function memoryKeeper(): () => void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  let kept = process.memoryUsage().heapUsed
  return () => {
    if (typeof collect !== 'function' || process.memoryUsage().heapUsed < kept + GROWTH_BYTES) return
    collect()
    kept = process.memoryUsage().heapUsed
  }
}
