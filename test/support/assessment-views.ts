import type { AssessmentRecord } from '#features/assessments/queries/records.ts'
import type { RiskVersion } from '#features/assessments/queries/versions.ts'

/** The moment at which the drawn assessments are looked at. */
export const assessmentNow = new Date('2026-11-23T21:14:00Z')

/** A matrix of two questions and three bands. */
export const shortVersion: RiskVersion = {
  key: 'short', version: 'short-1', name: 'Short matrix', label: 'For tests only', validFrom: null, validTo: null, maxScore: 9, signOff: { rank: 'sergeant' },
  bands: [{ key: 'low', name: 'Low', min: 0, max: 2 }, { key: 'medium', name: 'Medium', min: 3, max: 5 }, { key: 'high', name: 'High', min: 6, max: 9 }],
  questions: [
    { key: 'q1', theme: 'harm', text: 'How often?', note: null, options: [{ key: 'a', label: 'Never', score: 0 }, { key: 'b', label: 'Most days', score: 5 }] },
    { key: 'q2', theme: 'harm', text: 'Who helps you?', note: null, options: [{ key: 'a', label: 'Family', score: 0 }, { key: 'b', label: 'Nobody', score: 4 }] },
  ],
  escalators: [],
}

/** An assessment as pages are given it. */
export function aRecord(changed: Partial<AssessmentRecord> = {}): AssessmentRecord {
  return {
    id: 'r1', incidentId: 'i1', about: 'person', mentionId: 'm1', personId: 'p1', questionSetId: 'q1', status: 'awaiting approval', score: 9, computedBand: 'high', escalated: [], judgementBand: null, judgementReason: null,
    raisedBand: null, raisedReason: null, finalBand: 'high', bandRank: 3, startedAt: assessmentNow, startedBy: 'a1', completedAt: assessmentNow, completedBy: 'a1', approvedAt: null, approvedBy: null, supersededById: null,
    teamId: 't1', boroughId: 'b1', sealedUnder: null, version: 2, reference: 'ASB/2026/000254', givenName: 'Sunita', familyName: 'Vella', safeToContact: null, setLabel: 'For tests only', setVersion: 'short-1',
    startedByName: 'PC Priya Nair', completedByName: 'PC Priya Nair', approvedByName: null, maxScore: 9, who: 'Sunita Vella',
    standing: { score: 9, computedBand: 'high', fired: [], judgement: null, raised: null, finalBand: 'high' }, ...changed,
  }
}
