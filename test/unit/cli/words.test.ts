import { assert, describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import { globalsLast } from "../../../src/cli/globals.ts"
import { commandPath, readable } from "../../../src/cli/help.ts"
import { resolveName } from "../../../src/cli/processName.ts"
import { because, moment } from "../../../src/cli/text.ts"

describe("the name of a process", () => {
  const known = ["Radarr-Movies", "Sonarr TV", "sonarr tv", "qBit"]

  it("may be written in any case when only one fits", () => {
    assert.deepStrictEqual(resolveName("radarr-movies", known), Either.right("Radarr-Movies"))
    assert.deepStrictEqual(resolveName("QBIT", known), Either.right("qBit"))
  })

  it("must be exact when several differ only in case", () => {
    assert.deepStrictEqual(resolveName("sonarr tv", known), Either.right("sonarr tv"))
    assert.deepStrictEqual(resolveName("Sonarr TV", known), Either.right("Sonarr TV"))
    assert.match(Either.getOrThrow(Either.flip(resolveName("SONARR TV", known))), /fits several processes/)
  })

  it("that nobody has is answered with the list", () => {
    assert.strictEqual(
      Either.getOrThrow(Either.flip(resolveName("Radarr", ["Radarr-Movies", "qBit"]))),
      'There is no process "Radarr".\nProcesses:\n  Radarr-Movies\n  qBit'
    )
    assert.match(Either.getOrThrow(Either.flip(resolveName("x", []))), /There are no processes\./)
  })
})

describe("--config and --data", () => {
  it("in front of the command mean the same as behind it", () => {
    assert.deepStrictEqual(globalsLast(["--data", "/d", "--config=/c", "status", "--json"]), [
      "status",
      "--json",
      "--data",
      "/d",
      "--config=/c"
    ])
    assert.deepStrictEqual(globalsLast(["status", "--data", "/d"]), ["status", "--data", "/d"])
  })

  it("stay options when the rest of the line is forced to be arguments", () => {
    assert.deepStrictEqual(globalsLast(["--data", "/d", "stop", "--", "-odd"]), ["stop", "--data", "/d", "--", "-odd"])
  })

  it("without a command stay where they are", () => {
    assert.deepStrictEqual(globalsLast(["--data", "/d"]), ["--data", "/d"])
    assert.deepStrictEqual(globalsLast(["--data"]), ["--data"])
  })
})

describe("help", () => {
  const tree = new Map([
    ["status", new Set<string>()],
    ["config", new Set(["check"])]
  ])

  it("knows which command it is about", () => {
    assert.deepStrictEqual(commandPath(["config", "check", "--help"], tree), ["config", "check"])
    assert.deepStrictEqual(commandPath(["config", "nonsense"], tree), ["config"])
    assert.deepStrictEqual(commandPath(["status", "check"], tree), ["status"])
    assert.deepStrictEqual(commandPath(["--help"], tree), [])
  })

  it("names the whole command, drops empty sentences and colours a pipe cannot show", () => {
    const text = "\u001b[0;1mUSAGE\u001b[0m\n\n$ check [--json]\n\n--json\n\n  A true or false value.\n\n  As JSON.\n\n"
    assert.strictEqual(
      readable(text, ["config", "check"], false),
      "USAGE\n\n$ qbitrr config check [--json]\n\n--json\n\n  As JSON."
    )
    assert.include(readable(text, ["config", "check"], true), "\u001b[0;1mUSAGE")
  })
})

describe("what people read", () => {
  it("says how far away a time is when that is less than a day", () => {
    const now = Date.UTC(2024, 0, 15, 10, 30)
    assert.strictEqual(moment("2024-01-15T10:24:58.000Z", now), "2024-01-15T10:24:58Z (5m 2s ago)")
    assert.strictEqual(moment("2024-01-15T10:30:40.000Z", now), "2024-01-15T10:30:40Z (in 40s)")
    assert.strictEqual(moment("2024-01-14T10:30:00.000Z", now), "2024-01-14T10:30:00Z")
    assert.strictEqual(moment("no time", now), "no time")
  })

  it("names the rule in front of its reason, but not twice", () => {
    assert.strictEqual(because({ rule: "slow", reason: "10 KB/s" }), "slow: 10 KB/s")
    assert.strictEqual(because({ rule: "stalled", reason: "Stalled for 3 min" }), "Stalled for 3 min")
    assert.strictEqual(because({ rule: "", reason: "nobody\nlooks" }), "nobody looks")
  })
})
