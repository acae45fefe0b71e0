import { assert, describe, it } from "vitest"
import { describe as words } from "../../../../src/torrents/Action.ts"
import type { RuleInput } from "../../../../src/torrents/Rule.ts"
import { seedingDone } from "../../../../src/torrents/rules/seedingDone.ts"
import { observeSeeding } from "../../../../src/torrents/rules/stalledUpClock.ts"
import * as Tags from "../../../../src/torrents/Tags.ts"
import type { Torrent } from "../../../../src/torrents/Torrent.ts"
import type { TorrentRules } from "../../../../src/torrents/TorrentRules.ts"
import {
  complete,
  day,
  facts,
  hitAndRun,
  input,
  minute,
  now,
  reading,
  row,
  rules,
  seeding,
  torrent,
  trackerRule
} from "../samples.ts"

type Mode = TorrentRules["seeding"]["removeMode"]
const removal = "remove (with files)"
const limits = { maxRatio: 2, maxSeedingTime: day }

const managed = (mode: Mode, change: Partial<TorrentRules["seeding"]> = limits) =>
  rules({ kind: "managed", imports: false, seeding: seeding({ removeMode: mode, ...change }) })
const arr = (mode: Mode = 3, change: Partial<TorrentRules> = {}) =>
  rules({ seeding: seeding({ removeMode: mode, ...limits }), ...change })

const seeded = (change: Partial<Torrent> = {}) =>
  complete({ ratio: 3, seedingTime: 2 * 86_400, completedAt: now - 3 * day, addedAt: now - 4 * day, ...change })
const judge = (change: Partial<RuleInput>) => seedingDone.judge(input({ torrent: seeded(), ...change }))
const done = (change: Partial<RuleInput>) => (judge(change)?.actions ?? []).map(words)

describe("seeding done: RemoveTorrent", () => {
  const ratio = { ratio: 2, seedingTime: 0 }
  const time = { ratio: 0, seedingTime: 86_400 }
  const both = { ratio: 2, seedingTime: 86_400 }
  const table: ReadonlyArray<readonly [mode: Mode, ratio: boolean, time: boolean, both: boolean]> = [
    [-1, false, false, false],
    [1, true, false, true],
    [2, false, true, true],
    [3, true, true, true],
    [4, false, false, true]
  ]
  for (const [mode, byRatio, byTime, byBoth] of table) {
    it(`check 20: mode ${mode}`, () => {
      const of = (change: Partial<Torrent>) => done({ rules: managed(mode), torrent: seeded(change) }).length > 0
      assert.deepStrictEqual([of(ratio), of(time), of(both)], [byRatio, byTime, byBoth])
      assert.isFalse(of({ ratio: 1.99, seedingTime: 86_399 }))
      assert.isFalse(of({ ratio: undefined, seedingTime: undefined }))
    })
  }

  it("check 20: the time may be what was seen of stalledUP, and any other state ends it", () => {
    const set = managed(2)
    const fresh = { ratio: 0, seedingTime: 0 }
    const start = observeSeeding({}, seeded(fresh), set, now - day)
    assert.strictEqual(start.stalledUpSince, now - day)
    const verdict = judge({
      rules: set,
      torrent: seeded(fresh),
      memory: observeSeeding(start, seeded(fresh), set, now)
    })
    assert.deepStrictEqual(verdict?.actions.map(words), [removal])
    assert.include(verdict?.reason, "seen in stalledUP for 24.0 h")
    const broken = observeSeeding(start, seeded({ state: "uploading" }), set, now - minute)
    assert.isUndefined(broken.stalledUpSince)
    const again = observeSeeding(broken, seeded(fresh), set, now)
    assert.deepStrictEqual(done({ rules: set, torrent: seeded(fresh), memory: again }), [])
  })

  it("check 23: never blocklists, never searches again, and tells no Arr", () => {
    const verdict = judge({ rules: arr(), torrent: seeded({ tags: [Tags.imported] }) })
    assert.deepStrictEqual(verdict?.actions, [
      { _tag: "Remove", deleteFiles: true, blocklist: false, research: false, section: undefined }
    ])
    assert.strictEqual(verdict?.reason, "seeded enough: ratio 3.00 of 2, seeded 48.0 h of 24.0 h (RemoveTorrent = 3)")
  })

  it("looks again when the time will be met", () => {
    const soon = judge({ rules: managed(2), torrent: seeded({ seedingTime: 86_400 - 300 }) })
    assert.deepStrictEqual(soon?.actions, [])
    assert.strictEqual(soon?.again, now + 5 * minute)
    assert.isUndefined(judge({ rules: managed(1), torrent: seeded({ ratio: 0 }) })?.again)
  })

  it("says that nothing can be removed where the limits for it are not set", () => {
    const reason = (mode: Mode, change: Partial<TorrentRules["seeding"]>) => {
      const verdict = judge({ rules: managed(mode, change) })
      assert.deepStrictEqual(verdict?.actions, [])
      return verdict?.reason
    }
    assert.strictEqual(reason(1, {}), "RemoveTorrent = 1 never removes it: no MaxUploadRatio is set for it")
    assert.strictEqual(
      reason(2, { maxRatio: 1 }),
      "RemoveTorrent = 2 never removes it: no MaxSeedingTime is set for it"
    )
    assert.strictEqual(
      reason(3, {}),
      "RemoveTorrent = 3 never removes it: no MaxUploadRatio nor MaxSeedingTime is set for it"
    )
    assert.strictEqual(
      reason(4, { maxRatio: 1 }),
      "RemoveTorrent = 4 never removes it: no MaxSeedingTime is set for it"
    )
  })
})

describe("seeding done: what it concerns", () => {
  it("check 12: every state of a complete torrent but forcedUP, stoppedUP like the others", () => {
    for (const state of ["uploading", "stalledUP", "queuedUP", "stoppedUP"] as const) {
      assert.deepStrictEqual(done({ rules: managed(3), torrent: seeded({ state }) }), [removal], state)
    }
    for (const state of ["forcedUP", "checkingUP", "moving", "error", "missingFiles", "unknown"] as const) {
      assert.isUndefined(judge({ rules: managed(3), torrent: seeded({ state }) }), state)
    }
  })

  it("nothing that is incomplete", () => {
    assert.isUndefined(judge({ rules: managed(3), torrent: torrent({ ratio: 9, seedingTime: 1e6 }) }))
    assert.isUndefined(judge({ rules: managed(3), torrent: seeded({ amountLeft: 1 }) }))
    assert.isUndefined(judge({ rules: managed(3), torrent: seeded({ amountLeft: undefined }) }))
  })

  it("nothing that super seeds or is to, nor what the space policy stopped", () => {
    assert.isUndefined(judge({ rules: managed(3), torrent: seeded({ superSeeding: true }) }))
    const wanted = { ...managed(3), trackers: [trackerRule({ superSeed: true })] }
    assert.isUndefined(judge({ rules: wanted }))
    assert.isUndefined(judge({ rules: managed(3), torrent: seeded({ tags: [Tags.freeSpacePaused] }) }))
    assert.isUndefined(judge({ rules: managed(3), memory: { stoppedBy: { reason: "free space", at: 0 } } }))
  })

  it("a person's own tags do not matter", () =>
    assert.deepStrictEqual(done({ rules: managed(3), torrent: seeded({ tags: ["mine", Tags.allowedSeeding] }) }), [
      removal
    ]))

  it("nothing whose limits cannot be told because its trackers are not known", () => {
    const unknown = seeded({ trackers: undefined })
    const rows = { ...managed(3), trackers: [trackerRule({ maxRatio: 50 })] }
    assert.deepStrictEqual(judge({ rules: rows, torrent: unknown })?.actions, [])
    assert.deepStrictEqual(done({ rules: managed(3), torrent: unknown }), [removal])
  })

  it("check 22: asks the hit-and-run gate first", () => {
    const owing = { ...managed(3), trackers: [trackerRule({ hitAndRun: hitAndRun({ mode: "and", minRatio: 5 }) })] }
    assert.strictEqual(judge({ rules: owing })?.needs, "trackers")
    const denied = judge({ rules: owing, facts: facts({ trackers: reading({}) }) })
    assert.deepStrictEqual(denied?.actions, [])
    assert.include(denied?.reason, "hit-and-run protection: ratio 3.00 of 5")
    const gone = reading({ state: "notWorking", message: "Unregistered torrent" })
    assert.deepStrictEqual(done({ rules: owing, facts: facts({ trackers: gone }) }), [])
    const memory = { forgottenSince: now - 60 * minute }
    assert.deepStrictEqual(done({ rules: owing, facts: facts({ trackers: gone }), memory }), [removal])
  })
})

describe("seeding done in an Arr section", () => {
  const entry = (state: "asked" | "scanning" | "imported" | "stuck", since = now - minute) => ({
    id: seeded().id,
    section: "Radarr-Movies",
    state,
    since,
    commandId: 1,
    reason: "no reason"
  })
  const around = (change: Parameters<typeof facts>[0]) => judge({ rules: arr(), facts: facts(change) })
  const acts = (change: Parameters<typeof facts>[0]) => (around(change)?.actions ?? []).map(words)

  it("W-10: removes what is imported, by its tag or by the ledger, even while the Arr is silent", () => {
    const tagged = seeded({ tags: [Tags.imported] })
    assert.deepStrictEqual(done({ rules: arr(), torrent: tagged, facts: facts({ queue: undefined }) }), [removal])
    assert.deepStrictEqual(acts({ queue: undefined, importEntry: entry("imported") }), [removal])
    const tagless = { rules: arr(3, { tagless: true }), memory: { marks: [Tags.imported] } }
    assert.deepStrictEqual(done(tagless), [removal])
  })

  it("W-10: an import of an earlier life of the torrent does not count", () =>
    assert.deepStrictEqual(acts({ queue: undefined, importEntry: entry("imported", now - 5 * day) }), []))

  it("W-10: keeps what waits for its import, and says so", () => {
    const waiting = around({ importEntry: entry("asked", now - 1_000) })
    assert.deepStrictEqual(waiting?.actions, [])
    assert.include(waiting?.reason, "it still waits in the queue of Radarr-Movies")
    assert.strictEqual(waiting?.again, now + 29_000)
    const silent = around({ queue: undefined })
    assert.deepStrictEqual(silent?.actions, [])
    assert.include(silent?.reason, "it is not imported, and Radarr-Movies does not answer")
  })

  it("W-10: keeps what is being imported right now, whatever the tags say", () => {
    const importing = judge({
      rules: arr(),
      torrent: seeded({ tags: [Tags.imported] }),
      facts: facts({ queue: [row({ trackedState: "importing" })] })
    })
    assert.deepStrictEqual(importing?.actions, [])
    assert.include(importing?.reason, "Radarr-Movies is importing it")
  })

  it("leaves the word to the import as long as that has something to do", () => {
    assert.isUndefined(around({ importEntry: undefined }))
    assert.isUndefined(around({ importEntry: entry("asked") }))
    assert.isUndefined(judge({ rules: arr(), torrent: seeded({ ratio: 0, seedingTime: 0 }) }))
  })

  it("removes what the Arr does not list any more and could not import, an hour after it was complete", () => {
    const left = { queue: [], importEntry: entry("stuck") }
    assert.deepStrictEqual(acts(left), [removal])
    const young = judge({ rules: arr(), torrent: seeded({ completedAt: now - 59 * minute }), facts: facts(left) })
    assert.deepStrictEqual(young?.actions, [])
    assert.include(young?.reason, "complete for less than an hour")
    assert.strictEqual(young?.again, now + minute)
  })

  it("removes without imports what the Arr never had, an hour after it was complete", () => {
    const set = arr(3, { imports: false })
    assert.deepStrictEqual(done({ rules: set, facts: facts({ queue: [] }) }), [removal])
    assert.deepStrictEqual(done({ rules: set, facts: facts() }), [])
    assert.deepStrictEqual(done({ rules: set, facts: facts({ queue: [], importEntry: entry("asked") }) }), [])
    for (const unknown of [{ completedAt: undefined }, { addedAt: undefined }]) {
      assert.deepStrictEqual(done({ rules: set, torrent: seeded(unknown), facts: facts({ queue: [] }) }), [])
    }
  })

  it("after the import it says how far the seeding is, and when to look again", () => {
    const verdict = judge({ rules: arr(), torrent: seeded({ ratio: 1, seedingTime: 3_600, tags: [Tags.imported] }) })
    assert.strictEqual(verdict?.reason, "seeding: ratio 1.00 of 2, seeded 60 min of 24.0 h")
    assert.strictEqual(verdict?.again, now + 23 * 60 * minute)
  })
})

describe("the stalledUP clock", () => {
  const running = { stalledUpSince: now - day }

  it("check 20: begins once and goes on, over restarts too", () => {
    const memory = observeSeeding({}, seeded(), managed(2), now)
    assert.deepStrictEqual(memory, { stalledUpSince: now })
    assert.strictEqual(observeSeeding(memory, seeded(), managed(2), now + day), memory)
  })

  it("check 20: is ended by any other state", () => {
    for (const state of ["uploading", "queuedUP", "forcedUP", "checkingUP", "stoppedUP", "unknown"] as const) {
      assert.deepStrictEqual(observeSeeding(running, seeded({ state }), managed(2), now), {}, state)
    }
  })

  it("does not run where no removal goes by time", () => {
    for (const mode of [-1, 1] as const) assert.deepStrictEqual(observeSeeding({}, seeded(), managed(mode), now), {})
    assert.deepStrictEqual(observeSeeding({}, seeded(), managed(3, { maxRatio: 1 }), now), {})
    assert.deepStrictEqual(observeSeeding(running, seeded(), managed(-1), now), {})
    for (const mode of [2, 3, 4] as const) {
      assert.deepStrictEqual(observeSeeding({}, seeded(), managed(mode), now), { stalledUpSince: now })
    }
  })

  it("goes on while the trackers are not known, but does not begin", () => {
    const rows = { ...managed(2, {}), trackers: [trackerRule({ maxSeedingTime: day })] }
    const unknown = seeded({ trackers: undefined })
    assert.strictEqual(observeSeeding(running, unknown, rows, now), running)
    assert.deepStrictEqual(observeSeeding({}, unknown, rows, now), {})
    assert.deepStrictEqual(observeSeeding({}, seeded(), rows, now), { stalledUpSince: now })
  })

  it("leaves the rest of the memory, and an unchanged memory, as it is", () => {
    const memory = { firstSeenAt: 1, stalledUpSince: 2 }
    assert.deepStrictEqual(observeSeeding(memory, seeded({ state: "uploading" }), managed(2), now), { firstSeenAt: 1 })
    const still = { firstSeenAt: 1 }
    assert.strictEqual(observeSeeding(still, seeded({ state: "uploading" }), managed(2), now), still)
  })
})
