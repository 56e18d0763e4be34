import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csrfMarker, html, type Html, join, nothing, trusted } from './html.ts'
import { Fragment, jsx } from './jsx-runtime.ts'

function Greeting({ name, children }: { name: string; children?: Html }): Html {
  return <p class="greeting">Hello {name}{children}</p>
}

describe('drawing a page', () => {
  it('escapes text between tags', () => {
    expect(String(<p>{'<script>alert("1")</script> & \'more\' `x`'}</p>))
      .toBe('<p>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;more&#39; &#96;x&#96;</p>')
  })

  it('escapes attributes and writes a flag by its name alone', () => {
    expect(String(<input type="text" value={'"><b>'} disabled checked={false} name={undefined} />))
      .toBe('<input type="text" value="&quot;&gt;&lt;b&gt;" disabled>')
  })

  it('writes yes and no in full where assistive technology reads them', () => {
    expect(String(<p aria-hidden={true} aria-expanded={false}>x</p>)).toBe('<p aria-hidden="true" aria-expanded="false">x</p>')
  })

  it('skips nothing-at-all and keeps zero', () => {
    expect(String(<p>{null}{undefined}{false}{true}{''}{0}{[1, ['a', null]]}</p>)).toBe('<p>01a</p>')
  })

  it('leaves markup as it is, and only markup', () => {
    expect(String(<p>{trusted('<b>x</b>')}{<i>y</i>}{nothing}</p>)).toBe('<p><b>x</b><i>y</i></p>')
  })

  it('calls a component with its children and accepts one that draws nothing', () => {
    function Absent(): null { return null }
    expect(String(<Greeting name="A & B"><b>!</b></Greeting>)).toBe('<p class="greeting">Hello A &amp; B<b>!</b></p>')
    expect(String(<><Absent /><hr /></>)).toBe('<hr>')
  })

  it('gives a form that posts its hidden field, and no other form', () => {
    expect(String(<form method="post" novalidate>x</form>))
      .toBe(`<form method="post" novalidate><input type="hidden" name="csrf" value="${csrfMarker}">x</form>`)
    expect(String(<form method="POST">x</form>)).toContain(csrfMarker)
    expect(String(<form method="get">x</form>)).not.toContain(csrfMarker)
    expect(String(<form>x</form>)).not.toContain(csrfMarker)
  })

  it('keeps the first new line of a text box', () => {
    expect(String(<textarea>{'\nx'}</textarea>)).toBe('<textarea>\n\nx</textarea>')
  })

  it('refuses an object as content', () => {
    expect(() => jsx('p', { children: Object({ a: 1 }) })).toThrow(TypeError)
    expect(() => jsx('p', { class: Object({ a: 1 }) })).toThrow(TypeError)
  })

  it.each(['javascript:alert(1)', ' JavaScript:alert(1)', 'java\nscript:alert(1)', '\u0001javascript:x', 'data:text/html,x', 'vbscript:x', 'blob:x'])(
    'refuses the address %j', (href) => {
      expect(() => <a href={href}>x</a>).toThrow(TypeError)
    })

  it.each(['/incidents/1', '?page=2', '#main', 'https://example.org/a:b', 'mailto:a@example.org', 'tel:+447700900123', 'a/b:c', ''])(
    'accepts the address %j', (href) => {
      expect(String(<a href={href}>x</a>)).toBe(`<a href="${href}">x</a>`)
    })

  it('refuses styles, handlers and the bodies of scripts', () => {
    expect(() => jsx('p', { style: 'color: red' })).toThrow(TypeError)
    expect(() => jsx('p', { onclick: 'x()' })).toThrow(TypeError)
    expect(() => jsx('p', { 'a"b': 'x' })).toThrow(TypeError)
    expect(() => jsx('p><b', {})).toThrow(TypeError)
    expect(() => jsx('script', { children: 'alert(1)' })).toThrow(TypeError)
  })

  it('joins contents with a separator between those that say something', () => {
    expect(String(join(['a', null, <b>c</b>, ''], ', '))).toBe('a, <b>c</b>')
    expect(String(html`<p>${'<'}${trusted('<i>')}</p>`)).toBe('<p>&lt;<i></p>')
    expect(String(Fragment({ children: ['a', '<'] }))).toBe('a&lt;')
  })
})

describe('nothing typed can break out', () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom('<', '>', '"', "'", '&', '`', '/', '-->', ']]>', '</p>', '<script>', '=', ' ', '\0', '\n', 'x', '{{', '\u2028')).map((parts) => parts.join('')),
  )

  it('as text', () => {
    fc.assert(fc.property(nasty, (text) => {
      const drawn = String(<p>{text}</p>)
      const inner = drawn.slice(3, -4)
      expect(drawn.startsWith('<p>') && drawn.endsWith('</p>')).toBe(true)
      expect(inner).not.toMatch(/[<>"'`\0]/)
      expect(inner.replace(/&(amp|lt|gt|quot|#39|#96);/g, '')).not.toContain('&')
      expect(unescape(inner)).toBe(text.replaceAll('\0', '\uFFFD'))
    }), { numRuns: 2000 })
  })

  it('as an attribute', () => {
    fc.assert(fc.property(nasty, (text) => {
      const drawn = String(<p title={text} data-x={text}>x</p>)
      expect(drawn).toMatch(/^<p title="[^"<>'`\0]*" data-x="[^"<>'`\0]*">x<\/p>$/)
    }), { numRuns: 2000 })
  })

  it('as the name of an attribute', () => {
    fc.assert(fc.property(nasty, (name) => {
      fc.pre(!/^[a-zA-Z][a-zA-Z0-9:_.-]*$/.test(name))
      if (name === 'children' || name === 'key') return
      expect(() => jsx('p', { [name]: 'x' })).toThrow(TypeError)
    }), { numRuns: 500 })
  })

  it('as an address that a browser would run', () => {
    fc.assert(fc.property(nasty, (address) => {
      let drawn: string
      try { drawn = String(<a href={address}>x</a>) } catch { return }
      expect(drawn).toMatch(/^<a href="[^"<>'`\0]*">x<\/a>$/)
      expect(schemeSeenByBrowser(address)).toMatch(/^(https?:|mailto:|tel:)$/)
    }), { numRuns: 2000 })
  })
})

function schemeSeenByBrowser(address: string): string {
  try { return new URL(address, 'https://heed.example/').protocol } catch { return 'https:' }
}

function unescape(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39|#96);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#96': '`' })[name] ?? '')
}
