import { useEffect, useState } from 'react'

/** Milliseconds: a line that moves by a pixel each ten minutes need not be drawn more often. */
const everyMs = 20_000

/** The time now by the server's clock, milliseconds since 1970. `offsetMs`: server's clock minus this computer's. */
export function useNow(offsetMs: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [])
  return now + offsetMs
}
