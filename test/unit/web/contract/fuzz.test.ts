import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import {
  begin,
  disagreements,
  document,
  endpoints,
  faultsOfRefusal,
  hash,
  isOtherwise,
  type Sent,
  send
} from "./contractWorld.ts"

/** How many requests; a figure of the issue. */
const requests = 2_000

/** Never sent: it would end what the others are sent to, or wait for a person. */
const words = fc.constantFrom(
  "qBit",
  hash,
  "Radarr-Movies",
  "Sonarr-TV",
  "radarr",
  "all",
  "1",
  "5",
  "Main.log",
  "..",
  "../../etc/passwd",
  "%",
  "%00",
  "%2e%2e%2f",
  "",
  "null",
  "__proto__",
  "constructor",
  "💥",
  "a".repeat(3_000)
)

/** Half of a character cannot be encoded. */
const wellFormed = (text: string): string => text.replaceAll(/[\ud800-\udfff]/gu, "")

/** A segment of a path: often right, sometimes encoded wrongly. */
const segment = fc.oneof(
  { weight: 6, arbitrary: words.map(encodeURIComponent) },
  {
    weight: 2,
    arbitrary: fc.string({ unit: "binary", maxLength: 30 }).map((text) => encodeURIComponent(wellFormed(text)))
  },
  { weight: 1, arbitrary: fc.constantFrom("%zz", "%", "%c0%af", "..;", ";a=b", "%ff", "*") }
)

const names = [
  ...new Set(
    Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).flatMap(({ parameters = [] }) => parameters.map(({ name }) => name))
    )
  )
]

const value = fc.oneof(
  fc.constantFrom(
    "0",
    "-1",
    "1",
    "1e9",
    "999999999999",
    "NaN",
    "true",
    "name",
    "asc",
    "(a+)+$",
    "[",
    "2026-01-01",
    "0x1"
  ),
  words,
  fc.string({ unit: "binary", maxLength: 20 }).map(wellFormed)
)

const query = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom(...names), fc.string({ maxLength: 5 })), value), { maxLength: 4 })
  .map((pairs) => {
    const text = pairs
      .map(([key, one]) => `${encodeURIComponent(wellFormed(key))}=${encodeURIComponent(one)}`)
      .join("&")
    return text === "" ? "" : `?${text}`
  })

const keys = fc.constantFrom(
  ...[
    "action",
    "hours",
    "kind",
    "seconds",
    "query",
    "section",
    "target",
    "changes",
    "revision",
    "toml",
    "rename",
    "id"
  ],
  ...["level", "username", "password", "code", "name", "scopes", "values", "service", "arrType", "media", "subject"],
  ...["__proto__", "constructor", "x"]
)

const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(
      value,
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom("ignore", "fail", "crash")
    ),
    fc.array(tie("tree"), { maxLength: 3 }),
    fc.dictionary(keys, tie("tree"), { maxKeys: 4 })
  )
}))

const body = fc.option(
  fc.oneof(
    { weight: 6, arbitrary: fc.dictionary(keys, tree, { maxKeys: 5 }).map((one) => JSON.stringify(one)) },
    { weight: 2, arbitrary: tree.map((one) => JSON.stringify(one)) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 200 }).map(wellFormed) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("{", "", '{"a":', `[${"[".repeat(2_000)}`, "\0", `"${"x".repeat(300_000)}"`)
    }
  ),
  { nil: undefined }
)

const headers = fc
  .array(
    fc.constantFrom<readonly [string, string]>(
      ["content-type", "application/json"],
      ["content-type", "application/x-www-form-urlencoded"],
      ["content-type", "multipart/form-data; boundary=x"],
      ["content-type", "text/html"],
      ["accept", "text/html"],
      ["accept-encoding", "gzip, br;q=nonsense"],
      ["authorization", "Bearer"],
      ["authorization", "Basic Og=="],
      ["cookie", "qbitrr_session=x; =; a"],
      ["x-csrf-token", "x"],
      ["origin", "null"],
      ["if-none-match", "*"],
      ["range", "bytes=5-1"],
      ["last-event-id", "-1"],
      ["last-event-id", "x".repeat(2_000)],
      ["x-forwarded-for", "1.2.3.4, ::1, nonsense"],
      ["x-forwarded-proto", "https"],
      ["x-http-method-override", "DELETE"],
      ["expect", "200-ok"],
      ["host", "evil.example"]
    ),
    { maxLength: 3 }
  )
  .map((pairs) => Object.fromEntries(pairs))

const known = fc.constantFrom(...endpoints).chain(({ method, path }) =>
  fc.tuple(
    fc.oneof(
      { weight: 8, arbitrary: fc.constant(method) },
      { weight: 1, arbitrary: fc.constantFrom("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS") }
    ),
    fc.array(segment, { minLength: 3, maxLength: 3 }).map((parts) => {
      let nth = 0
      return path.replaceAll(/:\w+/g, () => parts[nth++] ?? "x")
    })
  )
)

const unknown = fc.tuple(
  fc.constantFrom("GET", "POST", "DELETE"),
  fc.array(segment, { maxLength: 5 }).map((parts) => `/${parts.join("/")}`)
)

/** Whatever a client may send; Node's own client sends nothing else in a path. */
const sendable = (path: string): string => path.replaceAll(/[^\x21-\x7e]/g, "")

const sent: fc.Arbitrary<Sent> = fc
  .tuple(fc.oneof({ weight: 9, arbitrary: known }, { weight: 1, arbitrary: unknown }), query, headers, body)
  .map(([[method, path], asked, given, text]) => ({
    method,
    path: sendable(path + asked),
    headers: given,
    body: method === "GET" || method === "HEAD" ? undefined : text
  }))

describe("whatever is sent", () => {
  it.scopedLive(
    "is answered in time, never with an error of ours, and refused with problem details only",
    () =>
      Effect.gen(function* () {
        const { port } = yield* begin
        const seed = Date.now() % 1_000_000
        const wrong: Array<string> = []
        const statuses = new Map<number, number>()
        yield* Effect.forEach(
          fc.sample(sent, { numRuns: requests, seed }),
          (one) =>
            Effect.map(send(port, one), (got) => {
              statuses.set(got.status, (statuses.get(got.status) ?? 0) + 1)
              // 503 is an answer where the document says what it means: something does not run.
              const isOurs = got.status >= 500 && (got.status !== 503 || disagreements(one, got).length > 0)
              const faults = got.status >= 400 && !isOtherwise(one, got) ? faultsOfRefusal(got) : []
              for (const fault of faults) wrong.push(`${fault} ${JSON.stringify(one).slice(0, 600)}`)
              if (isOurs)
                wrong.push(`${got.status} ${JSON.stringify(one).slice(0, 600)} ${got.body.toString().slice(0, 300)}`)
            }),
          { concurrency: 8, discard: true }
        )
        assert.deepStrictEqual(wrong, [], `seed ${seed}`)
        // Not everything was turned away at the door.
        assert.isAbove(statuses.get(200) ?? 0, requests / 20, JSON.stringify([...statuses]))
        assert.isAbove(statuses.get(400) ?? 0, 20, JSON.stringify([...statuses]))
        const after = yield* send(port, { method: "GET", path: "/api/processes" })
        assert.strictEqual(after.status, 200)
      }),
    180_000
  )
})
