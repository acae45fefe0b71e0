import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import * as Redaction from "../../../src/observability/Redaction.ts"

const cases: ReadonlyArray<readonly [what: string, text: string, expected: string]> = [
  ["an API key in a query", "GET /api/v3/queue?apikey=0123abcd&page=1", "GET /api/v3/queue?apikey=<redacted>&page=1"],
  ["an API key header", "X-Api-Key: 0123abcd, Accept: */*", "X-Api-Key: <redacted>, Accept: */*"],
  ["an API key in JSON", '{"apiKey":"01\\"23","id":1}', '{"apiKey":"<redacted>","id":1}'],
  ["a bearer token", "Authorization: Bearer abc.def-ghi", "Authorization: Bearer <redacted>"],
  ["basic authorization in JSON", '{"authorization":"Basic dXNlcjpwdw=="}', '{"authorization":"Basic <redacted>"}'],
  ["a password in a form", "username=admin&password=hunter2 rest", "username=admin&password=<redacted> rest"],
  ["a quoted password with blanks", 'Password = "two words"', 'Password = "<redacted>"'],
  ["a single quoted password", "password: 'two words', x", "password: '<redacted>', x"],
  ["an access token", "GET /?access_token=tok.en HTTP/1.1", "GET /?access_token=<redacted> HTTP/1.1"],
  ["the old session cookie", "cookie: SID=AbC/1+2=; path=/", "cookie: SID=<redacted>; path=/"],
  ["the new session cookie", "set QBT_SID_8080=AbC123; HttpOnly", "set QBT_SID_8080=<redacted>; HttpOnly"],
  [
    "a passkey in a query",
    "http://t.example/announce?passkey=abc123&x=1",
    "http://t.example/announce?passkey=<redacted>&x=1"
  ],
  [
    "a passkey in a tracker's path",
    "https://t.example:443/0123456789abcdef0123456789abcdef/announce said no",
    "https://t.example:443/<redacted>/announce said no"
  ],
  [
    "a passkey that is no hex",
    "udp://t.example/a/AbCdEfGhIjKlMnOpQrSt/announce?x=1",
    "udp://t.example/a/<redacted>/announce?x=1"
  ],
  ["a user in a URL", "http://admin:pw@host:8080/x", "http://<redacted>@host:8080/x"]
]

describe("redactPatterns", () => {
  for (const [what, text, expected] of cases) {
    it(`takes out ${what}`, () => assert.strictEqual(Redaction.redactPatterns(text), expected))
  }

  it("leaves hashes of torrents, plain words and paths alone", () => {
    const text =
      "qBit/0123456789abcdef0123456789abcdef01234567 in /data/torrents/password-less.show: token bucket is empty, Radarr-Movies"
    assert.strictEqual(Redaction.redactPatterns(text), text)
  })

  it("changes nothing the second time", () => {
    for (const [, text] of cases) {
      const once = Redaction.redactPatterns(text)
      assert.strictEqual(Redaction.redactPatterns(once), once)
    }
  })
})

const text = fc.string({ maxLength: 60, unit: fc.constantFrom(...'abc<>redct*%"\\ /=\n') })

describe("the registered secrets", () => {
  it.effect("never appear again, whatever they are and wherever they stand", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.oneof(fc.string({ minLength: 4 }), text, fc.constantFrom("<redacted>", "****", "dact")), {
            minLength: 1,
            maxLength: 5
          }),
          fc.array(text),
          async (values, around) => {
            const secrets = values.filter((value) => value.length >= 4)
            const service = await Effect.runPromise(
              Effect.tap(Redaction.make, (made) => Effect.forEach(values, made.register))
            )
            const input = around.flatMap((piece, i) => [piece, secrets[i % Math.max(1, secrets.length)] ?? ""]).join("")
            const output = service.redact(input)
            for (const secret of secrets) assert.notInclude(output, secret)
          }
        ),
        { numRuns: 2000 }
      )
    )
  )

  it.effect("are known in a URL and in JSON too", () =>
    Effect.gen(function* () {
      const secrets = yield* Redaction.make
      yield* secrets.register('p@ss "word"')
      assert.strictEqual(secrets.redact(`x=${encodeURIComponent('p@ss "word"')}`), "x=<redacted>")
      assert.strictEqual(secrets.redact(JSON.stringify({ a: 'p@ss "word"' })), '{"a":"<redacted>"}')
    })
  )

  it.effect("shorter than four characters are words", () =>
    Effect.gen(function* () {
      const secrets = yield* Redaction.make
      yield* secrets.register("is")
      assert.strictEqual(secrets.redact("this is it"), "this is it")
    })
  )
})
