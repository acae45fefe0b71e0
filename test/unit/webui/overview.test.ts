import { assert, describe, it } from "vitest"
import { isImport, isRemoved } from "../../../src/web/status/history.ts"
import { headline } from "../../../src/webui/pages/overview/headline.ts"
import { byHour, importTimes, median, speeds } from "../../../src/webui/pages/overview/series.ts"
import { deedOf, outcomeOf } from "../../../src/webui/parts/decisions.ts"
import { ago, decision, dependency, now, process, removal } from "./views.ts"

const situation = {
  processes: [process(), process({ name: "Sonarr-TV" })],
  dependencies: [dependency()],
  decisions: [],
  stuck: 0,
  now
}

describe("the sentence on top of the overview", () => {
  it("is calm when there is nothing to tell", () => {
    assert.deepStrictEqual(headline(situation), {
      tone: "good",
      text: "All 2 processes running. Nothing had to be done in the last hour.",
      waiting: undefined
    })
  })

  it("counts what was really done within the hour, and nothing else", () => {
    const decisions = [
      decision(),
      decision({ at: ago(61) }),
      decision({ result: "dry run" }),
      decision({ action: "import (ask)", result: "done: asked the Arr to import" }),
      removal(),
      removal(),
      removal({ result: "deferred: it is gone already" }),
      removal({ result: "failed: the Arr does not answer" })
    ]
    assert.deepStrictEqual(headline({ ...situation, decisions }), {
      tone: "warn",
      text: "All 2 processes running. 1 import, 2 removals and 1 action that failed in the last hour.",
      waiting: undefined
    })
  })

  it("begins with the worst: what has failed, what does not answer, what waits, what a person has to do", () => {
    const said = headline({
      ...situation,
      processes: [
        process({ state: "failed" }),
        process({ name: "Sonarr-TV", state: "degraded" }),
        process({ name: "Lidarr-Music", state: "stopped" })
      ],
      dependencies: [dependency({ state: "down" })],
      stuck: 2
    })
    assert.strictEqual(said.tone, "bad")
    assert.strictEqual(
      said.text,
      "Radarr-Movies has failed and will not come back by itself. qBit does not answer. Sonarr-TV is waiting to go on. Lidarr-Music is stopped. Nothing had to be done in the last hour."
    )
    assert.strictEqual(said.waiting, "2 torrents are waiting for you.")
    assert.strictEqual(headline({ ...situation, stuck: 1 }).waiting, "1 torrent is waiting for you.")
    assert.strictEqual(headline({ ...situation, stuck: 1 }).tone, "warn")
  })
})

describe("the charts of the overview", () => {
  const at = (second: number) => new Date(now + second * 1_000).toISOString()
  const begin = now / 1_000

  it("draw the history as the daemon tells it", () => {
    const hours = [
      { at: at(0), imports: 2, removals: 1, searches: 9, found: 3 },
      { at: at(3_600), imports: 0, removals: 4, searches: 0, found: 0 }
    ]
    const told = { hours, import_times: [{ at: at(5), seconds: 30 }] }
    assert.deepStrictEqual(byHour(told, "imports", "removals"), [
      [begin, begin + 3_600],
      [2, 0],
      [1, 4]
    ])
    assert.deepStrictEqual(byHour(told, "searches", "found").slice(1), [
      [9, 0],
      [3, 0]
    ])
    assert.deepStrictEqual(importTimes(told), [[begin + 5], [30]])
    assert.strictEqual(median([30, 4, 5]), 5)
    assert.isUndefined(median([]))
  })

  it("leave a gap where nothing was measured or nobody answered, instead of a line across it", () => {
    const sample = (second: number, down: number | null) => ({ at: at(second), down, up: down })
    const [times, down] = speeds({ every: 10, samples: [sample(0, 1), sample(10, null), sample(22, 3), sample(90, 4)] })
    assert.deepStrictEqual(
      times.map((one) => one - begin),
      [-3_510, 0, 10, 22, 32, 90]
    )
    assert.deepStrictEqual(down, [null, 1, null, 3, null, 4])
  })

  it("show the speeds of a whole hour, however little of it is known, and no more", () => {
    const sample = (second: number) => ({ at: at(second), down: second, up: 0 })
    assert.deepStrictEqual(speeds({ every: 10, samples: [] }), [[], [], []])
    assert.deepStrictEqual(speeds({ every: 10, samples: [sample(0)] })[0], [begin - 3_600, begin])
    const [times, down] = speeds({ every: 10, samples: [sample(0), sample(3_590), sample(3_600), sample(3_610)] })
    assert.deepStrictEqual(times, [begin + 10, begin + 3_590, begin + 3_600, begin + 3_610])
    assert.deepStrictEqual(down, [null, 3_590, 3_600, 3_610])
  })
})

describe("a deed", () => {
  it("is for the history of the daemon what it is for the page", () => {
    const actions = ["import (check)", "remove (with files)", "remove", "remove tag", "tag; remove (blocklist)", "stop"]
    const results = ["done", "done: imported", "dry run", "failed: no", "deferred: gone", "ignored", "done: asked"]
    for (const action of actions) {
      for (const result of results) {
        const row = { action, result }
        const isDone = outcomeOf(row) === "done"
        assert.strictEqual(isImport(row), isDone && deedOf(row) === "imported", `${action} ${result}`)
        assert.strictEqual(isRemoved(row), isDone && deedOf(row) === "removed", `${action} ${result}`)
      }
    }
  })
})
