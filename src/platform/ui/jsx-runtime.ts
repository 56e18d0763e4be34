import { attributeText } from './attributes.ts'
import { contentText, csrfMarker, Html, type Content } from './html.ts'
import type { Drawing, Elements } from './jsx-types.ts'

export { csrfMarker } from './html.ts'

/** The types the compiler asks for when it reads a view. */
export declare namespace JSX {
  type Element = Html
  type ElementType = keyof Elements | ((props: never) => Drawing)
  type IntrinsicElements = Elements
  interface ElementChildrenAttribute { children: Content }
  interface IntrinsicAttributes { key?: string | number }
}

interface Props { readonly children?: Content; readonly [name: string]: unknown }

const VOID = new Set(['area', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'])
const ELEMENT = /^[a-z][a-zA-Z0-9-]*$/
const csrfInput = `<input type="hidden" name="csrf" value="${csrfMarker}">`

/**
 * Draws one element or calls one component.
 *
 * Text and attributes are escaped; a form that posts gets its hidden csrf field; a script has an address and never a body.
 */
export function jsx<P extends Props>(element: string | ((props: P) => Drawing), props: P): Html {
  if (typeof element === 'function') return element(props) ?? new Html('')
  if (!ELEMENT.test(element)) throw new TypeError('An element has a name that is not allowed')
  let tag = `<${element}`
  for (const name in props) {
    if (name !== 'children' && name !== 'key') tag += attributeText(name, props[name])
  }
  if (VOID.has(element)) return new Html(`${tag}>`)
  return new Html(`${tag}>${inside(element, props)}</${element}>`)
}

/** The same as `jsx`; the compiler calls it when an element has several children. */
export const jsxs = jsx

/** The same as `jsx`; the compiler calls it when it builds for development. */
export const jsxDEV = jsx

/** Several contents side by side without an element around them. */
export function Fragment({ children }: { children?: Content }): Html {
  return new Html(contentText(children))
}

function inside(element: string, props: Props): string {
  const text = contentText(props.children)
  if ((element === 'script' || element === 'style') && text !== '') throw new TypeError(`A page never carries the body of a ${element}`)
  if (element === 'form' && String(props['method']).toLowerCase() === 'post') return csrfInput + text
  if ((element === 'textarea' || element === 'pre') && text.startsWith('\n')) return `\n${text}`
  return text
}
