import { useEffect, useState } from 'react'

/** The time now in milliseconds, each second while somebody can see it. */
export function useNow(visible = true): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!visible) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [visible])
  return now
}
