import type { Door } from '#platform/http/house.ts'

const KINDS: Record<Door['kind'], string> = {
  look: 'a page', ask: 'a question sent by form', act: 'an act', 'api look': 'a machine’s look', 'api act': 'a machine’s act', open: 'open',
}

/** Every door of the server with the policy that guards it, printed from the server's own list. */
export function doorsPage(doors: readonly Door[]): string {
  const rows = [...doors].sort((a, b) => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1))
    .map(({ method, path, kind, policy }) => `| ${method} | \`${path}\` | ${KINDS[kind]} | ${policy === 'open' ? 'needs nobody signed in' : policy === 'signed-in' ? 'anyone signed in, for their own account' : `\`${policy}\``} |`)
  return [
    '# Every door of the server', '',
    'Made by `npm run docs` from the server’s own list; do not edit. What each policy lets whom do is in [permissions](permissions.md).', '',
    '| method | address | what it is | guarded by |', '| --- | --- | --- | --- |', ...rows, '',
  ].join('\n')
}
