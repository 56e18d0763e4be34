import type { Cleaning } from './clean.ts'
import type { About } from './model.ts'

/** A level as a person writes it. */
export interface WrittenLevel {
  readonly kind: string
  readonly column?: string | undefined
  readonly other?: string | undefined
  readonly atLeast?: number | undefined
  readonly atMost?: number | undefined
  readonly of?: readonly WrittenLevel[] | undefined
}

const GIVEN: readonly WrittenLevel[] = [
  { kind: 'exact' },
  { kind: 'variant' },
  { kind: 'any', of: [{ kind: 'jaro-winkler', atLeast: 0.9 }, { kind: 'respelt' }] },
  { kind: 'any', of: [{ kind: 'jaro-winkler', atLeast: 0.82 }, { kind: 'sounds-alike' }, { kind: 'shared-word' }, { kind: 'begins', atLeast: 3 }] },
  { kind: 'initial' },
  { kind: 'swapped' },
]
const FAMILY: readonly WrittenLevel[] = [
  { kind: 'exact' },
  { kind: 'any', of: [{ kind: 'jaro-winkler', atLeast: 0.92 }, { kind: 'variant' }] },
  { kind: 'any', of: [{ kind: 'jaro-winkler', atLeast: 0.84 }, { kind: 'respelt' }, { kind: 'all', of: [{ kind: 'sounds-alike' }, { kind: 'jaro-winkler', atLeast: 0.7 }] }] },
  { kind: 'shared-word' },
]
const TEXT: readonly WrittenLevel[] = [{ kind: 'exact' }, { kind: 'jaro-winkler', atLeast: 0.92 }, { kind: 'any', of: [{ kind: 'jaro-winkler', atLeast: 0.85 }, { kind: 'shared-words', atLeast: 0.5 }] }]

const BY_CLEANING: Readonly<Record<Cleaning, readonly WrittenLevel[]>> = {
  'given name': GIVEN,
  'given part of full name': GIVEN,
  'family name': FAMILY,
  'family part of full name': FAMILY,
  date: [
    { kind: 'exact' },
    { kind: 'same-year' },
    { kind: 'any', of: [{ kind: 'edits', atMost: 1 }, { kind: 'month-and-day-turned' }] },
    { kind: 'any', of: [{ kind: 'two-of-three' }, { kind: 'year-slip' }] },
    { kind: 'years-apart', atMost: 2 },
  ],
  phone: [{ kind: 'exact' }, { kind: 'edits', atMost: 1 }],
  email: [{ kind: 'exact' }, { kind: 'same-user' }, { kind: 'jaro-winkler', atLeast: 0.92 }],
  postcode: [{ kind: 'exact' }, { kind: 'edits', atMost: 1 }, { kind: 'same-sector' }, { kind: 'same-district' }],
  address: [{ kind: 'exact' }, { kind: 'all', of: [{ kind: 'same-number' }, { kind: 'jaro-winkler', atLeast: 0.9 }] }, { kind: 'shared-words', atLeast: 0.5 }],
  number: [{ kind: 'exact' }, { kind: 'numbers-apart', atMost: 1 }],
  identifier: [{ kind: 'exact' }, { kind: 'edits', atMost: 1 }],
  text: TEXT,
}

/** The levels of a comparison whose model names none. */
export function defaultLevels(clean: Cleaning): readonly WrittenLevel[] {
  return BY_CLEANING[clean]
}

const ABOUT_BY_CLEANING: Readonly<Record<Cleaning, About>> = {
  'given name': 'given name', 'given part of full name': 'given name', 'family name': 'family name', 'family part of full name': 'family name',
  date: 'birth', phone: 'phone', email: 'email', postcode: 'area', address: 'address', number: 'trait', identifier: 'identity', text: 'trait',
}

/** What a comparison speaks of when its model does not say. */
export function defaultAbout(clean: Cleaning): About {
  return ABOUT_BY_CLEANING[clean]
}
