/** Things that are joined two by two, and what hangs together by it: each set is known by its lowest number. */
export class Joined {
  readonly #parent: Int32Array

  /** Input: how many things there are, numbered from 0; each by itself. */
  constructor(things: number) {
    this.#parent = Int32Array.from({ length: things }, (_, at) => at)
  }

  /** The lowest number this thing hangs together with. */
  rootOf(thing: number): number {
    const parent = this.#parent
    let root = thing
    while ((parent[root] ?? root) !== root) root = parent[root] ?? root
    for (let at = thing; at !== root;) {
      const next = parent[at] ?? root
      parent[at] = root
      at = next
    }
    return root
  }

  /** Join two things and all that hangs on either. Result: the lowest number of what hangs together now. */
  join(one: number, two: number): number {
    const [a, b] = [this.rootOf(one), this.rootOf(two)]
    const low = Math.min(a, b)
    this.#parent[Math.max(a, b)] = low
    return low
  }

  /** By thing, the lowest number it hangs together with. */
  roots(): Int32Array {
    return this.#parent.map((_, at) => this.rootOf(at))
  }
}
