import { Accordion, Button, CharacterCount, Checkboxes, ErrorSummary, ExitThisPage, NotificationBanner, PasswordInput, Radios, ServiceNavigation, SkipLink, createAll } from 'govuk-frontend'
import { Alert, AddAnother, ButtonMenu, DatePicker } from '@ministryofjustice/frontend'
import { startDrafts } from './drafts.js'
import { startShortcuts } from './shortcuts.js'
import { startSkips } from './skips.js'
import { startSuggestions } from './suggestions.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
for (const part of [Accordion, Button, CharacterCount, Checkboxes, ErrorSummary, ExitThisPage, NotificationBanner, PasswordInput, Radios, ServiceNavigation, SkipLink]) createAll(part)
for (const part of [Alert, AddAnother, ButtonMenu, DatePicker]) createAll(part)
startShortcuts(document)
startSkips(document)
startSuggestions(document)
startDrafts(document)
