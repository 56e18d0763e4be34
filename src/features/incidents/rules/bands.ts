/** The order in which lists show the bands of approved assessments; 0 is none. */
export const RISK_ORDER: Readonly<Record<string, number>> = { low: 1, medium: 2, high: 3 }

/**
 * The band an order stands for; null for none.
 */
export function bandOf(riskOrder: number): 'low' | 'medium' | 'high' | null {
  return riskOrder === 3 ? 'high' : riskOrder === 2 ? 'medium' : riskOrder === 1 ? 'low' : null
}
