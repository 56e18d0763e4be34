import { describe, expect, it } from 'vitest'
import { csrfMarker } from '#ui/html.ts'
import { SignInPage } from './sign-in-page.tsx'

const drawn = (given: Parameters<typeof SignInPage>[0]): string => String(SignInPage(given).body)

describe('the page for signing in', () => {
  it('asks for a name and a password in a form that browsers can fill in and nobody else can send', () => {
    const body = drawn({ next: undefined })
    expect(body).toContain('<form method="post" action="/sign-in" novalidate>')
    expect(body).toContain(csrfMarker)
    expect(body).toMatch(/<input[^>]*id="username" name="username"[^>]*spellcheck="false"[^>]*autocomplete="username"/)
    expect(body).toMatch(/<input[^>]*id="password" name="password" type="password"[^>]*autocomplete="current-password"/)
    expect(body).toContain('data-prevent-double-click="true"')
  })

  it('carries the page that was asked for, escaped, and nothing when none was', () => {
    expect(drawn({ next: '/cases?scope="mine"' })).toContain('<input type="hidden" name="next" value="/cases?scope=&quot;mine&quot;">')
    expect(drawn({ next: undefined })).not.toContain('name="next"')
  })

  it('says what was wrong beside the name, which is kept; the password is never filled in', () => {
    const page = SignInPage({ next: undefined, username: 'o"neil', errors: [{ field: 'username', message: 'The user name or the password is wrong' }] })
    expect(page.errors).toHaveLength(1)
    expect(String(page.body)).toMatch(/id="username-error"[\s\S]*The user name or the password is wrong/)
    expect([...String(page.body).matchAll(/ value="(?!csrf)([^"]*)"/g)].map(([, value]) => value)).toEqual(['o&quot;neil'])
    expect(SignInPage({ next: undefined }).errors).toBeUndefined()
  })
})
