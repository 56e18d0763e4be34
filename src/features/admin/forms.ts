import { z } from 'zod'
import { ranks, roles, type Rank, type Role } from '#platform/auth/actor.ts'
import { choice, dayAnswer, Id, tickedOf, words, wordsOrNull } from '#platform/http/fields.ts'
import { STANDARD_BANDS } from './rules/bands.ts'

/** Roles that a person can be given; the others belong to the system and to other systems. */
export const givenRoles: readonly Role[] = roles.filter((role) => role !== 'service' && role !== 'ingest')

/** Which people a list is narrowed to: codes and ids only, since it stands in the address. */
export const PeopleQuery = z.object({
  role: z.enum(roles).nullable().catch(null),
  team: Id.nullable().catch(null),
  state: z.enum(['open', 'closed']).catch('open'),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
})

/** Which teams a list is narrowed to. */
export const TeamsQuery = z.object({ borough: Id.nullable().catch(null), kind: z.string().max(40).nullable().catch(null), people: z.enum(['some', 'none']).nullable().catch(null) })

/** A role to give or to take away. */
export const RoleForm = z.strictObject({ role: z.enum(roles, { error: 'Choose a role' }).refine((role) => givenRoles.includes(role), { error: 'Choose a role that a person can have' }) })

/** A team to join or to leave. */
export const TeamForm = z.strictObject({ teamId: z.uuid({ error: 'Choose a team' }) })

/** An act that needs nothing but its button. */
export const BareForm = z.strictObject({})

/** Somebody about to be given an account. */
export const PersonForm = z.strictObject({
  name: words('their name', { max: 120 }),
  username: z.string().trim().toLowerCase().regex(/^[a-z0-9][a-z0-9._-]{1,62}$/, { error: 'Enter a user name of small letters, figures, full stops and hyphens, for example amara.diallo' }),
  kind: choice(['police', 'partner', 'volunteer'], 'Choose what kind of account it is'),
  rank: z.union([z.literal(''), z.enum(ranks)]).transform((rank): Rank | null => (rank === '' ? null : rank)),
}).check((check) => {
  if (check.value.kind === 'police' && check.value.rank === null) check.issues.push({ code: 'custom', path: ['rank'], message: 'Choose a rank, or police staff', input: check.value.rank })
})

const password = (what: string) => z.string({ error: `Enter ${what}` }).min(1, { error: `Enter ${what}` }).max(200, { error: 'A password has 200 characters or fewer' })

/** A change of one's own password. */
export const PasswordForm = z.strictObject({ old: password('your password now'), fresh: password('a new password'), again: password('the new password again') })

const fromDay = z.string({ error: 'Enter the day' }).max(40).transform((text, check) => {
  const day = dayAnswer(text)
  if (day !== null) return day
  check.addIssue({ code: 'custom', message: 'Enter the day as a date, for example 1/4/2027' })
  return z.NEVER
})

const detail = (most: number) => wordsOrNull('this', { max: most })

const lowered = z.string().trim().toLowerCase()

/** A row to add to a code list. */
export const CodeForm = z.strictObject({
  key: lowered.regex(/^[a-z0-9][a-z0-9-]{0,39}$/, { error: 'Enter a key of small letters, figures and hyphens, for example noise-boats' }),
  code: wordsOrNull('the code', { max: 20 }), name: words('the name', { max: 200 }), definition: wordsOrNull('what it means', { max: 2_000 }), from: fromDay, source: wordsOrNull('the source', { max: 500 }),
  group: z.union([z.enum(['result', 'administrative', 'flag']), z.literal('')]).nullish().transform((group) => (group === undefined || group === null || group === '' ? null : group)),
  isResolved: detail(10), order: detail(10), targetMinutes: detail(10), meaning: detail(2_000), perceptionTest: detail(2_000), about: detail(2_000), recurs: detail(10),
  targetAmount: detail(10), targetUnit: detail(20), warnAmount: detail(10), warnUnit: detail(20), pauseReasons: detail(2_000), escalateTo: detail(40), hours: detail(10), metres: detail(10), types: detail(10), reviews: detail(2_000), because: detail(2_000),
  bands: tickedOf(STANDARD_BANDS),
}).transform(({ key, code, name, definition, from, source, group, ...details }) => ({ key, code, name, definition, from, source, group, details }))
/** The row that another is made from: a key as the form reads it, however it was written. */
export const CodeQuery = z.object({ key: lowered.regex(/^[a-z0-9][a-z0-9-]{0,60}$/).nullish().catch(null).transform((key) => key ?? null) })
/** The day from which a row applies no more. */
export const CodeEndForm = z.strictObject({ from: fromDay })
/** A new version of a question set: its purpose, its text and from when. */
export const QuestionSetForm = z.strictObject({ purpose: choice(['screening', 'risk'], 'Choose what it is for'), from: fromDay, file: z.string({ error: 'Paste the file' }).min(1, { error: 'Paste the file' }).max(500_000, { error: 'The file has more than 500,000 characters' }) })
/** A setting chosen, and why. */
export const SettingForm = z.strictObject({ value: words('a choice', { max: 200 }), reason: words('why it is chosen', { max: 1_000 }) })
