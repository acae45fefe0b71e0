import * as Schema from "effect/Schema"
import type { ConfigProblem } from "../../config/ConfigProblem.ts"

const told = <A, I>(schema: Schema.Schema<A, I>) => Schema.NullOr(schema)
const IsoTime = Schema.String.annotations({ description: "ISO 8601, UTC", examples: ["2024-01-15T10:30:00.000Z"] })
const Revision = Schema.String.annotations({
  description: "stands for the content of the file; send it back with an edit"
})
const Anything = Schema.Record({ key: Schema.String, value: Schema.Unknown })

/** What a change of a key costs. */
export const EffectView = Schema.Literal("live", "worker", "workers", "web", "process", "none").annotations({
  description:
    "live: at once; worker: the workers of its section restart; workers: all restart; web: the web server binds again; process: next start; none: not used yet"
})

/** Something wrong with the config, or with an edit of it. */
export const ProblemView = Schema.Struct({
  file: Schema.String.annotations({ description: "config file, or the environment variable that the value came from" }),
  line: told(Schema.Int),
  column: told(Schema.Int),
  key: Schema.String.annotations({ description: "dotted; empty when the file as a whole is meant" }),
  found: Schema.String,
  allowed: Schema.String,
  message: Schema.String,
  severity: Schema.Literal("error", "warning")
}).annotations({ identifier: "ConfigProblem" })
export type ProblemView = typeof ProblemView.Type

/** Where a value comes from. */
export const ValueOrigin = Schema.Struct({
  source: Schema.Literal("default", "file", "environment"),
  line: told(Schema.Int),
  variable: told(Schema.String).annotations({ description: "environment variable; what it says cannot be saved over" }),
  effect: EffectView
}).annotations({ identifier: "ConfigValueOrigin" })

/** `GET /api/config`. */
export const ConfigDocument = Schema.Struct({
  revision: Revision,
  file: Schema.String,
  config: Anything.annotations({
    description:
      'sections by name, each with all its keys as they would stand in TOML; secrets are [redacted], which means "as it is" when it is sent back'
  }),
  origins: Schema.Record({ key: Schema.String, value: ValueOrigin }).annotations({
    description: "by dotted key, e.g. Settings.LoopSleepTimer; lists of tables as one"
  }),
  unknown: Anything.annotations({ description: "keys and sections that nobody knows, by dotted key; they are kept" }),
  warnings: Schema.Array(ProblemView),
  problems: Schema.Array(ProblemView).annotations({
    description: "why the file on disk cannot be used at the moment; the config shown is the last good one then"
  })
}).annotations({ identifier: "ConfigDocument" })
export type ConfigDocument = typeof ConfigDocument.Type

/** `GET /api/config/raw`. */
export const RawConfig = Schema.Struct({
  revision: Revision,
  toml: Schema.String.annotations({ description: "the file, secrets [redacted]" })
}).annotations({ identifier: "RawConfig" })

/** Body of validate, plan and save: `changes` (and `rename`), or `toml`. */
export const EditRequest = Schema.Struct({
  revision: Schema.optional(
    Schema.String.annotations({
      description: "of the document that was edited; without it, whatever is there is changed"
    })
  ),
  changes: Schema.optional(
    Anything.annotations({
      description:
        'values by dotted key (Radarr-4K.URI, qBit.Trackers[0].Name, "Radarr-4K.HDR".URI); null takes a key, a row or a section out'
    })
  ),
  rename: Schema.optional(
    Schema.Record({ key: Schema.String, value: Schema.String }).annotations({
      description: "old names of sections to new ones; done before the changes, which go by the new names"
    })
  ),
  toml: Schema.optional(Schema.String.annotations({ description: "the whole file instead" }))
}).annotations({ identifier: "ConfigEdit" })
export type EditRequest = typeof EditRequest.Type

/** One key that differs, or a section that came or went. */
export const ChangeView = Schema.Struct({
  key: Schema.String,
  section: Schema.String,
  kind: Schema.Literal("changed", "added", "removed"),
  effect: EffectView
}).annotations({ identifier: "ConfigChange" })

/** `POST /api/config/validate`. */
export const Validation = Schema.Struct({
  valid: Schema.Boolean,
  validationErrors: Schema.Array(ProblemView),
  warnings: Schema.Array(ProblemView),
  changed: Schema.Array(ChangeView)
}).annotations({ identifier: "ConfigValidation" })

const names = Schema.Array(Schema.String)

/** Workers that a change concerns. */
export const WorkersPlan = Schema.Struct({ start: names, stop: names, restart: names }).annotations({
  identifier: "ConfigWorkersPlan"
})

const SideView = Schema.Struct({
  section: told(Schema.String),
  rule: Schema.String,
  reason: Schema.String,
  actions: Schema.String.annotations({ description: "in words; empty: nothing is done" })
})

/** A torrent that would be treated otherwise. */
export const TorrentChangeView = Schema.Struct({
  instance: Schema.String,
  hash: Schema.String,
  name: Schema.String,
  kinds: names,
  before: SideView,
  after: SideView
}).annotations({ identifier: "ConfigTorrentChange" })

const counts = Schema.Record({ key: Schema.String, value: Schema.Int })

/** What a change would mean for the torrents as they are now. */
export const TorrentPlanView = Schema.Struct({
  total: Schema.Int.annotations({ description: "torrents that were looked at" }),
  changed: Schema.Int,
  more: counts.annotations({ description: "torrents by what would be done to them and now is not, e.g. Remove" }),
  less: counts.annotations({ description: "torrents by what is done to them and would not be" }),
  undetermined: Schema.Int.annotations({
    description: "torrents of which a rule would have to ask something that is not known without asking"
  }),
  torrents: Schema.Array(TorrentChangeView).annotations({ description: "the first of them, removals first" })
}).annotations({ identifier: "ConfigTorrentPlan" })

/** `POST /api/config/plan`. */
export const PlanView = Schema.Struct({
  revision: Revision,
  changed: Schema.Array(ChangeView),
  warnings: Schema.Array(ProblemView),
  workers: WorkersPlan,
  web: Schema.Boolean.annotations({ description: "the web server binds again" }),
  live: names.annotations({ description: "keys that act at once" }),
  nextStart: names.annotations({ description: "keys that act at the next start of the daemon" }),
  torrents: TorrentPlanView
}).annotations({ identifier: "ConfigPlan" })

export type PlanView = typeof PlanView.Type

/** Words of the program our users come from. */
export const ReloadType = Schema.Literal("full", "multi_arr", "single_arr", "webui", "qbit_hot", "live", "none")
export type ReloadType = typeof ReloadType.Type

/** `POST /api/config/save`, `POST /api/config/restore`. */
export const SaveResult = Schema.Struct({
  status: Schema.Literal("ok"),
  revision: Revision,
  configReloaded: Schema.Boolean,
  reloadType: ReloadType,
  affectedInstances: names.annotations({ description: "Arr sections whose workers restart, start or stop" }),
  changed: Schema.Array(ChangeView),
  workers: WorkersPlan,
  nextStart: names,
  warnings: Schema.Array(ProblemView)
}).annotations({ identifier: "ConfigSaved" })
export type SaveResult = typeof SaveResult.Type

/** An earlier version of the file. */
export const BackupView = Schema.Struct({
  id: Schema.String,
  at: IsoTime.annotations({ description: "when it was replaced" }),
  revision: Schema.String,
  size: Schema.Int.annotations({ description: "bytes" })
}).annotations({ identifier: "ConfigBackup" })

export const BackupList = Schema.Struct({
  backups: Schema.Array(BackupView).annotations({ description: "newest first, 10 at most" })
}).annotations({ identifier: "ConfigBackups" })

export const BackupText = Schema.Struct({
  id: Schema.String,
  at: IsoTime,
  toml: Schema.String.annotations({ description: "secrets [redacted]" })
}).annotations({ identifier: "ConfigBackupText" })

export const RestoreRequest = Schema.Struct({
  id: Schema.String,
  revision: Schema.optional(Schema.String)
}).annotations({
  identifier: "ConfigRestore"
})

/** Body of `POST /api/config/test`. */
export const TestRequest = Schema.Struct({
  section: Schema.String.annotations({ description: "qBit…, Radarr…, Sonarr…, Lidarr… or Readarr…, saved or not" }),
  service: Schema.optional(
    Schema.Literal("overseerr", "ombi").annotations({ description: "the request service of the section instead" })
  ),
  values: Schema.optional(
    Anything.annotations({
      description:
        "unsaved values by key below the section; what is missing or [redacted] is as stored, and a stored secret only goes to the stored address"
    })
  )
}).annotations({ identifier: "ConnectionTest" })
export type TestRequest = typeof TestRequest.Type

export const TestResult = Schema.Struct({
  success: Schema.Boolean,
  message: Schema.String,
  app: told(Schema.String),
  version: told(Schema.String),
  qualityProfiles: Schema.Array(Schema.Struct({ id: Schema.Int, name: Schema.String }))
}).annotations({ identifier: "ConnectionTestResult" })
export type TestResult = typeof TestResult.Type

/** A problem as the API shows it. */
export const problemView = (
  { column, line, ...rest }: ConfigProblem,
  clean: (text: string) => string
): ProblemView => ({
  ...rest,
  found: clean(rest.found),
  message: clean(rest.message),
  line: line ?? null,
  column: column ?? null
})
