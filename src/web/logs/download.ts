import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Clean } from "../TorrentView.ts"
import { type LogFileInfo, openLog, type UnknownLogFile } from "./LogFiles.ts"
import { pieceSize } from "./scan.ts"

const lineFeed = 0x0a

/** A line that is longer is cleaned in parts. Bytes. */
const longestLine = 1024 * 1024

/** A file that is sent as it was when it was opened, without secrets: older files may hold some. */
export interface Download {
  readonly file: LogFileInfo
  readonly bytes: Stream.Stream<Uint8Array>
}

/** How far it was read, and the beginning of a line that was not sent yet. */
interface Reached {
  readonly at: number
  readonly rest: Buffer
}

const beginning: Reached = { at: 0, rest: Buffer.alloc(0) }

const cleaned = (bytes: Buffer, clean: Clean): Uint8Array =>
  Buffer.from(bytes.toString("utf8").split("\n").map(clean).join("\n"))

/** Opens the file now, so that an unknown name is told before anything is sent; it is read as the client takes it. */
export const download = (folder: string, name: string, clean: Clean): Effect.Effect<Download, UnknownLogFile> =>
  Effect.map(Effect.scoped(openLog(folder, name)), (file) => ({
    file,
    bytes: Stream.unwrapScoped(
      Effect.map(openLog(folder, name), ({ read, size }) =>
        Stream.unfoldEffect(beginning, ({ at, rest }) =>
          Effect.gen(function* () {
            if (at >= size && rest.length === 0) return Option.none()
            const piece = Buffer.concat([rest, yield* read(at, Math.min(size, at + pieceSize))])
            const isLast = at + pieceSize >= size
            const end = piece.lastIndexOf(lineFeed) + 1
            const whole = isLast || piece.length > longestLine ? piece.length : end
            const next = { at: isLast ? size : at + pieceSize, rest: piece.subarray(whole) }
            return Option.some([cleaned(piece.subarray(0, whole), clean), next] as const)
          })
        )
      )
    ).pipe(Stream.catchAll(() => Stream.empty))
  }))
