import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { createStream, type RotatingFileStream } from "rotating-file-stream"

/** One log file and its older parts, `Main.log`, `Main.log.1` (the newest old one), `Main.log.2` … */
export interface LogFile {
  /** `now` in epoch milliseconds. Never throws and never waits. */
  readonly write: (line: string, now: number) => void
  /** Returns when everything written is in the file, or after five seconds. */
  readonly end: Effect.Effect<void>
}

export interface LogFileOptions {
  readonly folder: string
  readonly name: string
  /** Size at which a file becomes an old one, bytes. */
  readonly maxBytes: number
  /** Old files that are kept. */
  readonly maxFiles: number
  /** Told once each time the file cannot be written. */
  readonly onFailure: (message: string) => void
}

/** A file that failed is tried again after this time, milliseconds. */
const retryAfter = 60_000

/** Text that may wait for a slow disk, bytes; beyond it lines are dropped and counted. */
const waitingLimit = 16 * 1024 * 1024

const patience = Duration.seconds(5)

/**
 * Opens the file with its first line. A file that cannot be written costs its lines, never the daemon: it is
 * reported once, tried again every minute, and says how many lines are missing once it is back.
 */
export const make = (options: LogFileOptions): LogFile => {
  let stream: RotatingFileStream | undefined
  let lastWrite = 0
  /** Set while the file is given up until then. */
  let retryAt: number | undefined
  let reported = false
  let missing = 0
  let ended = false

  const open = (): RotatingFileStream => {
    const opened = createStream(options.name, {
      path: options.folder,
      size: `${options.maxBytes}B`,
      rotate: options.maxFiles
    })
    opened.on("error", (error) => {
      if (stream !== opened) return
      stream = undefined
      retryAt = lastWrite + retryAfter
      if (!reported) options.onFailure(`${options.folder}/${options.name} cannot be written: ${error.message}`)
      reported = true
    })
    return opened
  }

  const onWritten = (error: Error | null | undefined): void => {
    if (error === null || error === undefined) reported = false
    else missing += 1
  }

  return {
    write: (line, now) => {
      if (ended) return
      lastWrite = now
      if (stream === undefined && (retryAt === undefined || now >= retryAt)) stream = open()
      if (stream === undefined || stream.writableLength > waitingLimit) {
        missing += 1
        return
      }
      if (missing > 0) {
        stream.write(`(${missing} lines are missing here: the file could not be written)\n`)
        missing = 0
      }
      stream.write(line, onWritten)
    },
    end: Effect.async<void>((resume) => {
      ended = true
      const last = stream
      if (last === undefined || last.closed) return resume(Effect.void)
      last.once("close", () => resume(Effect.void))
      last.end()
    }).pipe(Effect.interruptible, Effect.timeoutOption(patience), Effect.asVoid)
  }
}
