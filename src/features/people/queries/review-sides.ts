import type { Mention } from './candidates.ts'
import type { Weighing } from './weighing.ts'

/**
 * The two people that one person's mentions may be of: each mention goes with the one of two that it weighs more with.
 *
 * Result: ids; either side holds at least the one it is gathered about, when it is there to see.
 */
export function nearestSides(weighing: Weighing, mentions: readonly Mention[], about: { readonly leftMentionId: string; readonly rightMentionId: string }): { left: readonly string[]; right: readonly string[] } {
  const rows = new Map(mentions.map((mention) => [mention.id, weighing.rowOf(mention)]))
  const left = rows.get(about.leftMentionId)
  const right = rows.get(about.rightMentionId)
  if (left === undefined || right === undefined) return { left: [], right: [] }
  const isLeft = (id: string): boolean => {
    if (id === about.leftMentionId || id === about.rightMentionId) return id === about.leftMentionId
    const row = rows.get(id) ?? []
    return weighing.score(row, left).weight >= weighing.score(row, right).weight
  }
  const ids = mentions.map(({ id }) => id)
  return { left: ids.filter(isLeft), right: ids.filter((id) => !isLeft(id)) }
}
