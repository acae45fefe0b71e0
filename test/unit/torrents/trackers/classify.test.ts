import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { anonymous, classify } from "../../../../src/torrents/trackers/classify.ts"
import * as messages from "../../../../src/torrents/trackers/messages.ts"
import type { TrackerRule } from "../../../../src/torrents/trackers/TrackerRule.ts"
import corpusJson from "./messages.json" with { type: "json" }

const corpus: ReadonlyArray<{ readonly message: string; readonly class: string; readonly note?: string }> = corpusJson

const own = (change: Partial<TrackerRule["messages"]>): TrackerRule["messages"] => ({
  gone: [],
  outage: [],
  userError: [],
  ...change
})

describe("classify", () => {
  it("the corpus is large, without repetition, and has every class", () => {
    assert.isAtLeast(corpus.length, 120)
    assert.strictEqual(new Set(corpus.map(({ message }) => message)).size, corpus.length)
    assert.deepStrictEqual([...new Set(corpus.map((one) => one.class))].sort(), [
      "gone",
      "outage",
      "unknown",
      "user error"
    ])
  })

  it.each(corpus)("$message → $class", ({ message, class: expected }) => {
    assert.strictEqual(classify(message), expected)
  })

  it("nothing but what is labelled gone is ever gone", () => {
    const wrong = corpus.filter((one) => one.class !== "gone" && classify(one.message) === "gone")
    assert.isEmpty(wrong.map(({ message }) => message))
  })

  it("no phrase of a list is overruled by another list", () => {
    for (const phrase of messages.userErrorPhrases) assert.strictEqual(classify(phrase), "user error", phrase)
    for (const phrase of messages.outagePhrases) assert.strictEqual(classify(phrase), "outage", phrase)
    for (const phrase of [...messages.gonePhrases, ...messages.goneTexts]) {
      assert.strictEqual(classify(phrase), "gone", phrase)
    }
  })

  it("whatever shields a torrent wins over gone, in any order", () => {
    for (const shield of ["passkey", "timed out", "maintenance", "503", "用户", "сервер"]) {
      assert.notStrictEqual(classify(`unregistered torrent: ${shield}`), "gone")
      assert.notStrictEqual(classify(`${shield}: unregistered torrent`), "gone")
    }
  })

  it("the tracker's own lists decide first: user error, outage, gone", () => {
    assert.strictEqual(classify("Retitled: see forum", own({ gone: ["retitled"] })), "gone")
    assert.strictEqual(classify("Unregistered torrent", own({ outage: ["UNREGISTERED"] })), "outage")
    assert.strictEqual(classify("Unregistered torrent", own({ userError: ["unregistered"] })), "user error")
    assert.strictEqual(classify("connection timed out", own({ gone: ["timed out"] })), "gone")
    assert.strictEqual(
      classify("gone away", own({ gone: ["gone"], outage: ["away"], userError: ["gone away"] })),
      "user error"
    )
    assert.strictEqual(classify("gone away", own({ gone: ["gone"], outage: ["away"] })), "outage")
    assert.strictEqual(classify("Supprimé", own({ gone: ["supprime"] })), "gone")
  })

  it("empty texts of a tracker's own lists match nothing", () => {
    const empty = own({ gone: ["", "  "], outage: [""], userError: ["", " "] })
    assert.strictEqual(classify("anything at all", empty), "unknown")
    assert.strictEqual(classify("unregistered torrent", empty), "gone")
  })

  it("an empty message and any odd text have a class and never throw", () => {
    assert.strictEqual(classify(""), "unknown")
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        assert.include(["gone", "outage", "user error", "unknown"], classify(text))
      })
    )
  })

  it("addresses, case and punctuation around and between the words change no class", () => {
    const noise = fc.oneof(
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
      fc.constantFrom(
        "https://unregistered.example/torrent-not-found",
        "udp://torrent.deleted.example:80/passkey/announce",
        "www.trumped.example",
        "tracker.example/unregistered-torrent",
        ".",
        "...",
        "!",
        "?!",
        ":",
        "-",
        "—",
        "'",
        "_",
        "(",
        ")",
        "。"
      )
    )
    const cases = fc.constantFrom(
      (text: string) => text,
      (text: string) => text.toUpperCase(),
      (text: string) => text.toLowerCase()
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...corpus.filter((one) => !one.message.includes("://") && !one.message.includes("www."))),
        fc.array(fc.tuple(fc.nat(12), noise), { maxLength: 6 }),
        cases,
        (one, inserts, change) => {
          const words = one.message.split(" ")
          for (const [at, text] of inserts) words.splice(Math.min(at, words.length), 0, text)
          assert.strictEqual(classify(change(words.join(" "))), one.class)
        }
      ),
      { numRuns: 3000 }
    )
  })

  it("is quick enough for every tracker of ten thousand torrents", () => {
    const all = corpus.map(({ message }) => message)
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now()
      for (const message of all) classify(message)
      return (performance.now() - start) / all.length
    })
    assert.isBelow(Math.min(...times), 0.2)
  })
})

describe("anonymous", () => {
  it("shows no address, no number and nothing that could be a passkey", () => {
    assert.strictEqual(
      anonymous("Odd 42 at https://tracker.example/0123456789abcdef0123456789abcdef/announce  now"),
      "Odd # at now"
    )
    assert.strictEqual(anonymous("key 0123456789abcdef0123456789abcdef is odd"), "key * is odd")
    assert.strictEqual(anonymous("Zq8fK2mN1xY7 odd"), "* odd")
    assert.strictEqual(anonymous("AbCdEfGhIjKlMnOpQrStUv odd"), "* odd")
    assert.strictEqual(anonymous("   "), "")
  })

  it("is at most 200 characters long", () => {
    assert.isAtMost(anonymous("very odd ".repeat(100)).length, 200)
  })
})
