import * as Context from "effect/Context"
import type * as LogLevel from "effect/LogLevel"
import type * as MutableRef from "effect/MutableRef"
import type * as Option from "effect/Option"
import type { LogTail } from "./LogTail.ts"

/** The log of this process, for those who show it. */
export interface LogsService {
  /** Folder of the log files; none when no files are written. */
  readonly folder: Option.Option<string>
  /** What is logged at the moment; may be set. */
  readonly level: MutableRef.MutableRef<LogLevel.LogLevel>
  readonly tail: LogTail
}

export class Logs extends Context.Tag("qbitrr/observability/Logs")<Logs, LogsService>() {}
