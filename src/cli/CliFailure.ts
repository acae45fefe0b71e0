import * as Schema from "effect/Schema"

/** Exit codes of the command line, part of its contract (docs/cli.md). 77 and 78 are those of sysexits.h. */
export const exitCodes = {
  ok: 0,
  /** The command was refused, or `status` found a failed manager, or the daemon ended with an error. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** No daemon answers. */
  noDaemon: 3,
  /** The daemon refuses the token. */
  noPermission: 77,
  /** The config cannot be used. */
  config: 78
} as const

/** A command ends with this exit code; `message` goes to stderr unless it is empty. */
export class CliFailure extends Schema.TaggedError<CliFailure>("qbitrr/CliFailure")("CliFailure", {
  message: Schema.String,
  code: Schema.Int
}) {}

/** The ordinary failure: one message, exit code 1. */
export const failed = (message: string): CliFailure => new CliFailure({ message, code: exitCodes.failed })
