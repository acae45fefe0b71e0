import { assert, describe, it } from "vitest"
import { factsOf } from "../../../src/webui/pages/torrents/facts.ts"
import { deedOf, deedWord, outcomeOf } from "../../../src/webui/parts/decisions.ts"
import { bytes, count, duration, listed, percent, relative, shortened } from "../../../src/webui/parts/words.ts"
import { now } from "./views.ts"

describe("the page's words", () => {
  it("tell durations by their two largest units", () => {
    assert.deepStrictEqual([0, 59, 60, 3_725, 86_400, 93_600].map(duration), [
      "0 s",
      "59 s",
      "1 min",
      "1 h 2 min",
      "1 d",
      "1 d 2 h"
    ])
  })

  it("tell times relative to now, in both directions", () => {
    assert.deepStrictEqual(
      [now, now - 4_000, now - 5_000, now - 3_599_000, now + 12_000].map((at) => relative(at, now)),
      ["just now", "just now", "5 s ago", "59 min ago", "in 12 s"]
    )
  })

  it("call nothing complete that is not", () => {
    assert.deepStrictEqual([0, 0.004, 0.5, 0.9999, 1].map(percent), ["0.0 %", "0.4 %", "50 %", "99.9 %", "100 %"])
  })

  it("count, list, measure and shorten", () => {
    assert.deepStrictEqual([count(1, "torrent"), count(2, "search", "searches")], ["1 torrent", "2 searches"])
    assert.deepStrictEqual([listed([]), listed(["a"]), listed(["a", "b", "c"])], ["", "a", "a, b and c"])
    assert.deepStrictEqual([0, 1_023, 1_536, 25 * 1024 ** 3].map(bytes), ["0 B", "1023 B", "1.5 KiB", "25.0 GiB"])
    assert.strictEqual(shortened("0123456789abcdef", 10), "012345…cdef")
  })

  it("name a decision by what it did, and by what it wanted where nothing came of it", () => {
    const of = (action: string, result = "done") => [
      deedOf({ action, result }),
      outcomeOf({ result }),
      deedWord({ action, result })
    ]
    assert.deepStrictEqual(of("import (check)", "done: imported"), ["imported", "done", "imported"])
    assert.deepStrictEqual(of("import (ask)", "done: asked the Arr to import"), ["asked", "done", "asked"])
    assert.deepStrictEqual(of("remove (with files)", "dry run"), ["removed", "dry run", "remove"])
    assert.deepStrictEqual(of("add tag qBitrr-imported"), ["tagged", "done", "tagged"])
    assert.deepStrictEqual(of("remove tag qBitrr-imported"), ["tagged", "done", "tagged"])
    assert.deepStrictEqual(of("start; remove tag qBitrr-free_space_paused"), ["started", "done", "started"])
  })

  it("show what a rule saw with its units, and leave out what it did", () => {
    const facts = factsOf({
      progress: 0.3,
      amountLeft: 1_536,
      seedingTime: 65,
      tags: ["a", "b"],
      online: true,
      owner: { _tag: "Known", section: "Radarr" },
      actions: [{ _tag: "Start" }]
    })
    assert.deepStrictEqual(
      facts.map(({ name, value }) => `${name}: ${value}`),
      [
        "progress: 30 %",
        "amount left: 1.5 KiB",
        "seeding time: 1 min 5 s",
        "tags: a, b",
        "online: yes",
        "owner: Known, section: Radarr"
      ]
    )
  })
})
