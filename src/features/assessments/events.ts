/** What is told of an assessment to those who listen: ids and the band. */
export interface AssessmentNews {
  readonly assessmentId: string
  readonly incidentId: string
  readonly personId: string | null
  readonly band: string
  readonly boroughId: string | null
  readonly teamId: string | null
  readonly sealedUnder: string | null
}

declare module '#platform/events/emit.ts' {
  interface Events {
    'assessment.submitted': AssessmentNews
    'assessment.approved': AssessmentNews
    'assessment.returned': AssessmentNews
  }
}
