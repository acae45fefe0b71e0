/** Rules that can have decided last about a torrent, in the order in which they are asked. */
export const rules: ReadonlyArray<string> = [
  "ignored",
  "unknown state",
  "failed category",
  "recheck category",
  "missing files",
  "errored",
  "unregistered",
  "queue message",
  "all files excluded",
  "file filter",
  "custom format unmet",
  "busy",
  "metadata stuck",
  "stale",
  "stalled",
  "slow",
  "unavailable",
  "stalled no more",
  "unplayable",
  "seeding done",
  "completed",
  "rate limits",
  "super seeding",
  "tracker labels",
  "seeding mark",
  "tracker list",
  "nothing to do"
]

/** The tags that we set or obey; people have others. */
export const ourTags: ReadonlyArray<string> = [
  "qBitrr-ignored",
  "qBitrr-imported",
  "qBitrr-allowed_stalled",
  "qBitrr-allowed_seeding",
  "qBitrr-free_space_paused"
]
