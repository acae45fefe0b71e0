/** How long a torrent has to seed before it may go (engine §2.12.4). */
export interface HitAndRun {
  /** `and`: ratio and time · `or`: one of them · `disabled`: nothing is owed. */
  readonly mode: "and" | "or" | "disabled"
  /** Ratio that a complete torrent owes; 0 = none. */
  readonly minRatio: number
  /** Seeding time that a complete torrent owes, milliseconds; 0 = none. */
  readonly minSeedingTime: number
  /** Below this progress (0 to 1) nothing is owed. */
  readonly minProgress: number
  /** Ratio that an incomplete torrent owes from `minProgress` on. */
  readonly partialRatio: number
  /** Extra seeding time, milliseconds, because trackers count late. */
  readonly buffer: number
}

/** What a message of a tracker means. See `classify`. */
export type MessageClass = "gone" | "outage" | "user error" | "unknown"

/** One row of `Trackers`, in the units of the rules: milliseconds, bytes/s. `undefined` = inherit. Engine §10.9. */
export interface TrackerRule {
  readonly name: string
  /** As in the config, without trailing slashes: rows are merged by it. */
  readonly uri: string
  /** Lower-case host of `uri`; "" when it has none, which matches nothing. */
  readonly host: string
  readonly priority: number
  readonly sortTorrents: boolean
  readonly maximumEta: number | undefined
  /** Bytes/s; undefined = inherit. -1 and 0 in the config mean "do not touch" and arrive as 0. */
  readonly downloadLimit: number | undefined
  readonly uploadLimit: number | undefined
  readonly maxRatio: number | undefined
  readonly maxSeedingTime: number | undefined
  readonly addIfMissing: boolean
  readonly removeIfExists: boolean
  readonly superSeed: boolean
  readonly addTags: ReadonlyArray<string>
  readonly hitAndRun: HitAndRun
  /** Texts, in any case, found anywhere in a message of this tracker, that decide before the general classifier does. */
  readonly messages: {
    readonly gone: ReadonlyArray<string>
    readonly outage: ReadonlyArray<string>
    readonly userError: ReadonlyArray<string>
  }
}

/** Seeding rules of an Arr section or of a managed category. Bytes/s, milliseconds. */
export interface SeedingRules {
  /** undefined = do not touch. */
  readonly downloadLimit: number | undefined
  readonly uploadLimit: number | undefined
  /** undefined = no limit. */
  readonly maxRatio: number | undefined
  readonly maxSeedingTime: number | undefined
  /** -1 never · 1 at the ratio · 2 at the time · 3 at either · 4 at both. */
  readonly removeMode: -1 | 1 | 2 | 3 | 4
  /** Of the section itself (`CategorySeeding`); trackers have their own. */
  readonly hitAndRun: HitAndRun
  readonly removeDeadTrackers: boolean
  /** Lower-case; found anywhere in a message. */
  readonly deadTrackerMessages: ReadonlyArray<string>
}
