import { assert, describe, it } from "vitest"
import type { TorrentMemory } from "../../../../src/store/TorrentMemory.ts"
import { decide } from "../../../../src/torrents/decide.ts"
import { errored, observeErrored } from "../../../../src/torrents/rules/errored.ts"
import type { TorrentState } from "../../../../src/torrents/TorrentState.ts"
import { day, facts, input, minute, now, torrent } from "../samples.ts"

const broken = torrent({ state: "error" })
const hour = 60 * minute

describe("errored", () => {
  it("is rechecked at once, and the recheck is remembered when it worked", () => {
    const verdict = errored.judge(input({ torrent: broken }))
    assert.deepStrictEqual(verdict?.actions, [{ _tag: "Recheck" }])
    assert.deepStrictEqual(verdict?.memory?.errored, { attempts: 1, nextAt: now + 5 * minute })
    assert.strictEqual(verdict?.again, now + 5 * minute)
  })

  it("waits in between and says until when", () => {
    const memory = { errored: { attempts: 1, nextAt: now + 1 } }
    const verdict = errored.judge(input({ torrent: broken, memory }))
    assert.deepStrictEqual(verdict?.actions, [])
    assert.strictEqual(verdict?.again, now + 1)
  })

  it("the wait doubles from 5 minutes up to 6 hours", () => {
    let memory: TorrentMemory = {}
    let at = now
    const waits: Array<number> = []
    for (let attempt = 0; attempt < 10; attempt++) {
      const verdict = errored.judge(input({ torrent: broken, memory, now: at }))
      memory = verdict?.memory ?? memory
      waits.push(((memory.errored?.nextAt ?? 0) - at) / minute)
      at = memory.errored?.nextAt ?? 0
    }
    assert.deepStrictEqual(waits, [5, 10, 20, 40, 80, 160, 320, 360, 360, 360])
  })

  it("its check that does not move for a minute is helped by a start, then at most every 10 minutes", () => {
    const checking = torrent({ state: "checkingDL", progress: 0 })
    const first = errored.judge(input({ torrent: checking, memory: { errored: { attempts: 1, nextAt: now } } }))
    assert.deepStrictEqual(first?.actions, [])
    assert.strictEqual(first?.again, now + minute)
    const memory = first?.memory ?? {}
    assert.deepStrictEqual(errored.judge(input({ torrent: checking, memory, now: now + minute - 1 }))?.actions, [])
    const late = errored.judge(input({ torrent: checking, memory, now: now + minute }))
    assert.deepStrictEqual(late?.actions, [{ _tag: "Start" }])
    const after = late?.memory ?? {}
    const soon = errored.judge(input({ torrent: checking, memory: after, now: now + 10 * minute }))
    assert.deepStrictEqual(soon?.actions, [])
    const again = errored.judge(input({ torrent: checking, memory: after, now: now + 11 * minute }))
    assert.deepStrictEqual(again?.actions, [{ _tag: "Start" }])
  })

  it("a check that moves, or that nobody asked for, is left alone", () => {
    const moved = torrent({ state: "checkingUP", progress: 0.4 })
    const memory = { errored: { attempts: 1, nextAt: now, standing: { since: now - day, progress: 0.3 } } }
    assert.deepStrictEqual(errored.judge(input({ torrent: moved, memory }))?.actions, [])
    assert.isUndefined(errored.judge(input({ torrent: moved })))
  })

  it("concerns nothing but errors", () => {
    for (const state of ["downloading", "missingFiles", "stalledUP", "unknown"] as const) {
      assert.isUndefined(errored.judge(input({ torrent: torrent({ state }) })))
    }
  })

  it("W-22: never removed and never told to the Arr, however long and whatever else is wrong", () => {
    for (const progress of [0, 0.5, 0.999, 1]) {
      for (const attempts of [0, 1, 50]) {
        const decision = decide(
          input({
            torrent: torrent({
              state: "error",
              progress,
              addedAt: now - 300 * day,
              lastActivityAt: now - 300 * day,
              availability: 0
            }),
            memory: { firstSeenAt: 1, errored: { attempts, nextAt: now - 1 } }
          })
        )
        assert.isEmpty(decision.actions.filter(({ _tag }) => _tag !== "Recheck"))
      }
    }
  })

  it("an outage of the files does not hold back the recheck", () => {
    const ill = facts({
      outages: [{ scope: { _tag: "Client", instance: "qBit" }, evidence: "files", reason: "40 % of qBit are broken" }]
    })
    assert.deepStrictEqual(errored.judge(input({ torrent: broken, facts: ill }))?.actions, [{ _tag: "Recheck" }])
  })
})

describe("observeErrored", () => {
  const memory: TorrentMemory = { firstSeenAt: 1, errored: { attempts: 3, nextAt: now + hour } }
  const over: TorrentMemory = { firstSeenAt: 1, errored: { attempts: 3, nextAt: now } }
  const on = (state: TorrentState) => torrent({ state })

  it("forgets once it works after the wait is over", () => {
    for (const state of ["downloading", "stalledUP", "stoppedDL", "queuedDL"] as const) {
      assert.deepStrictEqual(observeErrored(over, on(state), now), { firstSeenAt: 1 })
    }
  })

  it("does not forget before, so a full disk does not begin the waits anew", () => {
    assert.strictEqual(observeErrored(memory, on("downloading"), now), memory)
  })

  it("does not forget while it has the error, is checked, or nobody knows", () => {
    for (const state of [
      "error",
      "checkingDL",
      "checkingUP",
      "checkingResumeData",
      "missingFiles",
      "unknown"
    ] as const) {
      assert.strictEqual(observeErrored(over, on(state), now), over)
    }
  })

  it("changes nothing where nothing is remembered", () => {
    const other: TorrentMemory = { firstSeenAt: 1 }
    assert.strictEqual(observeErrored(other, on("downloading"), now), other)
  })
})
