import * as Data from "effect/Data"
import type { Config } from "../Config.ts"
import type { ConfigDiff } from "../ConfigDiff.ts"
import type { LoadedConfig } from "../ConfigFile.ts"
import type { ConfigProblem } from "../ConfigProblem.ts"

/** What somebody wants of the file: other values of single keys, or another text. */
export type ConfigEdit =
  | {
      readonly _tag: "Changes"
      /** Old names of sections to new ones; done first, so that `changes` goes by the new names. */
      readonly rename: Readonly<Record<string, string>>
      /** By dotted key, as they would stand in TOML; null takes a key, a row or a section out. */
      readonly changes: Readonly<Record<string, unknown>>
    }
  | { readonly _tag: "Text"; readonly toml: string }
  /** An earlier version. */
  | { readonly _tag: "Backup"; readonly id: string }

/** The file as it is on disk. */
export interface ConfigOnDisk {
  /** Hash of its content. */
  readonly revision: string
  readonly text: string
  /** False: parts of it are not UTF-8 and would be lost if it were written. */
  readonly isUtf8: boolean
}

/** An edit that could be saved. */
export interface Proposal {
  /** Of the file it was made for. */
  readonly revision: string
  readonly text: string
  /** The config in force. */
  readonly before: Config
  readonly after: LoadedConfig
  readonly diff: ConfigDiff
}

/** Somebody else has saved or edited the file meanwhile. */
export class StaleRevision extends Data.TaggedError("StaleRevision")<{ readonly revision: string }> {}

/** Not a config that could be used, or not a change that the file can take; everything that is wrong at once. */
export class EditRefused extends Data.TaggedError("EditRefused")<{
  readonly problems: ReadonlyArray<ConfigProblem>
}> {}

/** Only an administrator may change these keys. */
export class AdminNeeded extends Data.TaggedError("AdminNeeded")<{ readonly keys: ReadonlyArray<string> }> {}

/** The file cannot be read or written; the message says what to do. */
export class ConfigFileFailure extends Data.TaggedError("ConfigFileFailure")<{ readonly message: string }> {}

/** No version of that name is kept. */
export class UnknownBackup extends Data.TaggedError("UnknownBackup")<{ readonly id: string }> {}

/** A problem of an edit, beside those of the config itself. */
export const editProblem = (
  file: string,
  key: string,
  found: string,
  allowed: string,
  message: string
): ConfigProblem => ({
  file,
  line: undefined,
  column: undefined,
  key,
  found,
  allowed,
  message,
  severity: "error"
})
