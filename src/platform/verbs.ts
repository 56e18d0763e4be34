import { auditKeyIn, lastKeyOf, refuseOtherKey, sealAudit } from '#platform/audit/seal.ts'
import { verifyAudit } from '#platform/audit/verify.ts'
import { verb, WrongWords, type Verb } from '#platform/cli.ts'

/** The operator's verbs that belong to the ground. */
export const verbs: readonly Verb[] = [
  verb('audit verify', { about: 'Read the whole audit and find any change to it' }, async (cli) => {
    const key = auditKeyIn(cli.config.dataFolder)
    await cli.look('platform.verify-audit', (ctx) => refuseOtherKey(ctx.db, key, cli.config.dataFolder))
    while ((await sealAudit(cli.ground.pools.worker, key, cli.config.dataFolder, cli.ground.clock())) > 0);
    const report = await cli.act('platform.verify-audit', (ctx) => verifyAudit(ctx.db, key, cli.config.dataFolder), 'consultation')
    cli.print(JSON.stringify(report))
    for (const sentence of [...report.givenUp, ...report.faults]) cli.say(sentence)
    cli.say(report.faults.length === 0 ? `The audit is whole: ${report.entries} entries` : `The audit has been changed: ${report.faults.length} ${report.faults.length === 1 ? 'fault' : 'faults'}`)
    return report.faults.length === 0 ? 0 : 1
  }),
  verb('audit new-key', { about: 'Sign the audit with this folder’s key from now on, where the one before is lost for good', usage: '--instead-of KEY', flags: { 'instead-of': 'value' } }, async (cli) => {
    const key = auditKeyIn(cli.config.dataFolder)
    await cli.act('platform.new-audit-key', async (ctx) => {
      const last = await lastKeyOf(ctx.db)
      if (last === null || last === key.id) throw new WrongWords('The audit is signed with the key of this folder already')
      if (cli.flag('instead-of') !== last) throw new WrongWords(`Name the key that is lost: --instead-of ${last}`)
      ctx.explain({ keyId: key.id, insteadOf: last })
    })
    while ((await sealAudit(cli.ground.pools.worker, key, cli.config.dataFolder, cli.ground.clock(), { takesOver: true })) > 0);
    const last = await cli.look('platform.new-audit-key', (ctx) => lastKeyOf(ctx.db))
    if (last !== key.id) {
      cli.say(`A Heed that is still running signed with the key ${last} meanwhile. Stop it, then run this again`)
      return 1
    }
    cli.say(`The audit is signed with the key ${key.id} from now on. What was signed before stays as it was: “audit verify” names it`)
    return 0
  }),
  verb('db migrate', { about: 'Bring the database up to this version of Heed' }, async (cli) => {
    // Opening the house has migrated already: this verb is for running it alone.
    cli.say('The database is up to date')
  }),
]
