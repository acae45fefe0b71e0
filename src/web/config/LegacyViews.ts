import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Config } from "../../config/Config.ts"
import { arrKindOf } from "../../config/Config.ts"
import { redacted } from "../../config/edit/secretValues.ts"
import { ReloadType, type SaveResult, type TestRequest, type TestResult } from "./ConfigViews.ts"

/** Body of `POST /api/config` and `/web/config`. */
export const LegacyChanges = Schema.Struct({
  changes: Schema.Record({ key: Schema.String, value: Schema.Unknown }),
  revision: Schema.optional(Schema.String)
}).annotations({ identifier: "ConfigChanges" })

/** What a save answers to those who know qBitrr's words only. */
export const LegacySaved = Schema.Struct({
  status: Schema.Literal("ok"),
  configReloaded: Schema.Boolean,
  reloadType: ReloadType,
  affectedInstances: Schema.Array(Schema.String)
}).annotations({ identifier: "ConfigChangesSaved" })

export const legacySaved = ({ affectedInstances, configReloaded, reloadType, status }: SaveResult) => ({
  status,
  configReloaded,
  reloadType,
  affectedInstances
})

/** Body of `POST /api/arr/test-connection`: a section, or an address with its key. */
export const LegacyTestRequest = Schema.Struct({
  arrType: Schema.optional(Schema.String.annotations({ description: "radarr, sonarr, lidarr or readarr" })),
  instanceKey: Schema.optional(Schema.String.annotations({ description: "section" })),
  uri: Schema.optional(Schema.String),
  apiKey: Schema.optional(Schema.String),
  skipTlsVerify: Schema.optional(Schema.Boolean)
}).annotations({ identifier: "ArrConnectionTest" })

export const LegacyTestResult = Schema.Struct({
  success: Schema.Boolean,
  message: Schema.String,
  systemInfo: Schema.NullOr(Schema.Struct({ version: Schema.String, branch: Schema.NullOr(Schema.String) })),
  qualityProfiles: Schema.Array(Schema.Struct({ id: Schema.Int, name: Schema.String }))
}).annotations({ identifier: "ArrConnectionTestResult" })

export const legacyTestResult = ({ message, qualityProfiles, success, version }: TestResult) => ({
  success,
  message,
  systemInfo: success ? { version: version ?? "unknown", branch: null } : null,
  qualityProfiles
})

/** A section of that kind that the config does not have, so that nothing stored is used. */
const freeName = (kind: string, config: Config): string => {
  let name = `${kind}-unsaved`
  while (config.Arr[name] !== undefined) name += "-"
  return name
}

/** The same test in today's words; fails with a sentence when it says neither kind nor section. */
export const testRequestOf = (
  { apiKey, arrType, instanceKey, skipTlsVerify, uri }: typeof LegacyTestRequest.Type,
  config: Config
): Effect.Effect<TestRequest, string> => {
  const values = {
    ...(uri === undefined ? {} : { URI: uri }),
    ...(apiKey === undefined ? {} : { APIKey: apiKey }),
    ...(skipTlsVerify === undefined ? {} : { SkipTLSVerify: skipTlsVerify })
  }
  if (instanceKey !== undefined && config.Arr[instanceKey] !== undefined) {
    return Effect.succeed({ section: instanceKey, values })
  }
  const kind = arrKindOf(arrType ?? instanceKey ?? "")
  if (kind === undefined) return Effect.fail("Say which arrType it is: radarr, sonarr, lidarr or readarr.")
  if (apiKey === undefined || apiKey === redacted) {
    return Effect.fail("Send apiKey, or instanceKey of a section that has one.")
  }
  return Effect.succeed({ section: freeName(kind, config), values })
}
