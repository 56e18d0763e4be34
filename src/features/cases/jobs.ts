import type {} from '#features/assessments/index.ts'
import type {} from '#features/incidents/index.ts'
import { every, on } from '#platform/jobs/handlers.ts'
import { findOpenCase, followPeople, openCase } from './commands/open-case.ts'
import { approvedOnRecord } from './queries/announced.ts'
import { listUncased } from './queries/ledger.ts'
import { openingBands } from './queries/standards.ts'
import { bandOf } from './rules/band.ts'
import { opensCase } from './rules/reviews.ts'

/** An approved assessment opens a case at once, or tells the one that is open. What was announced is asked of the record first: a false announcement does nothing. */
export const handlers = [
  on('assessment.approved', 'cases.open', async (ctx, { assessmentId }) => {
    const approved = await approvedOnRecord(ctx, assessmentId)
    const known = bandOf(approved?.band ?? '')
    if (approved === null || known === null) return
    const { incidentId, personId } = approved
    // below the bands that open a case, an open one still follows the assessment
    if (!opensCase(known, await openingBands(ctx)) && (await findOpenCase(ctx, incidentId, personId)) === null) return
    await openCase(ctx, { incidentId, personId, band: known, assessmentId, because: `A risk assessment was approved at ${known} risk` })
  }),
  on('incident.person-added', 'cases.follow-people', async (ctx, { incidentId, mentionId }) => followPeople(ctx, { incidentId, mentionId, correctsId: null })),
  on('incident.person-corrected', 'cases.follow-corrections', async (ctx, body) => followPeople(ctx, body)),
]

/** The lost-case ledger: whatever should have opened a case and did not, does now. */
export const timetable = [
  every('minute', 'cases.reconcile', async (ctx) => {
    for (const { id, incidentId, personId, finalBand } of await listUncased(ctx)) {
      const band = bandOf(finalBand ?? '')
      if (band !== null) await openCase(ctx, { incidentId, personId, band, assessmentId: id, because: `A risk assessment was approved at ${band} risk` })
    }
  }),
]
