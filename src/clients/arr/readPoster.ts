import { request as plain } from "node:http"
import { request as secure } from "node:https"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { ArrOptions } from "./ArrClient.ts"
import { adapters } from "./adapters.ts"
import { keyHeader, sendable } from "./request.ts"

/** No picture came. `isLasting`: the Arr says that it has none, so that it need not be asked again soon. */
export class NoPoster extends Data.TaggedError("NoPoster")<{ readonly isLasting: boolean; readonly detail: string }> {}

/** No poster of an Arr is near it. Bytes. */
const largest = 5 * 1024 * 1024

const longest = Duration.seconds(10)

const folders = { radarr: "", sonarr: "", lidarr: "/artist", readarr: "/author" } as const

const missed = (isLasting: boolean, detail: string) => new NoPoster({ isLasting, detail })

/** One GET to the Arr itself. Redirects are not followed, so that the key reaches no other host. */
const fetchOnce = (options: ArrOptions, file: string): Effect.Effect<Uint8Array, NoPoster> =>
  Effect.async<Uint8Array, NoPoster>((resume) => {
    const fail = (isLasting: boolean, detail: string) => resume(Effect.fail(missed(isLasting, detail)))
    const url = URL.parse(options.url + file)
    if (url === null || !/^https?:$/.test(url.protocol)) return fail(false, "its URI is no address")
    const key = Redacted.value(options.apiKey).trim()
    if (!sendable.test(key)) return fail(false, "its key cannot be sent")
    const send = url.protocol === "https:" ? secure : plain
    const call = send(
      url,
      {
        agent: false,
        headers: { [keyHeader]: key, accept: "image/*" },
        rejectUnauthorized: !options.skipTlsVerify
      },
      (response) => {
        const status = response.statusCode ?? 0
        if (status !== 200) {
          response.resume()
          return fail(status === 404, `it answers ${status}`)
        }
        const pieces: Array<Buffer> = []
        let size = 0
        response.on("data", (piece: Buffer) => {
          size += piece.length
          if (size > largest) {
            fail(true, "it is larger than 5 MiB")
            response.destroy()
          } else pieces.push(piece)
        })
        response.on("end", () => resume(Effect.succeed(Buffer.concat(pieces))))
        response.on("error", ({ message }) => fail(false, message))
      }
    )
    call.on("error", ({ message }) => fail(false, message))
    call.end()
    return Effect.sync(() => void call.destroy())
  }).pipe(Effect.timeoutFail({ duration: longest, onTimeout: () => missed(false, "it does not answer") }))

/**
 * The poster of a movie, series, artist or author as its Arr keeps it (`api/v?/mediacover`): the small one of 250 pixels,
 * else the large one. The key goes into a header, to the configured host only.
 */
export const readPoster = (options: ArrOptions, containerId: number): Effect.Effect<Uint8Array, NoPoster> => {
  const folder = `${adapters[options.kind].apiPath}/mediacover${folders[options.kind]}/${containerId}`
  return Effect.catchIf(
    fetchOnce(options, `${folder}/poster-250.jpg`),
    ({ isLasting }) => isLasting,
    () => fetchOnce(options, `${folder}/poster.jpg`)
  )
}
