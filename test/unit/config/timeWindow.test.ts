import * as Schema from "effect/Schema"
import { assert, describe, it } from "vitest"
import { parseTimeWindow, showTimeWindow, timeWindow } from "../../../src/config/values/TimeWindow.ts"
import { bad, good, radarr } from "./support.ts"

describe("a time window", () => {
  for (const [text, from, to] of [
    ["01:00-07:00", 60, 420],
    ["1:00-7:05", 60, 425],
    [" 22:00 - 06:00 ", 1320, 360],
    ["22:00–06:00", 1320, 360],
    ["00:00-00:00", 0, 0],
    ["18:30-24:00", 1110, 0],
    ["23:59-00:01", 1439, 1]
  ] as const) {
    it(`is understood: ${text}`, () => assert.deepStrictEqual(parseTimeWindow(text), { from, to }))
  }

  for (const raw of ["", "01:00", "1-7", "01:00-", "01:00-07:00-09:00", "25:00-07:00", "01:60-07:00", "24:00-07:00"]) {
    it(`is not: ${JSON.stringify(raw)}`, () => assert.isUndefined(parseTimeWindow(raw)))
  }

  for (const raw of ["24:01-24:00", "01:00-07:0", "01.00-07.00", "01:00 07:00", "-1:00-07:00", 5, true, null, [1, 2]]) {
    it(`nor is: ${JSON.stringify(raw)}`, () => assert.isUndefined(parseTimeWindow(raw)))
  }

  it("is written as it is read", () => {
    assert.strictEqual(showTimeWindow({ from: 1320, to: 365 }), "22:00-06:05")
    assert.strictEqual(Schema.encodeSync(timeWindow.schema)({ from: 60, to: 0 }), "01:00-00:00")
  })
})

describe("SearchWindow", () => {
  const search = (line: string) => radarr("Radarr-Movies", `[Radarr-Movies.EntrySearch]\n${line}`)
  const windowsOf = (line: string, environment = {}) =>
    good(search(line), environment).config.Arr["Radarr-Movies"]?.EntrySearch.SearchWindow

  it("is empty unless given", () => assert.deepStrictEqual(windowsOf(""), []))

  it("is one text or a list", () => {
    const night = { from: 60, to: 420 }
    assert.deepStrictEqual(windowsOf('SearchWindow = "01:00-07:00"'), [night])
    assert.deepStrictEqual(windowsOf('SearchWindow = ["01:00-07:00", "22:00-22:30"]'), [
      night,
      { from: 1320, to: 1350 }
    ])
  })

  it("comes from the environment, separated by commas", () => {
    const environment = { QBITRR_RADARR_MOVIES__ENTRYSEARCH__SEARCHWINDOW: "01:00-07:00, 22:00-22:30" }
    assert.deepStrictEqual(windowsOf("", environment), [
      { from: 60, to: 420 },
      { from: 1320, to: 1350 }
    ])
  })

  it("tells what is wrong, and what may be written", () => {
    const what = 'allowed: a span of local time such as "01:00-07:00", or "22:00-06:00" across midnight'
    const place = "config.toml:5: Radarr-Movies.EntrySearch.SearchWindow"
    for (const [line, message] of [
      ['SearchWindow = ["01:00-07:00", "night"]', `${place}[1]: found "night", ${what}`],
      ['SearchWindow = "25:00-07:00"', `${place}[0]: found "25:00-07:00", ${what} (25:00 is no time of day)`],
      ['SearchWindow = "01:00-07:75"', `${place}[0]: found "01:00-07:75", ${what} (07:75 is no time of day)`],
      ['SearchWindow = "24:00-07:00"', `${place}[0]: found "24:00-07:00", ${what} (24:00 can only be its end)`]
    ] as const) {
      assert.deepStrictEqual([...bad(search(line))], [message])
    }
    assert.match(
      bad(search("SearchWindow = 5"))[0] ?? "",
      /found 5, allowed: a list such as .* each item a span of local time/
    )
  })
})
