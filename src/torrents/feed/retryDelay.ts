/**
 * Milliseconds until a dependency that has been away for `away` ms is asked again: a tenth of that time, 1 s at least,
 * 60 s at most, ±20 % by `random` (0 to 1) so that several who wait do not knock together.
 */
export const retryDelay = (away: number, random: number): number =>
  Math.round(Math.min(60_000, Math.max(1_000, away / 10)) * (0.8 + 0.4 * random))
