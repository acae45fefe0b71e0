import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Schema from "effect/Schema"
import { wire } from "./ApiError.ts"
import { Authorization } from "./Authorization.ts"
import { Requires } from "./access/Scope.ts"
import { configWire } from "./config/ConfigErrors.ts"
import {
  BackupList,
  BackupText,
  ConfigDocument,
  EditRequest,
  PlanView,
  RawConfig,
  RestoreRequest,
  SaveResult,
  TestRequest,
  TestResult,
  Validation
} from "./config/ConfigViews.ts"
import { LegacyChanges, LegacySaved, LegacyTestRequest, LegacyTestResult } from "./config/LegacyViews.ts"
import { SchemaView } from "./config/schemaView.ts"
import { SameOrigin } from "./SameOrigin.ts"

const id = Schema.Struct({ id: Schema.String.annotations({ description: "of GET /api/config/backups" }) })

/** The config: read, checked, planned, saved, brought back, and its connections tested. */
export const config = HttpApiGroup.make("config")
  .add(
    HttpApiEndpoint.get("config", "/api/config")
      .addSuccess(ConfigDocument)
      .addError(configWire.unwritable)
      .annotate(OpenApi.Summary, "All values with where they come from, secrets redacted")
  )
  .add(
    HttpApiEndpoint.get("rawConfig", "/api/config/raw")
      .addSuccess(RawConfig)
      .addError(configWire.unwritable)
      .annotate(OpenApi.Summary, "The file as it is, secrets redacted")
  )
  .add(
    HttpApiEndpoint.get("configSchema", "/api/config/schema")
      .addSuccess(SchemaView)
      .annotate(OpenApi.Summary, "Every key with type, unit, default, effect and meaning")
  )
  .add(
    HttpApiEndpoint.post("validateConfig", "/api/config/validate")
      .setPayload(EditRequest)
      .addSuccess(Validation)
      .addError(wire.badRequest)
      .addError(configWire.protected)
      .addError(configWire.stale)
      .addError(configWire.tooLarge)
      .addError(configWire.unwritable)
      .annotate(OpenApi.Summary, "What is wrong with an edit, and what it changes")
  )
  .add(
    HttpApiEndpoint.post("planConfig", "/api/config/plan")
      .setPayload(EditRequest)
      .addSuccess(PlanView)
      .addError(configWire.invalid)
      .addError(configWire.protected)
      .addError(configWire.stale)
      .addError(configWire.tooLarge)
      .addError(configWire.unwritable)
      .annotate(OpenApi.Summary, "What an edit would mean for workers and torrents; nothing is changed or asked")
  )
  .add(
    HttpApiEndpoint.post("saveConfig", "/api/config/save")
      .setPayload(EditRequest)
      .addSuccess(SaveResult)
      .addError(configWire.invalid)
      .addError(configWire.protected)
      .addError(configWire.stale)
      .addError(configWire.tooLarge)
      .addError(configWire.unwritable)
      .annotate(OpenApi.Summary, "Save an edit and put it into force; the version before is kept")
  )
  .add(
    HttpApiEndpoint.get("configBackups", "/api/config/backups")
      .addSuccess(BackupList)
      .annotate(OpenApi.Summary, "Earlier versions of the file")
  )
  .add(
    HttpApiEndpoint.get("configBackup", "/api/config/backups/:id")
      .setPath(id)
      .addSuccess(BackupText)
      .addError(configWire.unknownVersion)
      .annotate(OpenApi.Summary, "One earlier version, secrets redacted")
  )
  .add(
    HttpApiEndpoint.post("restoreConfig", "/api/config/restore")
      .setPayload(RestoreRequest)
      .addSuccess(SaveResult)
      .addError(configWire.invalid)
      .addError(configWire.protected)
      .addError(configWire.stale)
      .addError(configWire.tooLarge)
      .addError(configWire.unknownVersion)
      .addError(configWire.unwritable)
      .annotate(OpenApi.Summary, "Bring back an earlier version")
  )
  .add(
    HttpApiEndpoint.post("testConnection", "/api/config/test")
      .setPayload(TestRequest)
      .addSuccess(TestResult)
      .addError(wire.badRequest)
      .addError(configWire.tooLarge)
      .annotate(OpenApi.Summary, "Try the connection of a section, with values that need not be saved yet")
  )
  .add(
    HttpApiEndpoint.get("oldConfig", "/web/config")
      .addSuccess(Schema.Record({ key: Schema.String, value: Schema.Unknown }))
      .addError(configWire.unwritable)
      .annotate(OpenApi.Summary, "The sections alone, as qBitrr answers")
  )
  .add(
    HttpApiEndpoint.get("oldConfigSchema", "/web/config/schema")
      .addSuccess(SchemaView)
      .annotate(OpenApi.Summary, "As /api/config/schema")
  )
  .add(
    HttpApiEndpoint.post("changeConfig", "/api/config")
      .setPayload(LegacyChanges)
      .addSuccess(LegacySaved)
      .addError(configWire.invalid)
      .addError(configWire.protected)
      .addError(configWire.tooLarge)
      .addError(configWire.unwritable)
      .annotate(OpenApi.Summary, "Save single keys, whatever else was saved meanwhile")
  )
  .add(
    HttpApiEndpoint.post("oldChangeConfig", "/web/config")
      .setPayload(LegacyChanges)
      .addSuccess(LegacySaved)
      .addError(configWire.invalid)
      .addError(configWire.protected)
      .addError(configWire.tooLarge)
      .addError(configWire.unwritable)
      .annotate(OpenApi.Summary, "As POST /api/config")
  )
  .add(
    HttpApiEndpoint.post("testArr", "/api/arr/test-connection")
      .setPayload(LegacyTestRequest)
      .addSuccess(LegacyTestResult)
      .addError(wire.badRequest)
      .addError(configWire.tooLarge)
      .annotate(OpenApi.Summary, "As /api/config/test, for one Arr")
  )
  .add(
    HttpApiEndpoint.post("oldTestArr", "/web/arr/test-connection")
      .setPayload(LegacyTestRequest)
      .addSuccess(LegacyTestResult)
      .addError(wire.badRequest)
      .addError(configWire.tooLarge)
      .annotate(OpenApi.Summary, "As /api/config/test, for one Arr")
  )
  .annotate(Requires, "config")
  .middleware(SameOrigin)
  .middleware(Authorization)
