import { fieldsWithin, postFields } from './form-post.js'

const WAIT = 250

/**
 * Live suggestions. An element with data-suggest="/address" sends the fields inside it a moment after typing stops, and what comes back
 * is put into the element that data-suggest-into names: what was chosen there meanwhile stays chosen, and the cursor stays where it was.
 * What changes within what came back asks nothing again, nor does leaving a field whose words were asked about already. Choosing an element with data-fill='{"field":"value"}' fills those fields.
 */
export function startSuggestions(page) {
  for (const source of page.querySelectorAll('[data-suggest]')) watch(page, source)
  page.addEventListener('click', (event) => {
    const choice = event.target.closest?.('[data-fill]')
    if (choice !== null && choice !== undefined) {
      event.preventDefault()
      fill(page, choice)
    }
  })
}

function watch(page, source) {
  const into = page.querySelector(source.dataset.suggestInto)
  if (into === null) return
  if (!into.hasAttribute('aria-live')) into.setAttribute('aria-live', 'polite')
  let timer
  let running = new AbortController()
  let asked = ''
  const ask = async () => {
    const fields = fieldsWithin(source)
    const words = JSON.stringify(fields)
    if (words === asked) return
    asked = words
    running.abort()
    running = new AbortController()
    const { signal } = running
    into.setAttribute('aria-busy', 'true')
    const answer = await postFields(source.dataset.suggest, fields, signal)
    // an answer may break off on its way: then it did not come
    const markup = answer === null ? null : await answer.text().catch(() => null)
    if (signal.aborted) return
    if (markup === null) asked = ''
    else put(page, into, markup)
    into.removeAttribute('aria-busy')
  }
  const later = (event) => {
    if (into.contains(event.target)) return
    clearTimeout(timer)
    timer = setTimeout(ask, WAIT)
  }
  source.addEventListener('input', later)
  source.addEventListener('change', later)
}

function put(page, into, words) {
  if (into.dataset.suggested === words) return
  const typed = [...into.querySelectorAll('input, select, textarea')].filter((field) => !isTick(field) || field.checked).map((field) => [field.name, field.value])
  const focused = into.contains(page.activeElement) ? page.activeElement.id : ''
  into.dataset.suggested = words
  into.innerHTML = words
  for (const [name, value] of typed) {
    for (const field of into.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (!isTick(field)) field.value = value
      else if (field.value === value) field.checked = true
    }
  }
  if (focused !== '') page.getElementById(focused)?.focus()
}

function isTick(field) {
  return field.type === 'radio' || field.type === 'checkbox'
}

function fill(page, choice) {
  const form = choice.closest('form') ?? page.querySelector('form[data-submit-shortcut]')
  if (form === null) return
  let first
  for (const [name, value] of Object.entries(JSON.parse(choice.dataset.fill))) {
    const field = form.elements.namedItem(name)
    if (field === null) continue
    field.value = value
    first ??= field
  }
  if (first instanceof HTMLElement) {
    first.dispatchEvent(new Event('change', { bubbles: true }))
    if (first.type !== 'hidden') first.focus()
  }
}
