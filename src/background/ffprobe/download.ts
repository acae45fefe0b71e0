import { createHash } from "node:crypto"
import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { InstallRefused } from "./InstallRefused.ts"
import { checkAddress, type Release } from "./release.ts"

/** Most redirects followed for one file. */
const mostRedirects = 5

const unreachable =
  (host: string) =>
  (error: { readonly message: string }): InstallRefused =>
    new InstallRefused({ reason: `${host} does not answer: ${error.message}` })

/** Asks an address and follows redirects by hand: every target has to be allowed as well. */
export const fetchAllowed = (
  address: string
): Effect.Effect<HttpClientResponse.HttpClientResponse, InstallRefused, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const client = yield* HttpClient.HttpClient
    let url = yield* checkAddress(address)
    for (let hop = 0; hop <= mostRedirects; hop++) {
      const response = yield* client.get(url.href).pipe(Effect.mapError(unreachable(url.host)))
      const target = response.headers["location"]
      if (response.status >= 300 && response.status < 400 && target !== undefined) {
        url = yield* checkAddress(target, url)
        continue
      }
      if (response.status === 200) return response
      return yield* new InstallRefused({ reason: `${url.host} answers with status ${response.status}` })
    }
    return yield* new InstallRefused({ reason: `${url.host} redirects more than ${mostRedirects} times` })
  })

/** Streams the release into a new file. The file counts only when size and SHA-256 are right. */
export const download = (
  release: Release,
  to: string,
  largest: number
): Effect.Effect<void, InstallRefused, HttpClient.HttpClient | FileSystem.FileSystem> =>
  Effect.scoped(
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const response = yield* fetchAllowed(release.url)
      const tooLarge = new InstallRefused({ reason: `the download is larger than ${largest} bytes` })
      if (Number(response.headers["content-length"] ?? 0) > largest) return yield* tooLarge
      const unwritable = (error: { readonly message: string }) =>
        new InstallRefused({ reason: `${to} cannot be written: ${error.message}` })
      const file = yield* fs.open(to, { flag: "wx" }).pipe(Effect.mapError(unwritable))
      const hash = createHash("sha256")
      let size = 0
      yield* response.stream.pipe(
        Stream.mapError(unreachable("the download")),
        Stream.runForEach((chunk) => {
          size += chunk.length
          if (size > largest) return tooLarge
          hash.update(chunk)
          return Effect.mapError(file.writeAll(chunk), unwritable)
        })
      )
      if (hash.digest("hex") !== release.sha256) {
        return yield* new InstallRefused({ reason: "the checksum of the download is wrong" })
      }
    })
  )
