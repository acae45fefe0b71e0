import type {
  BackupList,
  BackupText,
  ConfigDocument,
  PlanView,
  ProblemView,
  RawConfig,
  SaveResult,
  TestResult
} from "../../web/config/ConfigViews.ts"
import type { SchemaView } from "../../web/config/schemaView.ts"
import { request } from "./http.ts"
import { Problem } from "./Problem.ts"
import { Resource } from "./Resource.ts"

export const configDocument = new Resource<ConfigDocument>("/api/config", ["config"])
export const configSchema = new Resource<typeof SchemaView.Type>("/api/config/schema", [])
export const rawConfig = new Resource<typeof RawConfig.Type>("/api/config/raw", ["config"])
export const backups = new Resource<typeof BackupList.Type>("/api/config/backups", ["config"])

/** What secrets look like: sent back, it means "as it is". */
export const redacted = "[redacted]"

/** An edit of the config: single keys, or the whole text; of which version, so that nobody's work is overwritten. */
export type Edit = { readonly revision: string } & (
  | { readonly changes: Readonly<Record<string, unknown>> }
  | { readonly toml: string }
)

/** Why an edit cannot be made. */
export type Refusal =
  /** What is wrong with it, key by key. */
  | { readonly _tag: "Invalid"; readonly text: string; readonly problems: ReadonlyArray<ProblemView> }
  /** Somebody else has saved meanwhile. */
  | { readonly _tag: "Stale"; readonly text: string; readonly current: ConfigDocument }
  | { readonly _tag: "Other"; readonly text: string }

interface WithProblems {
  readonly validationErrors: ReadonlyArray<ProblemView>
}
const hasProblems = (body: unknown): body is WithProblems =>
  typeof body === "object" && body !== null && "validationErrors" in body && Array.isArray(body.validationErrors)

interface WithCurrent {
  readonly current: ConfigDocument
}
const hasCurrent = (body: unknown): body is WithCurrent =>
  typeof body === "object" && body !== null && "current" in body && typeof body.current === "object"

/** What a failure of an edit means. */
export const refusalOf = (error: unknown): Refusal => {
  const text = error instanceof Error ? error.message : String(error)
  if (!(error instanceof Problem)) return { _tag: "Other", text }
  if (hasProblems(error.body)) return { _tag: "Invalid", text, problems: error.body.validationErrors }
  if (error.status === 409 && hasCurrent(error.body)) return { _tag: "Stale", text, current: error.body.current }
  return { _tag: "Other", text }
}

const changed = (): void => {
  for (const one of [configDocument, rawConfig, backups]) one.refresh()
}

/** What an edit would mean; nothing is changed. */
export const planEdit = (edit: Edit): Promise<PlanView> => request("POST", "/api/config/plan", { body: edit })

export const saveEdit = async (edit: Edit): Promise<SaveResult> => {
  const saved = await request<SaveResult>("POST", "/api/config/save", { body: edit })
  changed()
  return saved
}

export const readBackup = (id: string): Promise<typeof BackupText.Type> =>
  request("GET", `/api/config/backups/${encodeURIComponent(id)}`)

export const restore = async (id: string, revision: string): Promise<SaveResult> => {
  const saved = await request<SaveResult>("POST", "/api/config/restore", { body: { id, revision } })
  changed()
  return saved
}

/** Tries the connection of a section, with values that need not be saved. */
export const testConnection = (
  section: string,
  values: Readonly<Record<string, unknown>>,
  service?: "overseerr" | "ombi"
): Promise<TestResult> =>
  request("POST", "/api/config/test", { body: { section, values, ...(service === undefined ? {} : { service }) } })
