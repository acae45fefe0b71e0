/** Set by a person only: hands off. First gate of every action. */
export const ignored = "qBitrr-ignored"

/** The Arr confirmed the import. */
export const imported = "qBitrr-imported"

/** Stalled, but still within its grace (`StalledDelay`). */
export const allowedStalled = "qBitrr-allowed_stalled"

/** Complete and within its seeding limits. Only for people; no rule looks at it. */
export const allowedSeeding = "qBitrr-allowed_seeding"

/** Stopped by `SpacePolicy`, which also starts it again. */
export const freeSpacePaused = "qBitrr-free_space_paused"

/**
 * The state that older versions kept in tags. With `Tagless` it lives in `TorrentMemory.marks` only; read it through
 * `hasMark`.
 */
export const marks: ReadonlySet<string> = new Set([imported, allowedStalled, allowedSeeding, freeSpacePaused])
