/**
 * Tell how something long is going, every two seconds until it is stopped; nothing is said of what takes less.
 *
 * Result: a function that stops it.
 */
export function tellProgress(say: (sentence: string) => void, sentence: () => string): () => void {
  const timer = setInterval(() => say(sentence()), 2000)
  timer.unref()
  return () => clearInterval(timer)
}

/** How much of a file has been read, as a phrase: "45 %". */
export function shareRead(bytesRead: number, sizeBytes: number | null): string {
  return sizeBytes === null || sizeBytes === 0 ? `${Math.round(bytesRead / 1024).toLocaleString('en-GB')} kB` : `${Math.min(100, Math.floor((bytesRead / sizeBytes) * 100))} %`
}
