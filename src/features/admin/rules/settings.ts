/** What the force chooses for itself. */
export type ChosenKey = 'force' | 'standards preset' | 'review regime' | 'case bands'
