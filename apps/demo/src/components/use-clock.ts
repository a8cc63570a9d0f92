import { useEffect, useState } from "preact/hooks";

/** Gives the time in milliseconds since 1970, and renders again as it passes. */
export function useClock(milliseconds: number): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
  return now;
}
