import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { category, normaliseCategory } from "../../../src/config/values/Category.ts"
import { bool, oneOf, removeMode, searchBySeries } from "../../../src/config/values/Choice.ts"
import { type Codec, optional } from "../../../src/config/values/Codec.ts"
import { duration, parseDuration } from "../../../src/config/values/Duration.ts"
import { list, regex, textMap } from "../../../src/config/values/List.ts"
import { int, number, percent, share } from "../../../src/config/values/Number.ts"
import { parseRate, rate } from "../../../src/config/values/Rate.ts"
import { parseSize, size } from "../../../src/config/values/Size.ts"
import { cron, requiredText, secret, text, urlBase, version } from "../../../src/config/values/Text.ts"

/** What a codec makes of a raw value; undefined when it refuses. */
const decoded = <A>(codec: Codec<A>, raw: unknown): A | undefined =>
  Either.getOrUndefined(Schema.decodeUnknownEither(codec.schema)(raw))

const table = <A>(
  codec: Codec<A>,
  accepted: ReadonlyArray<readonly [unknown, NoInfer<A>]>,
  refused: ReadonlyArray<unknown>
) => {
  for (const [raw, value] of accepted) assert.deepStrictEqual(decoded(codec, raw), value, JSON.stringify(raw))
  for (const raw of refused) assert.isUndefined(decoded(codec, raw), JSON.stringify(raw))
}

describe("durations", () => {
  it("in seconds follow the vectors of the reference", () => {
    table(
      duration({ unit: "s" }),
      [
        [90, 90],
        ["90", 90],
        ["2w", 1_209_600],
        ["1M", 2_592_000],
        ["1m", 60],
        ["1H", 3_600],
        ["1D", 86_400],
        ["1S", 1],
        ["1W", 604_800],
        ["-1", -1],
        ["-1m", -60],
        ["1.5", 1],
        [2.0, 2],
        [1.9, 1],
        ["  15m ", 900]
      ],
      ["", "abc", "1h30m", "1.5h", "1 h", "5y", true, null, [], "9".repeat(33), Number.NaN, "--1"]
    )
  })

  it("in minutes count anything between zero and one as one", () => {
    table(
      duration({ unit: "min" }),
      [
        [15, 15],
        ["30s", 1],
        ["90s", 1],
        ["0s", 0],
        ["2h", 120],
        ["-1", -1],
        ["1M", 43_200],
        ["150s", 2]
      ],
      ["soon"]
    )
  })

  it("keep fractions only where a key says so", () => {
    table(
      duration({ unit: "s", fraction: true }),
      [
        [1.5, 1.5],
        ["1.5", 1.5],
        ["2s", 2]
      ],
      []
    )
  })

  it("outside the range of the key are refused", () => {
    table(
      duration({ unit: "s", min: 0, max: 10 }),
      [
        [0, 0],
        ["10s", 10]
      ],
      [-1, "11", "1m"]
    )
  })

  it("mean the same with a suffix as with the number of units it stands for", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -9_999, max: 9_999 }),
        fc.constantFrom("s", "m", "h", "d", "w", "M"),
        (count, suffix) => {
          const factor = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800, M: 2_592_000 }[suffix] ?? 0
          assert.strictEqual(parseDuration(`${count}${suffix}`, { unit: "s" }), count * factor)
        }
      )
    )
  })
})

describe("sizes, rates and shares", () => {
  it("a size is a number with at most one suffix", () => {
    table(
      size,
      [
        ["-1", -1],
        [-1, -1],
        ["0", 0],
        ["1k", 1024],
        ["1K", 1024],
        ["10G", 10_737_418_240],
        ["1.5T", 1_649_267_441_664],
        ["500M", 524_288_000],
        [4096, 4096]
      ],
      ["-2", "1P", "10GB", "10 G", "", "abc", -2, true, "1e3"]
    )
    assert.strictEqual(parseSize("0.5k"), 512)
  })

  it("a rate is KB/s, or text with a suffix", () => {
    table(
      rate,
      [
        [500, 500],
        ["500", 500],
        ["500K", 500],
        ["2M", 2048],
        ["1g", 1_048_576],
        [-1, -1],
        ["-1", -1],
        [0, 0]
      ],
      [-5, "fast", "2MB", "", true]
    )
    assert.strictEqual(parseRate("0.5M"), 512)
  })

  it("a share is 0 to 1 or a percentage, a percentage 0 to 100", () => {
    table(
      share,
      [
        [0.99, 0.99],
        [0, 0],
        [1, 1],
        ["95%", 0.95]
      ],
      [95, -0.1, "0.5", "101%", true]
    )
    table(
      percent(),
      [
        [30, 30],
        ["30%", 30],
        [0, 0],
        [100, 100]
      ],
      [101, -1, "30", "x"]
    )
    table(percent({ min: 1 }), [[1, 1]], [0, "0%"])
  })

  it("numbers are numbers, not text", () => {
    table(
      int({ min: 1, max: 65_535 }),
      [
        [8080, 8080],
        [8080.0, 8080]
      ],
      ["8080", 0, 70_000, 1.5, true]
    )
    table(
      number({ min: -1 }),
      [
        [1.5, 1.5],
        [-1, -1]
      ],
      ["1.5", -2, Number.POSITIVE_INFINITY]
    )
  })
})

describe("categories", () => {
  it("are trimmed at every level", () => {
    table(
      category,
      [
        [" a / b//c/ ", "a/b/c"],
        ["/tv/", "tv"],
        ["a\\b", "a\\b"]
      ],
      ["", " / ", 5, null]
    )
  })

  it("stay as they are once normalised", () => {
    fc.assert(
      fc.property(fc.string(), (name) =>
        assert.strictEqual(normaliseCategory(normaliseCategory(name)), normaliseCategory(name))
      )
    )
  })
})

describe("choices", () => {
  it("a yes or no is no text", () =>
    table(
      bool,
      [
        [true, true],
        [false, false]
      ],
      ["true", 1, 0, null]
    ))

  it("words count in any case and come out as they are spelled", () => {
    table(
      oneOf(["Auto", "Move", "Copy"], { hardlink: "Auto" }),
      [
        ["auto", "Auto"],
        ["MOVE", "Move"],
        ["Hardlink", "Auto"]
      ],
      ["", "Link", 1]
    )
  })

  it("RemoveTorrent and SearchBySeries take what older files hold", () => {
    table(
      removeMode,
      [
        [-1, -1],
        [4, 4]
      ],
      [0, 5, "1"]
    )
    table(
      searchBySeries,
      [
        [true, true],
        ["false", false],
        ["Smart", "smart"]
      ],
      ["yes", 1]
    )
  })

  it("the environment's words for yes and no are understood", () => {
    for (const word of ["y", "Yes", "t", "TRUE", "on", "1"]) assert.strictEqual(bool.fromText(word), true)
    for (const word of ["n", "No", "f", "FALSE", "off", "0"]) assert.strictEqual(bool.fromText(word), false)
    assert.strictEqual(bool.fromText("maybe"), "maybe")
  })
})

describe("text", () => {
  it("is trimmed, and needed where a key says so", () => {
    table(
      text,
      [
        [" a ", "a"],
        ["", ""]
      ],
      [1, null]
    )
    table(requiredText, [["a", "a"]], ["", "  ", 1])
  })

  it("a secret is hidden and keeps its blanks", () => {
    const value = decoded(secret, " hunter2 ")
    assert.strictEqual(value === undefined ? "" : Redacted.value(value), " hunter2 ")
    assert.notInclude(String(value), "hunter2")
    assert.isUndefined(decoded(secret, 12345))
  })

  it("a URL base begins with a slash and does not end with one", () => {
    table(
      urlBase,
      [
        ["", ""],
        ["/", ""],
        ["/qbitrr", "/qbitrr"],
        ["qbitrr/", "/qbitrr"],
        ["/a/b", "/a/b"]
      ],
      ["/a//b", "/a b", "/a?b", 5]
    )
  })

  it("versions and cron expressions are checked", () => {
    table(
      version,
      [
        ["5.14.4", "5.14.4"],
        [4, "4"]
      ],
      [4.5, true]
    )
    table(
      cron,
      [
        ["0 3 * * 0", "0 3 * * 0"],
        ["0 0 3 * * 0", "0 0 3 * * 0"]
      ],
      ["", "daily", "0 3 * *", "61 3 * * 0"]
    )
  })
})

describe("lists and tables", () => {
  it("check every item", () => {
    table(
      list(regex),
      [
        [
          ["a", String.raw`\bx\b`],
          ["a", String.raw`\bx\b`]
        ],
        [[], []]
      ],
      [["("], [""], [1], "a", { a: 1 }]
    )
    table(
      list(requiredText, { single: true }),
      [
        ["one", ["one"]],
        [
          ["a", "b"],
          ["a", "b"]
        ]
      ],
      [[""], 5]
    )
    table(
      textMap,
      [
        [{ "HD-1080p": "SD" }, { "HD-1080p": "SD" }],
        [{}, {}]
      ],
      [{ a: 1 }, [], "a"]
    )
  })

  it("come from the environment separated by commas or as TOML", () => {
    const codec = list(requiredText)
    assert.deepStrictEqual(codec.fromText(" a, b ,,c"), ["a", "b", "c"])
    assert.deepStrictEqual(codec.fromText('["a,b", "c"]'), ["a,b", "c"])
    assert.deepStrictEqual(codec.fromText(""), [])
    assert.strictEqual(codec.fromText("[broken"), "[broken")
    assert.deepEqual(textMap.fromText('{ "HD-1080p" = "SD" }'), { "HD-1080p": "SD" })
  })

  it("an optional value is itself or nothing", () => table(optional(int()), [[5, 5]], ["5", null]))
})

describe("round trip", () => {
  it("what is encoded decodes to the same", () => {
    const codecs: ReadonlyArray<readonly [Codec<unknown>, unknown]> = [
      [size as unknown as Codec<unknown>, "10G"],
      [size as unknown as Codec<unknown>, "-1"],
      [duration({ unit: "min" }) as unknown as Codec<unknown>, "2h"],
      [list(regex) as unknown as Codec<unknown>, ["a|b"]]
    ]
    for (const [codec, raw] of codecs) {
      const value = Schema.decodeUnknownSync(codec.schema)(raw)
      assert.deepEqual(Schema.decodeUnknownSync(codec.schema)(Schema.encodeUnknownSync(codec.schema)(value)), value)
    }
  })
})
