// Written by `npm run db:types` from the migrated database; change the migrations, not this file.
import type { ColumnType, GeneratedAlways } from 'kysely'

/** What a json document may hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** A jsonb column: read as a value, written as text (JSON.stringify), because the driver writes a bare list as an array. */
export type Json = ColumnType<JsonValue, string, string>

/** A column the database fills when an insert does not. */
export type Generated<T> = T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>

/** A point column: longitude x, latitude y in degrees; written as '(x,y)'. */
export type Point = ColumnType<{ readonly x: number; readonly y: number }, string, string>

/** One person let see one record by name: an assignment outside their area, a sealed case, or break-glass. Owner: platform. */
export interface AccessGrants {
  id: string
  subjectKind: string
  subjectId: string
  accountId: string
  relation: 'named' | 'assigned' | 'break-glass'
  reason: string
  grantedBy: string
  grantedAt: Generated<Date>
  until: Date | null
  revokedAt: Date | null
  revokedBy: string | null
}

/** Everyone and everything that can act: people of the force and its partners, service actors, other systems. Owner: platform. */
export interface Accounts {
  id: string
  username: string
  name: string
  kind: 'police' | 'partner' | 'volunteer' | 'service' | 'client'
  rank: 'police staff' | 'pcso' | 'constable' | 'sergeant' | 'inspector' | 'chief inspector' | 'superintendent' | null
  agencyId: string | null
  isActive: Generated<boolean>
  isDemonstration: Generated<boolean>
  version: Generated<number>
  createdAt: Generated<Date>
}

/** The gazetteer: property addresses with unique property reference numbers. Owner: places. */
export interface Addresses {
  id: string
  uprn: string | null
  line: string
  postcode: string | null
  longitude: number | null
  latitude: number | null
  easting: number | null
  northing: number | null
  wardId: string | null
  boroughId: string | null
  isCommunal: Generated<boolean>
  matchKey: string
  source: string
}

/** Organisations that work on anti-social behaviour together. Owner: admin. */
export interface Agencies {
  id: string
  name: string
  kind: 'police' | 'council' | 'landlord' | 'health' | 'voluntary' | 'other'
  createdAt: Generated<Date>
}

/** Boroughs, wards and lower-layer super output areas with their boundaries (GeoJSON, WGS84). Owner: places. */
export interface Areas {
  id: string
  kind: 'borough' | 'ward' | 'lsoa'
  code: string
  name: string
  parentId: string | null
  boundary: Json | null
  minLongitude: number | null
  minLatitude: number | null
  maxLongitude: number | null
  maxLatitude: number | null
  validFrom: string | null
  validTo: string | null
  source: string
  createdAt: Generated<Date>
}

/** What the victim answered, a row an answer. A changed answer is a new row; the old stays with replaced_at. Owner: assessments. */
export interface AssessmentAnswers {
  id: string
  assessmentId: string
  question: string
  answer: string | null
  words: string | null
  answeredAt: Date
  answeredBy: string
  isSubmitted: Generated<boolean>
  replacedAt: Date | null
}

/** Each time a supervisor approved an assessment or sent it back, and why. Append-only. Owner: assessments. */
export interface AssessmentDecisions {
  id: string
  assessmentId: string
  outcomeId: string
  decision: 'approved' | 'returned'
  reason: string | null
  raisedBand: string | null
  at: Date
  byId: string
}

/** What an assessment came to each time it was sent for approval, with everything it was worked out from, so that it replays. Append-only. Owner: assessments. */
export interface AssessmentOutcomes {
  id: string
  assessmentId: string
  at: Date
  byId: string
  answers: Json
  facts: Json
  score: number
  computedBand: string
  escalated: Json
  judgementBand: string | null
  judgementReason: string | null
  finalBand: string
}

/** The risk to one victim, scored under one version of a question set and supervised. The five parts of its outcome stand apart; each sending of it is kept whole in assessment_outcomes. Owner: assessments. */
export interface Assessments {
  id: string
  incidentId: string
  about: 'person' | 'caller' | 'household'
  mentionId: string | null
  personId: string | null
  questionSetId: string
  status: Generated<'draft' | 'awaiting approval' | 'returned' | 'approved' | 'superseded'>
  score: number | null
  computedBand: string | null
  escalated: Generated<Json>
  judgementBand: string | null
  judgementReason: string | null
  raisedBand: string | null
  raisedReason: string | null
  finalBand: string | null
  bandRank: number | null
  startedAt: Date
  startedBy: string
  completedAt: Date | null
  completedBy: string | null
  approvedAt: Date | null
  approvedBy: string | null
  supersededAt: Date | null
  supersededById: string | null
  teamId: string | null
  boroughId: string | null
  sealedUnder: string | null
  version: Generated<number>
}

/** Who looked at or changed what (Data Protection Act 2018 s.62), one row a page or act, written in its transaction. digest: sha256 of salt and payload. Append-only. Owner: platform. */
export interface AuditEntries {
  id: string
  at: Date
  actorId: string | null
  verb: 'collection' | 'alteration' | 'consultation' | 'disclosure' | 'combination' | 'erasure' | 'refusal' | 'sign-in' | 'sign-out' | 'failed sign-in' | 'system'
  act: string
  subjectIds: Generated<string[]>
  payload: string | null
  salt: Buffer
  digest: Buffer
  erasedAt: Date | null
}

/** Signed heads of the chain (Ed25519), which partners can hold as witnesses. Owner: platform. */
export interface AuditHeads {
  seq: number
  chain: Buffer
  at: Date
  keyId: string
  signature: Buffer
}

/** The chain over audit entries: chain = sha256(previous chain, seq as text, entry id as text, digest). Owner: platform. */
export interface AuditSeals {
  seq: number
  entryId: string
  digest: Buffer
  chain: Buffer
}

/** Each time closing was asked for: the result, what the victim was told and when, and a supervisor's answer. Owner: cases. */
export interface CaseClosures {
  id: string
  caseId: string
  requestedAt: Date
  requestedBy: string
  resultId: string
  account: string
  victimToldAt: Date | null
  victimToldWhat: string | null
  victimNotToldBecause: string | null
  decision: 'approved' | 'refused' | null
  decidedAt: Date | null
  decidedBy: string | null
  reason: string | null
}

/** The case's log: contacts, decisions with their reasons, and every act, in order, never changed; a correction is a new entry pointing at the old. Owner: cases. */
export interface CaseEntries {
  id: string
  caseId: string
  kind: 'opened' | 'incident linked' | 'band' | 'allocation' | 'transfer' | 'contact' | 'decision' | 'note' | 'correction' | 'plan' | 'review' | 'person' | 'file' | 'seal' | 'closing requested' | 'closing refused' | 'closed' | 'reopened'
  at: Date
  happenedAt: Date | null
  byId: string
  text: Generated<string>
  reason: string | null
  detail: Generated<Json>
  correctsId: string | null
}

/** The incidents a case is about, each with why. Owner: cases. */
export interface CaseIncidents {
  caseId: string
  incidentId: string
  linkedAt: Date
  linkedBy: string
  because: string
  isOpen: Generated<boolean>
}

/** The people of a case and their parts, each as mentioned in one record. Owner: cases. */
export interface CasePeople {
  id: string
  caseId: string
  mentionId: string
  personId: string
  part: 'victim' | 'witness' | 'suspect' | 'caller'
  note: string | null
  addedAt: Date
  addedBy: string
  nameWords: Generated<string[]>
}

/** The minimum standards of a case, each with its clock and how it ended: done, not needed because, missed because. Owner: cases. */
export interface CasePlanItems {
  id: string
  caseId: string
  standardId: string
  standardKey: string
  name: string
  occurrence: Generated<number>
  recurs: boolean
  pauseReasons: Generated<string[]>
  escalateTo: string | null
  targetAmount: number | null
  targetUnit: 'hours' | 'working days' | 'days' | null
  warnAmount: number | null
  warnUnit: 'hours' | 'working days' | 'days' | null
  targetSource: string | null
  clockId: string | null
  state: Generated<'to do' | 'done' | 'missed' | 'not needed'>
  endedAt: Date | null
  endedBy: string | null
  because: string | null
  sort: number
  version: Generated<number>
}

/** Reviews held, at which rank's turn, by whom, and what came of them; the next is worked out from these. Owner: cases. */
export interface CaseReviews {
  id: string
  caseId: string
  rank: 'police staff' | 'pcso' | 'constable' | 'sergeant' | 'inspector' | 'chief inspector' | 'superintendent'
  dueOn: string | null
  heldAt: Date
  heldBy: string
  outcome: string
}

/** The work done for one victim or place, across its incidents, until a supervisor agrees that it is closed. Owner: cases. */
export interface Cases {
  id: string
  reference: string
  status: Generated<'open' | 'closing requested' | 'closed'>
  band: 'low' | 'medium' | 'high'
  riskOrder: GeneratedAlways<number | null>
  typeId: string | null
  qualifier: 'personal' | 'nuisance' | 'environmental' | null
  ownerId: string | null
  teamId: string
  boroughId: string | null
  victimPersonId: string | null
  victimMentionId: string | null
  assessmentId: string | null
  reviewedFrom: Date
  sealedUnder: string | null
  openedAt: Date
  openedBy: string
  nextReviewOn: string | null
  nextReviewRank: 'police staff' | 'pcso' | 'constable' | 'sergeant' | 'inspector' | 'chief inspector' | 'superintendent' | null
  nextDueAt: Date | null
  closedAt: Date | null
  changedAt: Date
  changedBy: string
  version: Generated<number>
}

/** Spells in which a clock did not run, with their reasons. Owner: platform. */
export interface ClockPauses {
  id: string
  clockId: string
  fromAt: Date
  toAt: Date | null
  reason: string
  pausedBy: string
}

/** A standard being kept for a record: when it started, by when it is due, when it was met or why it was missed. Changing the record never resets it. Owner: platform. */
export interface Clocks {
  id: string
  kind: string
  subjectKind: string
  subjectId: string
  name: string
  startedAt: Date
  targetAmount: number | null
  targetUnit: 'hours' | 'working days' | 'days' | null
  dueAt: Date | null
  warnAt: Date | null
  beyondHolidays: Generated<boolean>
  ownerId: string | null
  teamId: string | null
  boroughId: string | null
  sealedUnder: string | null
  escalateTo: string | null
  metAt: Date | null
  metBy: string | null
  cancelledAt: Date | null
  cancelledBecause: string | null
  warnedAt: Date | null
  escalatedAt: Date | null
  missedBecause: string | null
  missedExplainedBy: string | null
  missedExplainedAt: Date | null
  version: Generated<number>
  warnAmount: number | null
  warnUnit: 'hours' | 'working days' | 'days' | null
  pauseReasons: string[] | null
}

/** What somebody has typed and not yet sent, saved by itself; only they can see it. Owner: platform. */
export interface Drafts {
  id: string
  accountId: string
  kind: string
  answers: Json
  savedAt: Date
  usedAt: Date | null
  becameId: string | null
}

/** What was announced: append-only facts that carry ids and codes, never personal data. Owner: platform. */
export interface Events {
  id: string
  name: string
  at: Date
  actorId: string | null
  subjectId: string | null
  body: Json
}

/** The bytes of files in parts of a mebibyte, from 0. Owner: platform. */
export interface FileChunks {
  fileId: string
  part: number
  content: Buffer
}

/** What was attached to a record. Pictures are drawn again before they are kept, so that nothing hidden in them stays. Owner: platform. */
export interface Files {
  id: string
  parentKind: string
  parentId: string
  name: string
  type: string
  isPicture: boolean
  bytes: number
  sha256: Buffer
  sentSha256: Buffer
  teamId: string | null
  boroughId: string | null
  sealedUnder: string | null
  keptAt: Date
  keptBy: string
}

/** Which handler has dealt with which event, written in the handler's own transaction: what makes a job done once. Owner: platform. */
export interface HandledEvents {
  eventId: string
  handler: string
  at: Generated<Date>
}

/** What was answered to a keyed request, so that the same key and body again gives the same answer; kept 30 days. Owner: platform. */
export interface IdempotencyKeys {
  accountId: string
  route: string
  key: string
  bodyHash: Buffer
  status: number
  reply: Json
  createdAt: Generated<Date>
}

/** What somebody decided about two sides of mentions as they then stood: of one person, of two, or not sure. It binds every later run until it is undone. Owner: people. */
export interface IdentityDecisions {
  id: string
  verdict: 'same' | 'different' | 'not sure'
  leftIds: string[]
  rightIds: string[]
  reason: string
  weight: number | null
  modelVersion: string | null
  decidedBy: string
  decidedAt: Date
  undoneBy: string | null
  undoneAt: Date | null
  undoneBecause: string | null
}

/** Pairs too close to call, and persons put together on doubtful evidence, for an analyst to decide: the gravest consequence first. Owner: people. */
export interface IdentityReviews {
  id: string
  kind: 'pair' | 'cluster'
  leftMentionId: string
  rightMentionId: string
  leftPersonId: string
  rightPersonId: string
  weight: number
  rival: string
  consequence: number
  modelVersion: string
  openedAt: Date
  closedAt: Date | null
  closedBecause: 'decided' | 'settled by other evidence' | null
  decisionId: string | null
}

/** Rows of a file on their way to becoming incidents, within one act: written by COPY, read by heed.admit_import alone, empty at rest, so not logged. Owner: incidents. */
export interface ImportRows {
  importId: string
  rowNumber: number
  id: string
  sourceReference: string
  year: number
  channel: string
  reportedAt: Date
  occurredFrom: Date | null
  occurredTo: Date | null
  precision: string
  typeId: string | null
  qualifier: string | null
  narrative: string
  locationText: string | null
  postcode: string | null
  addressKey: string | null
  longitude: number | null
  latitude: number | null
  easting: number | null
  northing: number | null
  h3: string | null
  lsoaCode: string | null
  wardId: string | null
  boroughId: string | null
  teamId: string | null
  grade: string | null
  isOpenData: boolean
  resultedAt: Date | null
  extra: Json | null
}

/** A file read in as one act: what it was, what it gave, and whether it was reversed. Owner: incidents. */
export interface Imports {
  id: string
  source: string
  fileName: string
  fileSha256: string
  layout: string
  startedAt: Date
  finishedAt: Date | null
  importedBy: string
  rowsRead: Generated<number>
  rowsAsb: Generated<number>
  rowsAdded: Generated<number>
  rowsAlready: Generated<number>
  rowsRestored: Generated<number>
  rowsRejected: Generated<number>
  reversedAt: Date | null
  reversedBy: string | null
}

/** The incident's log: every decision and act in order, never changed; a correction is a new entry pointing at the old. Owner: incidents. */
export interface IncidentEntries {
  id: string
  incidentId: string
  kind: 'recorded' | 'grade' | 'deployment' | 'told unit' | 'result' | 'caller told' | 'qualifier' | 'type' | 'flag' | 'research' | 'allocation' | 'follow-up' | 'crime' | 'intelligence' | 'duplicate' | 'assessment' | 'doubt settled' | 'note' | 'correction' | 'case' | 'place' | 'people' | 'times' | 'prompt' | 'further report' | 'similar'
  at: Date
  byId: string
  text: Generated<string>
  detail: Generated<Json>
  correctsId: string | null
  source: string | null
  sourceReference: string | null
}

/** Warnings raised on an incident, confirmed or lifted by the borough intelligence unit with a reason. Owner: incidents. */
export interface IncidentFlags {
  id: string
  incidentId: string
  flag: 'repeat' | 'other agency' | 'personal' | 'hate' | 'vulnerable' | 'intimidation'
  origin: 'screening' | 'seen before' | 'officer' | 'assessment'
  state: Generated<'raised' | 'confirmed' | 'lifted'>
  raisedAt: Date
  raisedBy: string
  decidedAt: Date | null
  decidedBy: string | null
  reason: string | null
}

/** What was reported, by any channel. Open-data rows are marked and have month precision. Owner: incidents. */
export interface Incidents {
  id: string
  reference: string
  source: Generated<string>
  sourceReference: string | null
  channel: '999' | '101' | 'front-counter' | 'neighbourhood-team' | 'online' | 'partner' | 'open-data' | 'not-known'
  reportedAt: Date
  occurredFrom: Date | null
  occurredTo: Date | null
  precision: Generated<'instant' | 'month'>
  typeId: string | null
  openingQualifier: 'personal' | 'nuisance' | 'environmental' | null
  qualifier: 'personal' | 'nuisance' | 'environmental' | null
  narrative: Generated<string>
  locationText: string | null
  postcode: string | null
  addressId: string | null
  addressKey: string | null
  longitude: number | null
  latitude: number | null
  easting: number | null
  northing: number | null
  h3: string | null
  lsoaCode: string | null
  wardId: string | null
  boroughId: string | null
  teamId: string | null
  grade: string | null
  suggestedGrade: string | null
  suggestedBecause: string[] | null
  status: Generated<'recorded' | 'deployed' | 'not deployed' | 'resulted'>
  riskOrder: Generated<number>
  flags: Generated<string[]>
  allocatedTo: string | null
  assessmentAsked: Generated<boolean>
  crimeReference: string | null
  victimsCode: boolean | null
  intelligence: 'submitted' | 'considered' | null
  intelligenceReference: string | null
  duplicateOf: string | null
  isOpenData: Generated<boolean>
  withdrawnAt: Date | null
  sealedUnder: string | null
  importId: string | null
  resultedAt: Date | null
  recordedAt: Date
  recordedBy: string
  version: Generated<number>
  isOpen: GeneratedAlways<boolean | null>
  words: GeneratedAlways<string | null>
}

/** What the shares of linkage_terms are shares of, as counted at night. Owner: people. */
export interface LinkageCounts {
  comparison: string
  mentions: number
  collision: number
  countedAt: Date
}

/** Versions of the model people are recognised by, its thresholds with it, and from when each is in force. Never changed. Holds no personal data. Owner: people. */
export interface LinkageModels {
  id: string
  version: string
  body: Json
  inForceFrom: Date
  installedBy: string
  installedAt: Date
  reason: string
}

/** How common a name is among the force's own mentions, as counted at night: agreeing on a rare one says more. Only values that ten mentions or more share are kept. And the surnames at communal addresses, by the key of the address: agreeing on one of those says less. Owner: people. */
export interface LinkageTerms {
  comparison: string
  term: string
  share: number
}

/** A team or a person told of something, when, and when they said they had seen it. Owner: platform. */
export interface Notifications {
  id: string
  kind: string
  subjectKind: string
  subjectId: string
  teamId: string | null
  accountId: string | null
  boroughId: string | null
  sealedUnder: string | null
  createdAt: Date
  acknowledgedAt: Date | null
  acknowledgedBy: string | null
}

/** The history of which mention was taken to be which person, by whom and why: identity is reversible. Owner: people. */
export interface PersonLinks {
  id: string
  mentionId: string
  fromPersonId: string | null
  toPersonId: string
  decidedBy: string
  decidedAt: Date
  reason: string
  decisionId: string | null
  weight: number | null
  modelVersion: string | null
}

/** A person as heard in one record, raw and in standard form, with the part they played there. Corrections are new mentions pointing at the old. Owner: people. */
export interface PersonMentions {
  id: string
  personId: string
  sourceKind: 'incident' | 'case'
  sourceId: string
  part: 'caller' | 'victim' | 'witness' | 'suspect'
  givenName: string | null
  familyName: string | null
  title: string | null
  dateOfBirth: string | null
  birthYear: number | null
  phone: string | null
  email: string | null
  addressText: string | null
  postcode: string | null
  addressId: string | null
  wantsContact: boolean | null
  safeToContact: string | null
  givenNameKey: string | null
  familyNameKey: string | null
  phoneKey: string | null
  emailKey: string | null
  postcodeKey: string | null
  addressKey: string | null
  recordedAt: Date
  recordedBy: string
  correctsId: string | null
  correctedById: string | null
  isAnonymous: Generated<boolean>
  familySoundKey: string | null
  givenInitial: string | null
  keysVersion: Generated<number>
  streetKey: string | null
}

/** One human being, as far as is known: nothing but the identity that mentions point at. Owner: people. */
export interface Persons {
  id: string
  createdAt: Date
  createdBy: string
  version: Generated<number>
}

/** Loaded postcodes, without the space, with the point of their centre. A postcode not here is kept on the record and marked, never refused. Owner: places. */
export interface Postcodes {
  postcode: string
  longitude: number
  latitude: number
  easting: number | null
  northing: number | null
  wardCode: string | null
  wardId: string | null
  boroughId: string | null
  source: string
}

/** Versions of the screening prompt and of risk matrices: questions, options, scores, bands, escalators. Never changed once used; a new version follows. Owner: admin. */
export interface QuestionSets {
  id: string
  key: string
  version: string
  purpose: 'screening' | 'risk'
  title: string
  label: string
  body: Json
  valid: string
  source: string | null
  certainty: string
  createdBy: string | null
  createdAt: Generated<Date>
}

/** Code lists: ASB types, qualifiers, grades, result codes, flags, bank holidays and the like. A record points at the version in force on its day. Owner: admin. */
export interface ReferenceValues {
  id: string
  codeSet: string
  key: string
  code: string | null
  name: string
  definition: string | null
  valid: string
  sort: Generated<number>
  extra: Generated<Json>
  source: string | null
  certainty: string
  changedBy: string | null
  changedAt: Generated<Date>
}

/** The reports that made a repeat. Owner: analysis. */
export interface RepeatFindingIncidents {
  findingId: string
  incidentId: string
}

/** Who or where a repeat is of: one telephone, one address and one person may be the same repeat. Owner: analysis. */
export interface RepeatFindingSubjects {
  id: string
  findingId: string
  ruleId: string
  kind: 'victim' | 'caller' | 'household' | 'phone' | 'address' | 'place'
  key: string
  personId: string | null
  firstIncidentId: string
}

/** A new repeat, found by a rule: which reports made it, who was told, and what they did about it. Owner: analysis. */
export interface RepeatFindings {
  id: string
  ruleId: string
  state: Generated<'raised' | 'acknowledged' | 'dealt with'>
  reports: number
  firstIncidentId: string
  lastIncidentId: string
  teamId: string | null
  boroughId: string | null
  raisedAt: Date
  raisedBy: string
  acknowledgedAt: Date | null
  acknowledgedBy: string | null
  dealtAt: Date | null
  dealtBy: string | null
  outcome: 'action under way' | 'already in hand' | 'no further action' | 'not a repeat' | null
  whatWasDone: string | null
  version: Generated<number>
}

/** By how many reports within how many days somebody or somewhere is a repeat: published presets with their source, and the force's own. A version never changes; what changes is another version. Owner: analysis. */
export interface RepeatRules {
  id: string
  key: string
  version: number
  name: string
  definition: string | null
  leastCount: number
  windowDays: number
  sameKind: boolean
  reportWithinDays: number | null
  radiusMetres: number | null
  subjects: ('victim' | 'caller' | 'household' | 'phone' | 'address' | 'place')[]
  raisesTask: boolean
  isPreset: Generated<boolean>
  source: string | null
  certainty: string
  reason: string
  valid: string
  createdBy: string | null
  createdAt: Generated<Date>
  endedBy: string | null
  endedBecause: string | null
}

/** Which acts an account may do: the role is a bundle of acts, printed in docs/generated/permissions.md. Owner: platform. */
export interface RoleGrants {
  id: string
  accountId: string
  role: 'call handler' | 'call supervisor' | 'front counter' | 'responder' | 'neighbourhood officer' | 'supervisor' | 'intelligence' | 'case owner' | 'asb lead' | 'central asb unit' | 'administrator' | 'auditor' | 'partner' | 'volunteer' | 'service' | 'ingest'
  grantedBy: string | null
  grantedAt: Generated<Date>
  revokedBy: string | null
  revokedAt: Date | null
}

/** Answers to the call handler's prompt: not a risk assessment. Owner: incidents. */
export interface ScreeningAnswers {
  incidentId: string
  questionSetId: string
  question: string
  answer: 'yes' | 'no' | 'declined' | 'not-asked'
  detail: string | null
  notAskedBecause: string | null
  answeredAt: Date
  recordedBy: string
  isLater: Generated<boolean>
}

/** What somebody searched for, under an opaque id, so that no name or address stands in a URL. Owner: platform. */
export interface Searches {
  id: string
  accountId: string
  at: Date
  terms: Json
}

/** Every change of a setting of the force, with its reason, never changed. Holds no personal data. Owner: admin. */
export interface SettingChanges {
  id: string
  key: string
  was: Json | null
  now: Json
  reason: string
  changedBy: string
  changedAt: Date
}

/** What was missing or doubtful on an incident and how somebody settled it. Owner: incidents. */
export interface SettledDoubts {
  incidentId: string
  doubt: string
  settledAt: Date
  settledBy: string
  how: string
}

/** Whether two similar incidents belong together or are separate, as somebody decided; never changed: the newest of a pair stands. A duplicate is no decision here, see incidents.duplicate_of. Owner: incidents. */
export interface SimilarDecisions {
  id: string
  incidentId: string
  otherId: string
  verdict: 'related' | 'separate'
  reason: Generated<string>
  decidedAt: Date
  decidedBy: string
}

/** Which Safer Neighbourhoods team is responsible for which ward, and when. Owner: admin. */
export interface TeamAreas {
  teamId: string
  areaId: string
  validFrom: string
  validTo: string | null
}

/** Who belongs to which team: this, and nothing else, gives sight of rows. Owner: admin. */
export interface TeamMembers {
  teamId: string
  accountId: string
  since: Generated<Date>
  until: Date | null
}

/** Teams of the force. sight says which rows membership shows: the team's own, its borough's, or the whole force's. The fallback team receives what no other team is responsible for. Owner: admin. */
export interface Teams {
  id: string
  name: string
  kind: 'safer neighbourhoods' | 'response' | 'intelligence' | 'control room' | 'front counter' | 'borough' | 'central' | 'standards' | 'system'
  sight: 'none' | 'team' | 'borough' | 'force'
  boroughId: string | null
  isFallback: Generated<boolean>
  telephone: string | null
  version: Generated<number>
  createdAt: Generated<Date>
}

/** Jobs that committed acts have asked for and the worker has not yet put into its queue. Owner: platform. */
export interface HeedAskedJobs {
  eventId: string
  handler: string
}

/** Audit entries that wait for the sealer. Owner: platform. */
export interface HeedAuditUnsealed {
  entryId: string
}

/** Password hashes (argon2id). No application role can read it; sign-in goes through heed.credential. Owner: platform. */
export interface HeedCredentials {
  accountId: string
  passwordHash: string
  changedAt: Generated<Date>
  failures: Generated<number>
  lockedUntil: Date | null
}

/** The one password of the demonstration's invented people; empty in a force's own installation. No login can read it but through the command line's own service. Owner: admin. */
export interface HeedDemonstration {
  isOnly: Generated<boolean>
  password: string
}

/** The allow-list of jobs that heed.enqueue accepts; filled at start from the running handlers. Owner: platform. */
export interface HeedJobKinds {
  name: string
}

/** A new version each time a list, a question set, an area or a team changes: what a process kept is asked for again. Owner: platform. */
export interface HeedListVersions {
  name: string
  version: string
}

/** Which migrations were run, and the digest of each as it was. Owner: platform */
export interface HeedMigrations {
  name: string
  sha256: string
  appliedAt: Generated<Date>
  milliseconds: number
}

/** Open sessions by sha256 of their token. idle_minutes: minutes without a request before it ends; null means no idle limit. Owner: platform. */
export interface HeedSessions {
  id: string
  tokenHash: Buffer
  accountId: string
  kind: 'person' | 'service' | 'client'
  label: string | null
  createdAt: Generated<Date>
  lastSeenAt: Generated<Date>
  expiresAt: Date
  idleMinutes: number | null
  endedAt: Date | null
  endedBecause: string | null
}

/** Settings of this installation that are data: the force's name, the demonstration's anchor day. Owner: platform. */
export interface HeedSettings {
  key: string
  value: Json
  changedAt: Generated<Date>
}

/** The secret a transaction's sight is sealed with, made by this database for itself. No login can read it. Owner: platform. */
export interface HeedSightKeys {
  isOnly: Generated<boolean>
  secret: Buffer
}

/** Wrong passwords of the last quarter of an hour, by account and address and (account null) by address alone; when the account last signed in from there. No application role can read it. Owner: platform. */
export interface HeedSignInTries {
  accountId: string | null
  address: Buffer
  failures: Generated<number>
  failedAt: Date | null
  succeededAt: Date | null
}

/** Every table, by the name queries use. */
export interface Database {
  accessGrants: AccessGrants
  accounts: Accounts
  addresses: Addresses
  agencies: Agencies
  areas: Areas
  assessmentAnswers: AssessmentAnswers
  assessmentDecisions: AssessmentDecisions
  assessmentOutcomes: AssessmentOutcomes
  assessments: Assessments
  auditEntries: AuditEntries
  auditHeads: AuditHeads
  auditSeals: AuditSeals
  caseClosures: CaseClosures
  caseEntries: CaseEntries
  caseIncidents: CaseIncidents
  casePeople: CasePeople
  casePlanItems: CasePlanItems
  caseReviews: CaseReviews
  cases: Cases
  clockPauses: ClockPauses
  clocks: Clocks
  drafts: Drafts
  events: Events
  fileChunks: FileChunks
  files: Files
  handledEvents: HandledEvents
  idempotencyKeys: IdempotencyKeys
  identityDecisions: IdentityDecisions
  identityReviews: IdentityReviews
  importRows: ImportRows
  imports: Imports
  incidentEntries: IncidentEntries
  incidentFlags: IncidentFlags
  incidents: Incidents
  linkageCounts: LinkageCounts
  linkageModels: LinkageModels
  linkageTerms: LinkageTerms
  notifications: Notifications
  personLinks: PersonLinks
  personMentions: PersonMentions
  persons: Persons
  postcodes: Postcodes
  questionSets: QuestionSets
  referenceValues: ReferenceValues
  repeatFindingIncidents: RepeatFindingIncidents
  repeatFindingSubjects: RepeatFindingSubjects
  repeatFindings: RepeatFindings
  repeatRules: RepeatRules
  roleGrants: RoleGrants
  screeningAnswers: ScreeningAnswers
  searches: Searches
  settingChanges: SettingChanges
  settledDoubts: SettledDoubts
  similarDecisions: SimilarDecisions
  teamAreas: TeamAreas
  teamMembers: TeamMembers
  teams: Teams
  'heed.askedJobs': HeedAskedJobs
  'heed.auditUnsealed': HeedAuditUnsealed
  'heed.credentials': HeedCredentials
  'heed.demonstration': HeedDemonstration
  'heed.jobKinds': HeedJobKinds
  'heed.listVersions': HeedListVersions
  'heed.migrations': HeedMigrations
  'heed.sessions': HeedSessions
  'heed.settings': HeedSettings
  'heed.sightKeys': HeedSightKeys
  'heed.signInTries': HeedSignInTries
}
