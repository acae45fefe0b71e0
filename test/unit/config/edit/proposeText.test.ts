import * as Either from "effect/Either"
import * as fc from "fast-check"
import { parse } from "smol-toml"
import { assert, describe, it } from "vitest"
import { pathOfKey } from "../../../../src/config/edit/pathOfKey.ts"
import { proposeText, proposing } from "../../../../src/config/edit/proposeText.ts"

const stored = `[Settings]
Host = "127.0.0.1" # where files before 5 have it
[Animarr-Old]
URI = "http://sonarr"
APIKey = "0123456789abcdef"
["Radarr-4K.HDR"]
URI = "http://radarr"
`

const change = (changes: Record<string, unknown>, rename: Record<string, string> = {}) =>
  proposeText("config.toml", stored, { _tag: "Changes", changes, rename }, (text) => text)

const textOf = (changes: Record<string, unknown>, rename: Record<string, string> = {}): string =>
  Either.getOrThrowWith(change(changes, rename), (problems) => new Error(JSON.stringify(problems))).text

describe("a dotted key", () => {
  const sections = ["Radarr", "Radarr-4K", "Radarr-4K.HDR", "qBit", "my films"]
  const cases: ReadonlyArray<readonly [string, ReadonlyArray<string | number> | undefined]> = [
    ["Radarr-4K.URI", ["Radarr-4K", "URI"]],
    ["Radarr-4K.HDR.URI", ["Radarr-4K.HDR", "URI"]],
    ["Radarr-4K.HDR", ["Radarr-4K.HDR"]],
    ["my films.a", ["my films", "a"]],
    ["qBit.Trackers[12].URI", ["qBit", "Trackers", 12, "URI"]],
    ['"Sonarr.New".URI', ["Sonarr.New", "URI"]],
    ['Radarr."odd.key"."a b"', ["Radarr", "odd.key", "a b"]],
    ["New-One.Torrent.StalledDelay", ["New-One", "Torrent", "StalledDelay"]],
    ["", undefined],
    ["a..b", undefined],
    ["a.", undefined],
    ["a[x]", undefined],
    ["a[-1]", undefined],
    ['"a', undefined],
    ["a[99999]", undefined]
  ]
  for (const [key, path] of cases) {
    it(`${key === "" ? "that is empty" : key} ${path === undefined ? "is none" : `leads to ${JSON.stringify(path)}`}`, () => {
      assert.deepStrictEqual(pathOfKey(key, sections), path)
    })
  }
})

describe("a change of an older file", () => {
  it("is made where the file has the value", () => {
    assert.strictEqual(textOf({ "WebUI.Host": "::1" }), stored.replace("127.0.0.1", "::1"))
    assert.strictEqual(textOf({ "Sonarr-Old.URI": "http://s" }), stored.replace("http://sonarr", "http://s"))
    assert.include(textOf({ "Sonarr-Old.RssSyncTimer": 3 }), 'APIKey = "0123456789abcdef"\nRssSyncTimer = 3\n')
  })

  it("renames a section by the name it is shown with, and keeps the category it had", () => {
    const renamed = textOf({}, { "Sonarr-Old": "Sonarr-TV" })
    assert.include(
      renamed,
      '[Sonarr-TV]\nURI = "http://sonarr"\nAPIKey = "0123456789abcdef"\nCategory = "sonarr-old"\n'
    )
  })
})

describe("a rename", () => {
  it("leaves a category alone that the file names itself", () => {
    const text = proposeText(
      "c",
      '[Radarr-A]\nCategory = "films"\n',
      { _tag: "Changes", changes: {}, rename: { "Radarr-A": "Radarr-B" } },
      (one) => one
    )
    assert.deepStrictEqual(
      Either.map(text, (one) => one.text),
      Either.right('[Radarr-B]\nCategory = "films"\n')
    )
  })

  it("to a name that is in use, or of a section that is not there, is refused", () => {
    assert.isTrue(Either.isLeft(change({}, { "Radarr-4K.HDR": "Settings" })))
    assert.isTrue(Either.isLeft(change({}, { "Radarr-4K.HDR": " " })))
    assert.isTrue(Either.isLeft(change({}, { Nobody: "Radarr-X" })))
  })
})

describe("many keys at once", () => {
  it("are taken, as far as any form has them; those that change nothing take no time", () => {
    const keys = Array.from({ length: 400 }, (_, n) => [`Settings.Key${n}`, 1] as const)
    const text = `[Settings]\n${keys.map((_, n) => `Key${n} = 1\n`).join("")}`
    const edit = { _tag: "Changes", changes: { ...Object.fromEntries(keys), "Settings.Key7": 2 }, rename: {} } as const
    const steps = proposing("c", text, edit, (one) => one)
    let count = 0
    for (;;) {
      const step = steps.next()
      if (step.done === true) {
        assert.deepStrictEqual(
          Either.map(step.value, (one) => one.text),
          Either.right(text.replace("Key7 = 1", "Key7 = 2"))
        )
        break
      }
      count += 1
    }
    assert.strictEqual(count, 1)
  })

  it("are refused where no form has as many", () => {
    const changes = Object.fromEntries(Array.from({ length: 501 }, (_, n) => [`Settings.Key${n}`, n]))
    const result = change(changes)
    assert.match(Either.isLeft(result) ? (result.left[0]?.message ?? "") : "", /500 keys at a time/)
  })
})

describe("whatever is sent", () => {
  it("makes a text that can be read, or says why not; nothing is thrown", () => {
    const key = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "Settings",
        "Settings.Host",
        "Settings.Host.deeper",
        "Radarr-4K.HDR.Torrent.Trackers[0]",
        "qBit.Trackers[3].URI",
        "Sonarr-Old",
        "__proto__",
        "a.__proto__.b"
      ),
      fc.array(fc.string(), { maxLength: 4 }).map((parts) => parts.join("."))
    )
    fc.assert(
      fc.property(
        fc.dictionary(key, fc.jsonValue(), { maxKeys: 4 }),
        fc.dictionary(key, fc.string(), { maxKeys: 1 }),
        (changes, rename) => {
          const result = change(changes, rename)
          if (Either.isRight(result)) parse(result.right.text)
          else assert.isNotEmpty(result.left)
        }
      ),
      { numRuns: 500 }
    )
    fc.assert(
      fc.property(fc.string(), (toml) => {
        proposeText("c", stored, { _tag: "Text", toml }, (text) => text)
        proposeText("c", toml, { _tag: "Text", toml: stored }, (text) => text)
        proposeText("c", toml, { _tag: "Changes", changes: { a: 1 }, rename: {} }, (text) => text)
      }),
      { numRuns: 300 }
    )
  })
})
