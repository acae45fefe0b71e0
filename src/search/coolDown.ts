const hour = 3_600_000

/** Milliseconds. */
export const day = 24 * hour

/** Between two searches for something that aired today, milliseconds. */
export const todayEvery = 4 * hour

/** Between the air date and the first search of that day, milliseconds: releases need a moment. */
export const todayDelay = 30 * 60_000

/**
 * How long a thing is left alone after it was searched for the `times`-th time, milliseconds: a day, twice as long with
 * every search that brought nothing, a week at most. An old thing that no indexer has then costs one search a week.
 */
export const coolDown = (times: number): number => Math.min(day * 2 ** Math.max(0, times - 1), 7 * day)
