import { randomBytes, scryptSync } from "node:crypto"
import { connect } from "node:net"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { showPasswordHash } from "../../../../src/config/values/PasswordHash.ts"
import type { StoredSession } from "../../../../src/store/access/Sessions.ts"
import { Api } from "../../../../src/web/Api.ts"
import { declarations, type Scope } from "../../../../src/web/access/Scope.ts"
import { digestOf } from "../../../../src/web/access/secrets.ts"
import { type AccessMemory, memory } from "../../../harness/access/memoryStores.ts"
import { call, start, token, type World } from "../fakes.ts"

export const password = "correct horse battery"

/** A real hash that costs next to nothing: what a test waits for is not scrypt. */
export const cheapHash = (of = password): string => {
  const salt = Buffer.alloc(16, 7)
  const hash = scryptSync(of, salt, 32, { N: 2 ** 10, r: 8, p: 1 })
  return showPasswordHash({ ln: 10, r: 8, p: 1, salt, hash })
}

/** What is kept once somebody has set a password. */
export const installed = (username = "admin"): AccessMemory => {
  const kept = memory()
  kept.account = { username, passwordHash: Redacted.make(cheapHash()), changedAt: 0 }
  return kept
}

/** Puts a session there as a login would have, and gives what the cookie holds. */
export const openSession = (kept: AccessMemory, patch: Partial<StoredSession> = {}): string => {
  const secret = randomBytes(32).toString("base64url")
  const { passwordHash, username } = kept.account ?? { username: "?", passwordHash: Redacted.make("") }
  const now = Date.now()
  kept.sessions.set(digestOf(secret), {
    hash: digestOf(secret),
    id: `id-${kept.sessions.size}`,
    username,
    method: "password",
    stamp: digestOf(`${username}\n${Redacted.value(passwordHash)}`).slice(0, 32),
    createdAt: now,
    seenAt: now,
    address: "127.0.0.1",
    agent: "",
    ...patch
  })
  return secret
}

/** Puts a token there, and gives it. */
export const openToken = (
  kept: AccessMemory,
  scopes: ReadonlyArray<Scope>,
  patch: { readonly expiresAt?: number } = {}
): string => {
  const secret = `qbitrr_${randomBytes(32).toString("base64url")}`
  kept.tokens.set(digestOf(secret), {
    hash: digestOf(secret),
    id: `token-${kept.tokens.size}`,
    name: scopes.join("+"),
    scopes,
    createdAt: 0,
    createdBy: "admin",
    expiresAt: patch.expiresAt,
    usedAt: undefined
  })
  return secret
}

export const cookie = (secret: string): string => `qbitrr_session=${secret}`

export const json = { "content-type": "application/json" }

/** What a browser sends with a session: its cookie, and the token against forged requests. */
export const asBrowser = (port: number, secret: string) =>
  Effect.map(call(port, "GET", "/api/session", { anonymous: true, headers: { cookie: cookie(secret) } }), (answer) => ({
    cookie: cookie(secret),
    "x-csrf-token": String((answer.json as { csrf: unknown }).csrf)
  }))

/** A request as a browser or a stranger makes it: without the token of the daemon. */
export const visit = (
  port: number,
  method: string,
  path: string,
  options: { readonly headers?: Record<string, string>; readonly body?: unknown } = {}
) =>
  call(port, method, path, {
    anonymous: true,
    headers: { ...(options.body === undefined ? {} : json), ...options.headers },
    ...(options.body === undefined
      ? {}
      : { body: typeof options.body === "string" ? options.body : JSON.stringify(options.body) })
  })

/** The session that an answer hands out, with the whole header; undefined when it hands out none. */
export const handedOut = (headers: Readonly<Record<string, string | Array<string> | undefined>>) => {
  const all = headers["set-cookie"]
  const found = (Array.isArray(all) ? all : [all ?? ""]).find((one) => one.startsWith("qbitrr_session="))
  return found === undefined ? undefined : { header: found, secret: found.split(";")[0]?.split("=")[1] ?? "" }
}

/** Every endpoint of the API, with something in the place of its parameters. */
export const endpoints = declarations(Api).map((endpoint) => ({
  ...endpoint,
  address: endpoint.path.replaceAll(/:\w+/g, "x")
}))

export const isMutation = ({ method }: { readonly method: string }): boolean => method !== "GET"

/** A body that each endpoint could at least begin to read. */
export const anyBody = "{}"

/** A server that somebody has set up, with what it keeps. */
export const startInstalled = (world: World = {}) =>
  Effect.gen(function* () {
    const kept = world.access ?? installed()
    return { kept, port: yield* start({ ...world, access: kept }) }
  })

/** Bytes as they are, and what comes back: for what no client library would send. */
export const raw = (port: number, text: string) =>
  Effect.async<string>((resume) => {
    const chunks: Array<string> = []
    const socket = connect(port, "127.0.0.1", () => void socket.end(text.replaceAll(/\r?\n/g, "\r\n")))
    socket.on("data", (chunk: Buffer) => chunks.push(chunk.toString()))
    socket.on("close", () => resume(Effect.succeed(chunks.join(""))))
    socket.on("error", () => undefined)
    return Effect.sync(() => socket.destroy())
  })

export { token }
