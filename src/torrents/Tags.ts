/** Set by a person only: hands off. First gate of every action. */
export const ignored = "qBitrr-ignored"

/** The Arr confirmed the import. */
export const imported = "qBitrr-imported"

/** Stalled, but still within its grace (`StalledDelay`). */
export const allowedStalled = "qBitrr-allowed_stalled"
