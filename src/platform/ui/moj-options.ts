import type { ButtonOptions, ComponentAttributes, ErrorMessageOptions, HintOptions, LabelOptions } from './govuk-options.ts'
import type { Html } from './html.ts'

interface Whole { classes?: string; attributes?: ComponentAttributes }
interface Words { text?: string; html?: Html }

/** Options of the Ministry of Justice alert: something to know, before the work on the page. */
export interface AlertOptions extends Whole, Words {
  variant: 'information' | 'success' | 'warning' | 'error'
  title: string
  showTitleAsHeading?: boolean
  headingTag?: 'h2' | 'h3' | 'h4'
  role?: string
  dismissible?: boolean
  dismissText?: string
  disableAutoFocus?: boolean
  focusOnDismissSelector?: string
}

/** Options of the Ministry of Justice badge: one word that marks a thing. */
export interface BadgeOptions extends Whole, Words {
  label?: string
}

/** Options of the Ministry of Justice button menu: several acts behind one button. */
export interface ButtonMenuOptions extends Whole {
  button?: { text?: string; classes?: string }
  alignMenu?: 'left' | 'right'
  items: readonly (ButtonOptions | null | false)[]
}

/** Options of the Ministry of Justice date picker: a text box with a calendar beside it. */
export interface DatePickerOptions extends Whole {
  id: string
  name: string
  value?: string | undefined
  label: LabelOptions
  hint?: HintOptions | undefined
  errorMessage?: ErrorMessageOptions | null | false | undefined
  minDate?: string
  maxDate?: string
  excludedDates?: string
  excludedDays?: string
  leadingZeros?: boolean
  weekStartDay?: 'monday' | 'sunday'
}

/** Options of the Ministry of Justice page header with acts: the heading at the left, the buttons at the right. */
export interface PageHeaderActionsOptions extends Whole {
  heading: Words & { level?: number; classes?: string }
  items?: readonly (ButtonOptions | null | false)[]
}

/** Options of the Ministry of Justice ticket panel: a thing worth a frame of its own. */
export interface TicketPanelOptions extends Whole {
  items: readonly (Words & Whole)[]
}

/** Options of the Ministry of Justice notification badge: how many are waiting. */
export interface NotificationBadgeOptions extends Whole {
  text: string
  visuallyHiddenText?: string
}

/** Every Ministry of Justice component Heed uses through its official template, with its options. */
export interface MojComponents {
  'alert': AlertOptions
  'badge': BadgeOptions
  'button-menu': ButtonMenuOptions
  'date-picker': DatePickerOptions
  'notification-badge': NotificationBadgeOptions
  'page-header-actions': PageHeaderActionsOptions
  'ticket-panel': TicketPanelOptions
}
