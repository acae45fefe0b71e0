import { randomBytes } from "node:crypto"
import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import * as HttpServerError from "@effect/platform/HttpServerError"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { chooseEncoding, isKnown, wantsPage } from "./accept.ts"
import * as PageFiles from "./PageFiles.ts"
import { notBuilt, type PageSettings, pageDocument, pagePolicy } from "./pageDocument.ts"

/** What the page needs to know of the server. */
export interface PageOptions {
  /** `WebUI.UrlBase` */
  readonly urlBase: string
  /** Folder of the built page; undefined: it is not built. */
  readonly folder: string | undefined
  /** Asked for every visit, so that a save of the config acts at once. */
  readonly settings: Effect.Effect<PageSettings>
}

/** Addresses of programs: what is not there is an error there, never the page. */
const ofPrograms = /^\/(api|web|health|ready|metrics|signin-oidc|assets)(\/|$)/

const year = 365 * 24 * 3600

const html = (text: string, status: number, headers: Readonly<Record<string, string>>) =>
  HttpServerResponse.text(text, { status, contentType: "text/html; charset=utf-8", headers })

/** The page: its files by their exact names, and its document for every other address that a browser opens. */
export const layer = (options: PageOptions) =>
  HttpLayerRouter.use((router) =>
    Effect.gen(function* () {
      const files = yield* PageFiles.make(options.folder)

      const document = Effect.gen(function* () {
        const nonce = yield* Effect.sync(() => randomBytes(18).toString("base64url"))
        const headers = { "cache-control": "no-store", "content-security-policy": pagePolicy(nonce) }
        const template = yield* files.document
        const settings = yield* options.settings
        return Option.match(template, {
          onNone: () => html(notBuilt, 404, headers),
          onSome: (text) => html(pageDocument(text, { urlBase: options.urlBase, nonce, settings }), 200, headers)
        })
      })

      const file = (path: string, found: PageFiles.PageFile, request: HttpServerRequest.HttpServerRequest) =>
        Effect.gen(function* () {
          const encoding = chooseEncoding(request.headers["accept-encoding"], found.encodings)
          // A compressed copy is another thing than the file, so it has another tag.
          const etag = `"${found.hash}${encoding === undefined ? "" : `-${encoding}`}"`
          const headers = {
            etag,
            vary: "accept-encoding",
            "cache-control": found.immutable ? `public, max-age=${year}, immutable` : "no-cache"
          }
          if (isKnown(request.headers["if-none-match"], etag)) return HttpServerResponse.empty({ status: 304, headers })
          const content = yield* files.read(path, encoding)
          return Option.map(content, (bytes) =>
            HttpServerResponse.uint8Array(bytes, {
              contentType: found.type,
              headers: encoding === undefined ? headers : { ...headers, "content-encoding": encoding }
            })
          ).pipe(
            Option.getOrElse(() => HttpServerResponse.text("This file is gone; reload the page.", { status: 404 }))
          )
        })

      yield* router.add("GET", "/*", (request) =>
        Effect.gen(function* () {
          const path = request.url.split("?")[0] ?? "/"
          const found = yield* files.find(path.slice(1))
          if (Option.isSome(found)) return yield* file(path.slice(1), found.value, request)
          if (!ofPrograms.test(path) && (path === "/" || wantsPage(request.headers["accept"]))) return yield* document
          // As if there were no route: the server has one answer for all addresses that nobody serves.
          return yield* Effect.die(new HttpServerError.RouteNotFound({ request }))
        })
      )
    })
  )
