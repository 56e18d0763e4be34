import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { projectFolder } from '#platform/config.ts'
import { databaseOn, type DatabaseServer } from '#platform/db/server.ts'
import { openTestCluster } from '#test/support/server.ts'
import { kyselyTypes } from './catalogue/kysely-types.ts'
import { readFunctions, readSequences, readTables } from './catalogue/read.ts'
import { schemaSql } from './catalogue/schema-sql.ts'

/** The two files that tell what the migrations make: `db/schema.sql` for reviewers, `db/types.ts` for the compiler. */
export async function describeDatabase(server: DatabaseServer): Promise<{ schema: string; types: string }> {
  const client = new pg.Client(server.bootstrap)
  await client.connect()
  try {
    const tables = await readTables(client)
    return { schema: schemaSql(tables, await readSequences(client), await readFunctions(client)), types: kyselyTypes(tables) }
  } finally {
    await client.end()
  }
}

async function writeFiles(): Promise<void> {
  const { cluster, close } = await openTestCluster()
  try {
    const { schema, types } = await describeDatabase(databaseOn(cluster.server, cluster.template))
    writeFileSync(join(projectFolder(), 'db/schema.sql'), schema)
    writeFileSync(join(projectFolder(), 'db/types.ts'), types)
  } finally {
    await close()
  }
}

if (import.meta.main) await writeFiles()
