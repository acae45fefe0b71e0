import { assert, describe, it } from "vitest"
import { headline } from "../../../src/webui/pages/overview/headline.ts"
import { deedsByHour, importTimes, median } from "../../../src/webui/pages/overview/series.ts"
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
      text: "All 2 processes running. Nothing had to be done in the last hour."
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
      text: "All 2 processes running. 1 import, 2 removals and 1 action that failed in the last hour."
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
      "Radarr-Movies has failed and will not come back by itself. qBit does not answer. Sonarr-TV is waiting to go on. Lidarr-Music is stopped. Nothing had to be done in the last hour. 2 torrents wait for you."
    )
  })
})

describe("the charts of the overview", () => {
  it("count deeds in the hour in which they happened, the current hour last", () => {
    const [times, imports, removals] = deedsByHour(
      [decision(), decision({ at: ago(65) }), removal({ at: ago(23 * 60) })],
      now
    )
    assert.lengthOf(times, 24)
    assert.strictEqual(times.at(-1), now / 1_000)
    assert.strictEqual(imports?.at(-2), 1)
    assert.strictEqual(imports?.at(-3), 1)
    assert.strictEqual(removals?.[0], 1)
    assert.strictEqual(
      deedsByHour([decision({ at: ago(24 * 60) })], now)[1]?.reduce<number>((sum, one) => sum + (one ?? 0), 0),
      0
    )
  })

  it("measure an import from the end of its download", () => {
    const at = (minutes: number, took: number) =>
      decision({ at: ago(minutes), facts: { completedAt: now - minutes * 60_000 - took * 1_000 } })
    const [, seconds] = importTimes([at(1, 4), at(9, 30), decision(), removal({ facts: { completedAt: now } })])
    assert.deepStrictEqual(seconds, [30, 4])
    assert.strictEqual(median([30, 4, 5]), 5)
    assert.isUndefined(median([]))
  })
})
