import type { AttributeValue } from './attributes.ts'
import type { Content, Html } from './html.ts'

type Text = string | number | null | undefined | false
type Flag = boolean | null | undefined

interface Everywhere {
  children?: Content
  id?: Text
  class?: Text
  title?: Text
  lang?: Text
  dir?: Text
  role?: Text
  tabindex?: Text
  hidden?: Flag
  [data: `data-${string}`]: AttributeValue
  [aria: `aria-${string}`]: AttributeValue
}

interface Link extends Everywhere { href?: Text; rel?: Text; target?: Text; download?: Text | true; type?: Text; hreflang?: Text }
interface Field extends Everywhere {
  name?: Text; value?: Text; type?: Text; autocomplete?: Text; inputmode?: Text; placeholder?: Text; pattern?: Text; form?: Text
  min?: Text; max?: Text; step?: Text; maxlength?: Text; minlength?: Text; rows?: Text; cols?: Text; size?: Text; list?: Text; accept?: Text
  spellcheck?: Text; autocapitalize?: Text; formaction?: Text; formnovalidate?: Flag
  checked?: Flag; selected?: Flag; disabled?: Flag; required?: Flag; readonly?: Flag; multiple?: Flag; autofocus?: Flag; label?: Text
}
interface Form extends Everywhere { method?: Text; action?: Text; novalidate?: Flag; enctype?: Text; autocomplete?: Text }
interface Cell extends Everywhere { colspan?: Text; rowspan?: Text; scope?: Text; headers?: Text }
interface Media extends Everywhere { src?: Text; srcset?: Text; alt?: Text; width?: Text; height?: Text; loading?: Text; decoding?: Text }
interface Head extends Everywhere { charset?: Text; name?: Text; content?: Text; property?: Text }
interface Script extends Everywhere { src: string; type?: Text; defer?: Flag; async?: Flag }
interface Shape extends Everywhere {
  x?: Text; y?: Text; x1?: Text; y1?: Text; x2?: Text; y2?: Text; cx?: Text; cy?: Text; r?: Text; rx?: Text; ry?: Text; d?: Text; points?: Text
  dx?: Text; dy?: Text; width?: Text; height?: Text; viewBox?: Text; preserveAspectRatio?: Text; xmlns?: Text; focusable?: Text; transform?: Text; href?: Text
  fill?: Text; stroke?: Text; 'stroke-width'?: Text; 'stroke-dasharray'?: Text; 'stroke-linejoin'?: Text; 'stroke-linecap'?: Text; opacity?: Text
  'fill-rule'?: Text; 'font-size'?: Text; 'font-weight'?: Text; 'text-anchor'?: Text; 'dominant-baseline'?: Text; 'vector-effect'?: Text
}

type Plain =
  | 'abbr' | 'address' | 'article' | 'aside' | 'b' | 'body' | 'br' | 'caption' | 'cite' | 'code' | 'dd' | 'div' | 'dl' | 'dt' | 'em'
  | 'figcaption' | 'figure' | 'footer' | 'h1' | 'h2' | 'h3' | 'h4' | 'h5' | 'h6' | 'head' | 'header' | 'hr' | 'html' | 'i' | 'kbd' | 'legend'
  | 'main' | 'mark' | 'nav' | 'noscript' | 'p' | 'pre' | 's' | 'samp' | 'section' | 'small' | 'span' | 'strong' | 'sub' | 'sup' | 'summary'
  | 'table' | 'tbody' | 'tfoot' | 'thead' | 'tr' | 'u' | 'ul' | 'wbr' | 'blockquote' | 'search' | 'datalist'
type Drawn = 'svg' | 'g' | 'path' | 'line' | 'polyline' | 'polygon' | 'circle' | 'ellipse' | 'rect' | 'text' | 'tspan' | 'defs' | 'use' | 'desc'

/** What a component may give: markup, or null for nothing. */
export type Drawing = Html | null

/** The elements a view may write, each with its attributes. */
export type Elements = Record<Plain, Everywhere> & Record<Drawn, Shape> & {
  a: Link; link: Link & { href: string; sizes?: Text; as?: Text }; meta: Head; script: Script; title: Everywhere
  form: Form; input: Field; select: Field; textarea: Field; option: Field; optgroup: Field; button: Field
  fieldset: Field; label: Everywhere & { for?: Text }; output: Everywhere & { for?: Text }
  td: Cell; th: Cell; col: Everywhere & { span?: Text }; colgroup: Everywhere & { span?: Text }
  img: Media; time: Everywhere & { datetime?: Text }; data: Everywhere & { value?: Text }
  details: Everywhere & { open?: Flag; name?: Text }; ol: Everywhere & { start?: Text; type?: Text }; li: Everywhere & { value?: Text }
  progress: Everywhere & { value?: Text; max?: Text }; meter: Everywhere & { value?: Text; min?: Text; max?: Text }
}
