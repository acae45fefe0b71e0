import * as Cause from "effect/Cause"
import * as Chunk from "effect/Chunk"
import * as Exit from "effect/Exit"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import { Misconfigured } from "./Worker.ts"
import type { ExitKind } from "./WorkerStatus.ts"

/** How one life ended, before the supervisor decides what follows. */
export interface LifeEnd {
  readonly kind: ExitKind
  readonly message: string
  /** Only for `misconfigured`: whether the slow retry may happen by itself. */
  readonly retry: boolean
  /** A defect's cause, for the stack in the log. */
  readonly cause: Cause.Cause<unknown> | undefined
}

const longestMessage = 500

/** One line, not too long: it stands in logs, in the API and in a table. */
const oneLine = (text: string): string => {
  const line = text.trim().split("\n", 1)[0] ?? ""
  return line.length > longestMessage ? `${line.slice(0, longestMessage)}…` : line
}

const describe = (error: unknown): string => {
  if (typeof error === "string") return oneLine(error) || "unknown error"
  if (!Predicate.hasProperty(error, "message") || typeof error.message !== "string") {
    return oneLine(Inspectable.toStringUnknown(error, 0)) || "unknown error"
  }
  const message = oneLine(error.message)
  const name = error instanceof Error ? error.name : Predicate.hasProperty(error, "_tag") ? String(error._tag) : "Error"
  if (message === "") return name
  return name === "Error" ? message : `${name}: ${message}`
}

/** What one reads of a cause: the first failure, else the first defect. */
const reasonOf = (cause: Cause.Cause<unknown>): string => {
  const errors = Chunk.appendAll(Cause.failures(cause), Cause.defects(cause))
  return Option.match(Chunk.head(errors), {
    onNone: () => "was interrupted from within, nobody asked it to stop",
    onSome: describe
  })
}

/** Why a life ended by itself, that is: without the supervisor having asked. */
export const endedByItself = (exit: Exit.Exit<unknown, unknown>): LifeEnd => {
  if (Exit.isSuccess(exit)) {
    return { kind: "crashed", message: "ended without being asked to", retry: false, cause: undefined }
  }
  const failures = Cause.failures(exit.cause)
  const misconfigured = Chunk.findFirst(failures, (error) => error instanceof Misconfigured)
  if (Option.isSome(misconfigured)) {
    const { reason, retry } = misconfigured.value
    return { kind: "misconfigured", message: oneLine(reason), retry, cause: undefined }
  }
  const defect = Chunk.isNonEmpty(Cause.defects(exit.cause))
  return { kind: "crashed", message: reasonOf(exit.cause), retry: false, cause: defect ? exit.cause : undefined }
}

/** The supervisor ended it. */
export const endedByOrder = (kind: ExitKind, message: string): LifeEnd => ({
  kind,
  message,
  retry: false,
  cause: undefined
})
