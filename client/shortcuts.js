/**
 * Keys that save time: / puts the cursor in the search box, Ctrl+Enter sends the form marked data-submit-shortcut.
 */
export function startShortcuts(page) {
  page.addEventListener('keydown', (event) => {
    if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)) {
      const search = page.querySelector('[data-search-shortcut]')
      if (search !== null) {
        event.preventDefault()
        search.focus()
        search.select()
      }
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest?.('form[data-submit-shortcut]') ?? page.querySelector('form[data-submit-shortcut]')
      if (form !== null) {
        event.preventDefault()
        form.requestSubmit()
      }
    }
  })
}

function isTyping(element) {
  return element.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(element.tagName)
}
