const grouped = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** Dollars as text: thousands apart and two digits, more for what is less than a cent; `unknown` where it is unknown, and never 0 then. */
export function usdText(usd: number | null): string {
  if (usd === null) return 'unknown'
  if (usd !== 0 && Math.abs(usd) < 0.1) return String(Number(usd.toPrecision(2)))
  return grouped.format(usd)
}

/** The same with its sign: `$1.21`; `unknown` where it is unknown. */
export const dollars = (usd: number | null): string => (usd === null ? usdText(usd) : `$${usdText(usd)}`)
