import { CamelCasePlugin, PostgresDialect, PostgresQueryCompiler, type IdentifierNode, type PluginTransformQueryArgs, type QueryCompiler, type RootOperationNode } from 'kysely'

const MOST_NAMES = 10_000

/** Rows in camel case. Statements are put into snake case while they are written out, not by copying them first: that took longer than all else a statement needs of us. */
class CamelCaseRows extends CamelCasePlugin {
  readonly #columns = new Map<string, string>()

  override transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    return node
  }

  /** A table's, column's or alias's name as the database knows it, quoted. */
  quoted(name: string): string {
    const known = this.#columns.get(name)
    if (known !== undefined) return known
    const quoted = `"${this.snakeCase(name).replaceAll('"', '""')}"`
    if (this.#columns.size < MOST_NAMES) this.#columns.set(name, quoted)
    return quoted
  }
}

class SnakeCaseCompiler extends PostgresQueryCompiler {
  protected override visitIdentifier(node: IdentifierNode): void {
    this.append(camelCaseRows.quoted(node.name))
  }
}

/** PostgreSQL, its names written in snake case. To be used with `camelCaseRows`. */
export class SnakeCasePostgres extends PostgresDialect {
  override createQueryCompiler(): QueryCompiler {
    return new SnakeCaseCompiler()
  }
}

/** What makes camel case of the names in the rows that come back. Keys inside jsonb documents are data, so they are left as they are. */
export const camelCaseRows = new CamelCaseRows({ maintainNestedObjectKeys: true })
