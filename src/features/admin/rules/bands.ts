/** The bands of risk that a standard or a review may be for, the lowest first. */
export const STANDARD_BANDS = ['low', 'medium', 'high'] as const
