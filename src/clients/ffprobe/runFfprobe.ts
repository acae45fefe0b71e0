import * as Command from "@effect/platform/Command"
import type * as CommandExecutor from "@effect/platform/CommandExecutor"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"

/** What ffprobe says of one file. `Unknown` is everything that is not its own refusal. */
export type ProbeResult =
  | { readonly _tag: "Playable" }
  | { readonly _tag: "Unplayable"; readonly reason: string }
  | { readonly _tag: "Unknown"; readonly reason: string }

/** What ffprobe answered. */
export interface Answer {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

const Report = Schema.parseJson(
  Schema.Struct({
    streams: Schema.optional(Schema.Array(Schema.Struct({ codec_type: Schema.optional(Schema.String) })))
  })
)
const readReport = Schema.decodeUnknownEither(Report)

/** ffprobe's words for a file whose content is wrong; anything else (rights, disk, time) may be our fault. */
const refusal = /invalid data found|moov atom not found|end of file|ebml header parsing failed|no streams/i

/** Words that say that the file could not be read at all, whatever follows from it. */
const trouble = /input\/output error|permission denied|no such file|stale file handle|cannot allocate/i

/** The last line without the path and addresses that ffprobe puts in front. */
const wordsOf = (stderr: string): string => {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "")
  const line = lines.find((text) => refusal.test(text)) ?? lines[lines.length - 1] ?? "no words"
  return line
    .replace(/^\[[^\]]*\]\s*/, "")
    .replace(/^.*: (?=[^:]*$)/, "")
    .slice(0, 200)
}

/** Reads ffprobe's answer: refused only when it says so, or when it finds no stream at all. */
export const judge = ({ exitCode, stderr, stdout }: Answer): ProbeResult => {
  const report = readReport(stdout)
  const streams = Either.isRight(report) ? (report.right.streams ?? []) : undefined
  if (exitCode === 0) {
    if (streams === undefined) return { _tag: "Unknown", reason: "ffprobe's answer cannot be read" }
    return streams.length > 0 ? { _tag: "Playable" } : { _tag: "Unplayable", reason: "it holds no stream" }
  }
  if (refusal.test(stderr) && !trouble.test(stderr) && (streams?.length ?? 0) === 0) {
    return { _tag: "Unplayable", reason: wordsOf(stderr) }
  }
  return { _tag: "Unknown", reason: `ffprobe ended with code ${exitCode}: ${wordsOf(stderr)}` }
}

/** More than any answer of ours needs; the rest is thrown away. */
const longest = 65_536

const textOf = <E>(stream: Stream.Stream<Uint8Array, E>): Effect.Effect<string, E> =>
  stream.pipe(
    Stream.decodeText(),
    Stream.runFold("", (text, more) => (text.length >= longest ? text : (text + more).slice(0, longest)))
  )

/**
 * One run of ffprobe on a local file. Only files are opened, so a playlist in disguise leads nowhere else.
 * Never fails: what did not work is `Unknown`.
 */
export const runFfprobe = (
  program: string,
  path: string,
  timeout: Duration.DurationInput
): Effect.Effect<ProbeResult, never, CommandExecutor.CommandExecutor> => {
  const command = Command.make(
    program,
    ...["-v", "error", "-protocol_whitelist", "file"],
    ...["-show_entries", "format=duration:stream=codec_type", "-of", "json", `file:${path}`]
  )
  const run = Effect.scoped(
    Effect.gen(function* () {
      const child = yield* Command.start(command)
      const [exitCode, stdout, stderr] = yield* Effect.all(
        [child.exitCode, textOf(child.stdout), textOf(child.stderr)],
        { concurrency: 3 }
      )
      return judge({ exitCode, stdout, stderr })
    })
  )
  return run.pipe(
    // A process that hangs on a dead disk is killed in the background; nobody waits for its end.
    Effect.disconnect,
    Effect.timeoutTo({
      duration: timeout,
      onSuccess: (result): ProbeResult => result,
      onTimeout: (): ProbeResult => ({ _tag: "Unknown", reason: "ffprobe gave no answer in time" })
    }),
    Effect.catchAll((error) =>
      Effect.succeed<ProbeResult>({ _tag: "Unknown", reason: `ffprobe cannot be run: ${error.message}` })
    )
  )
}
