/** `14 min`, `90 s`, `3.5 h`: a span for people. Milliseconds in. */
export const minutes = (millis: number): string => {
  const seconds = Math.floor(millis / 1000)
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`
  return `${(seconds / 3600).toFixed(1)} h`
}

/** `0.4567` as `45.6 %`, cut rather than rounded so that 99.99 % never reads as complete. */
export const percent = (share: number): string => `${Math.floor(share * 1000) / 10} %`
