/**
 * Keys that save time: / puts the cursor in the search box, Ctrl+Enter sends the form marked data-submit-shortcut, and Alt with a letter
 * chooses the answer marked data-choice-key="letter" in the first group of data-choices="name" where nothing is chosen; the element that
 * data-choice-said names says what was chosen, for the cursor stays where it is. Alt with a letter also presses the first button marked
 * data-alt-key="letter".
 */
export function startShortcuts(page) {
  page.addEventListener('change', (event) => sayChoice(page, event.target))
  page.addEventListener('keydown', (event) => {
    if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)) {
      const search = page.querySelector('[data-search-shortcut]')
      if (search !== null) {
        event.preventDefault()
        search.focus()
        search.select()
      }
    }
    if (event.altKey && !event.ctrlKey && !event.metaKey && event.code.startsWith('Key')) choose(page, event)
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest?.('form[data-submit-shortcut]') ?? page.querySelector('form[data-submit-shortcut]')
      if (form !== null) {
        event.preventDefault()
        form.requestSubmit()
      }
    }
  })
}

function choose(page, event) {
  const groups = [...page.querySelectorAll('[data-choices]')].map((group) => ({ group, answer: group.querySelector(`[data-choice-key="${CSS.escape(event.code.slice(3).toLowerCase())}"]`) }))
  const found = groups.find(({ group, answer }) => answer !== null && (group.querySelector('input:checked')?.value ?? '') === '') ?? groups.find(({ answer }) => answer !== null)
  if (found === undefined) {
    const button = page.querySelector(`[data-alt-key="${CSS.escape(event.code.slice(3).toLowerCase())}"]`)
    if (button !== null) event.preventDefault()
    button?.click()
    return
  }
  event.preventDefault()
  found.answer.checked = true
  found.answer.dispatchEvent(new Event('change', { bubbles: true }))
}

/** Says what was chosen in a group, however it was. */
function sayChoice(page, answer) {
  const group = answer.closest('[data-choices]')
  const said = group === null ? null : page.querySelector('[data-choice-said]')
  const label = answer.labels?.[0]?.firstChild?.textContent?.trim()
  if (said !== null && label !== undefined) said.textContent = `${group.dataset.choices}: ${label.charAt(0).toLowerCase()}${label.slice(1)}.`
}

function isTyping(element) {
  return element.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(element.tagName)
}
