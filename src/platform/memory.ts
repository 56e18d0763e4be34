import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const YOUNG_BYTES = 8 * 1024 * 1024
const GROWTH_BYTES = 32 * 1024 * 1024

let kept = 0

/**
 * Keeps the memory of long reading flat: call what it gives between one part and the next.
 *
 * Left to itself V8 lets garbage grow with the machine's memory, not with what is in use. What was read a moment ago is collected often,
 * which costs next to nothing; the whole heap only when that no longer helps, counted over everything this process reads.
 */
export function memoryKeeper(): () => void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') return () => undefined
  if (kept === 0) {
    // what starting up took is given back, the room for young objects too
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
    kept = inUse()
  }
  let young = inUse()
  return () => {
    if (inUse() < young + YOUNG_BYTES) return
    collect({ type: 'minor' })
    young = inUse()
    if (young < kept + GROWTH_BYTES) return
    collect()
    kept = inUse()
    young = kept
  }
}

function inUse(): number {
  return getHeapStatistics().used_heap_size
}
