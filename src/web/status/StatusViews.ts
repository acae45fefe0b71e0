import * as Schema from "effect/Schema"
import { ProcessView } from "../ProcessView.ts"

const Qbit = Schema.Struct({
  alive: Schema.Boolean,
  host: Schema.String,
  port: Schema.Int,
  version: Schema.NullOr(Schema.String)
})

/** `GET /api/status` (surface.md §3.3). What does not answer is there with `alive: false`. */
export const StatusView = Schema.Struct({
  qbit: Schema.NullOr(Qbit).annotations({ description: "the section qBit" }),
  qbitInstances: Schema.Record({ key: Schema.String, value: Qbit }),
  arrs: Schema.Array(
    Schema.Struct({ category: Schema.String, name: Schema.String, type: Schema.String, alive: Schema.Boolean })
  ),
  ready: Schema.Boolean,
  webui: Schema.Struct({ LiveArr: Schema.Boolean, Theme: Schema.String, ViewDensity: Schema.String })
}).annotations({ identifier: "Status" })

/** `GET /api/torrents/distribution`. */
export const Distribution = Schema.Struct({
  distribution: Schema.Record({ key: Schema.String, value: Schema.Record({ key: Schema.String, value: Schema.Int }) })
}).annotations({ identifier: "Distribution" })

/** `GET /web/qbit/categories`. For what an Arr looks after, `instance` is its section. */
export const CategoryList = Schema.Struct({
  categories: Schema.Array(
    Schema.Struct({
      category: Schema.String,
      instance: Schema.String,
      managedBy: Schema.Literal("qbit", "arr"),
      torrentCount: Schema.Int,
      seedingCount: Schema.Int,
      totalSize: Schema.Number,
      avgRatio: Schema.Number,
      avgSeedingTime: Schema.Number.annotations({ description: "seconds" }),
      seedingConfig: Schema.Struct({
        maxRatio: Schema.Number,
        maxTime: Schema.Number.annotations({ description: "seconds" }),
        removeMode: Schema.Number,
        downloadLimit: Schema.Number,
        uploadLimit: Schema.Number
      })
    })
  ),
  ready: Schema.Boolean
}).annotations({ identifier: "Categories" })

/** `GET /web/processes`: a process with what qBitrr told of it. */
export const OldProcessList = Schema.Struct({
  processes: Schema.Array(
    Schema.Struct({
      ...ProcessView.fields,
      kind: Schema.Literal("search", "torrent", "category", "background"),
      alive: Schema.Boolean,
      rebuilding: Schema.Boolean
    })
  )
}).annotations({ identifier: "OldProcesses" })

/** `GET /api/meta`, without asking anybody: which version runs, and how one gets in. */
export const Meta = Schema.Struct({
  current_version: Schema.String,
  latest_version: Schema.Null,
  update_available: Schema.Boolean,
  installation_type: Schema.String,
  auto_update_supported: Schema.Boolean,
  auth_required: Schema.Boolean,
  local_auth_enabled: Schema.Boolean,
  oidc_enabled: Schema.Boolean,
  setup_required: Schema.Boolean,
  url_base: Schema.String
}).annotations({ identifier: "Meta" })
