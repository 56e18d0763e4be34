declare module '#platform/events/emit.ts' {
  interface Events {
    'case.opened': { caseId: string; incidentId: string; band: string; boroughId: string | null; teamId: string; isByHand: boolean }
    'case.incident-linked': { caseId: string; incidentId: string }
    'case.allocated': { caseId: string; ownerId: string | null; teamId: string }
    'case.closed': { caseId: string; result: string; boroughId: string | null; teamId: string }
    'case.reopened': { caseId: string }
  }
}

export {}
