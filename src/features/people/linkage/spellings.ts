// One name, several ways of writing it in Latin letters: Mohammed and Muhammad, Sergei and Sergey, Khadija and Kadeeja.

type Rule = readonly [of: RegExp, to: string]

/**
 * What is written differently and meant alike when a name comes from another script, in the order it is applied.
 *
 * Compiled for Heed from public knowledge of how Arabic, Persian, Urdu, Hindi, Bengali, Punjabi, Polish, Russian, Ukrainian and Bulgarian names come to be
 * written in English, and tried against the commonest names in Britain, so that names of two people seldom fall together: a first vowel keeps its letter but
 * after h, m, n or at the start, a last one always, and y is not i in Kyle.
 */
const RULES: readonly Rule[] = [
  [/ph/g, 'f'], [/ck|q/g, 'k'], [/x/g, 'ks'], [/w/g, 'v'], [/([bdgkjt])h/g, '$1'], [/tch|tsch/g, 'ch'],
  [/ah$/, 'a'], [/eh$/, 'e'], [/iya/g, 'ia'], [/ee|ii/g, 'i'], [/oo|ou|uu/g, 'u'], [/aa/g, 'a'], [/([^aeiou])\1/g, '$1'],
  [/(?:ey|ei|ay|iy|yi|ij|(?<!i)ej|ie|y|i)$/, 'i'], [/(?:ai|ay|ei|ey)(?=[^aeiouy])/g, 'ai'], [/(?<!^[^aeiouy]+)y/g, 'i'], [/^([hmn]?)o(?=[^aeiou])/, '$1u'],
  [/(?<=[aeiouy].*)e(?!$)/g, 'a'],
]
const GIVEN: readonly Rule[] = [[/c(?=[aouklrt]|$)/g, 'k']]
/** Endings that change with the language, and with the sex of whoever bears the name. */
const FAMILY: readonly Rule[] = [[/(?:off|ov|ova|owa)$/, 'ov'], [/(?:eff|eva|ewa)$/, 'ev'], [/(?:ska|sky|skaya|skaia|skyi|skyj|skii|skiy)$/, 'ski'], [/(?:cka|cky|tska|tskyi|tsky)$/, 'cki']]
/** Shorter names fall together by chance. */
const SHORTEST = { given: 4, family: 5 } as const

/** A name in the spelling it shares with its other spellings; '' for one too short for that to mean anything, or not in plain Latin letters. */
export function spellingOf(name: string, part: 'given' | 'family'): string {
  if (name.length < SHORTEST[part] || !/^[a-z]+$/.test(name)) return ''
  return [...(part === 'given' ? GIVEN : FAMILY), ...RULES].reduce((text, [of, to]) => text.replace(of, to), name)
}
