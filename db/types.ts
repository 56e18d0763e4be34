/** Generated from the database: every table, as Kysely sees it. */
export interface Database {}
