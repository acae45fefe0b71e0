import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import type { TorrentId } from "../../../src/clients/qbittorrent/TorrentId.ts"
import type { TorrentMemory } from "../../../src/store/TorrentMemory.ts"
import { hold } from "../../../src/torrents/heldOutages.ts"
import { observeBroken, outagesOf } from "../../../src/torrents/OutageGuard.ts"
import type { Evidence, Outage } from "../../../src/torrents/Rule.ts"
import { outageOf } from "../../../src/torrents/removals.ts"
import type { Torrent } from "../../../src/torrents/Torrent.ts"
import type { TorrentState } from "../../../src/torrents/TorrentState.ts"
import type { TrackerReading, TrackerState } from "../../../src/torrents/trackers/TrackerStatus.ts"
import { facts, input, minute, now, reading, torrent } from "./samples.ts"

const hour = 60 * minute
const day = 24 * hour

/** One torrent with what is known around it. */
interface Seen {
  readonly torrent: Torrent
  readonly memory?: TorrentMemory
  readonly reading?: TrackerReading
}

let hashes = 0

const seen = (change: Partial<Torrent>, rest: Omit<Seen, "torrent"> = {}): Seen => ({
  torrent: torrent({ hash: `hash${hashes++}`, ...change }),
  ...rest
})

const times = (count: number, make: (at: number) => Seen): ReadonlyArray<Seen> =>
  Array.from({ length: count }, (_, at) => make(at))

const stalled = (ago: number, change: Partial<Torrent> = {}): Seen =>
  seen({ state: "stalledDL", lastActivityAt: now - ago, ...change })

const moving = (change: Partial<Torrent> = {}): Seen =>
  seen({ state: "downloading", downloadSpeed: 1000, lastActivityAt: now - 1000, ...change })

const on = (...hosts: ReadonlyArray<string>) => ({ trackers: hosts.map((host) => `https://${host}/pass/announce`) })

const guard = (all: ReadonlyArray<Seen>, percent = 30, at = now): ReadonlyArray<Outage> => {
  const byId = new Map<TorrentId, Seen>(all.map((one) => [one.torrent.id, one]))
  return outagesOf({
    torrents: all.map((one) => one.torrent),
    readings: (id) => byId.get(id)?.reading,
    memories: (id) => byId.get(id)?.memory ?? {},
    percent,
    now: at
  })
}

const short = (outages: ReadonlyArray<Outage>): ReadonlyArray<string> =>
  outages.map(({ evidence, scope }) => `${evidence} ${scope._tag === "Client" ? scope.instance : scope.host}`)

describe("outages of the swarm", () => {
  it("many downloads of one client that stall within ten minutes are an outage, told with the numbers", () => {
    const outages = guard([...times(9, (at) => stalled(10 * minute + at * minute)), ...times(3, () => moving())])
    assert.deepStrictEqual(short(outages), ["swarm qBit"])
    assert.strictEqual(
      outages[0]?.reason,
      "9 of 12 downloads of qBit stalled within 10 minutes: taken for an outage, nothing is removed for it"
    )
  })

  it.each<[string, ReadonlyArray<Seen>]>([
    ["fewer than five", times(4, () => stalled(20 * minute))],
    ["a share that is not too large", [...times(6, () => stalled(20 * minute)), ...times(14, () => moving())]],
    ["spread over a day", times(9, (at) => stalled(20 * minute + at * 150 * minute))],
    ["dead on arrival", times(9, () => stalled(day, { addedAt: now - day }))],
    ["activity never told", times(9, () => stalled(0, { lastActivityAt: undefined }))],
    ["flickering", times(9, () => stalled(minute))],
    ["stopped", times(9, () => stalled(20 * minute, { state: "stoppedDL" }))],
    ["queued", times(9, () => stalled(20 * minute, { state: "queuedDL" }))],
    ["complete", times(9, () => stalled(20 * minute, { state: "stalledUP" }))],
    ["nothing at all", []]
  ])("no outage: %s", (_, all) => {
    assert.isEmpty(guard(all))
  })

  it.each<[TorrentState, Partial<Torrent>]>([
    ["metaDL", {}],
    ["forcedMetaDL", {}],
    ["downloading", { downloadSpeed: 0 }],
    ["forcedDL", { downloadSpeed: 0 }]
  ])("%s without movement counts as stalled", (state, change) => {
    assert.deepStrictEqual(short(guard(times(6, () => stalled(20 * minute, { state, ...change })))), ["swarm qBit"])
  })

  it("the dead of last week do not hide that all the others stalled at once", () => {
    const dead = times(40, (at) => stalled(7 * day + at * hour, { addedAt: now - 30 * day }))
    const old = times(40, () => stalled(2 * day, { addedAt: now - 2 * day }))
    assert.deepStrictEqual(short(guard([...dead, ...old, ...times(8, () => stalled(20 * minute))])), ["swarm qBit"])
  })

  it("it lasts however long, while nothing else moves", () => {
    assert.deepStrictEqual(
      short(guard([...times(9, () => stalled(20 * hour)), ...times(2, () => stalled(19 * hour))])),
      ["swarm qBit"]
    )
  })

  it("after six hours it is none any more while the client evidently lives", () => {
    const seeding = seen({ state: "uploading", lastActivityAt: now - minute })
    const old = times(9, () => stalled(7 * hour))
    assert.deepStrictEqual(short(guard([...old, moving()])), [])
    assert.deepStrictEqual(short(guard([...old, seeding])), [])
    assert.deepStrictEqual(short(guard([...times(9, () => stalled(5 * hour)), seeding])), ["swarm qBit"])
    // What was just added and never moved is no sign of life.
    const fresh = seen({ state: "stalledDL", addedAt: now - minute, lastActivityAt: now - minute })
    assert.deepStrictEqual(short(guard([...old, fresh])), ["swarm qBit"])
  })

  it("one tracker alone can be ill", () => {
    const all = [
      ...times(6, () => stalled(20 * minute, on("Down.example", "both.example"))),
      ...times(2, () => moving(on("down.example"))),
      ...times(60, () => moving(on("up.example", "both.example")))
    ]
    const outages = guard(all)
    assert.deepStrictEqual(short(outages), ["swarm down.example"])
    assert.include(outages[0]?.reason, "6 of 8 downloads on down.example")
  })

  it("a tracker's old stall is no outage while others on it move", () => {
    const other = times(60, () => moving(on("up.example")))
    const old = times(6, () => stalled(7 * hour, on("down.example")))
    assert.deepStrictEqual(short(guard([...old, ...other])), ["swarm down.example"])
    assert.deepStrictEqual(short(guard([...old, moving(on("down.example")), ...other])), [])
  })

  it("a passkey is never in a reason", () => {
    const all = [...times(9, () => stalled(20 * minute)), ...times(9, () => stalled(20 * minute, { instance: "two" }))]
    for (const { reason } of guard(all)) assert.notInclude(reason, "pass")
  })

  it("of several clients only the ill one is named", () => {
    const all = [
      ...times(9, () => stalled(20 * minute, { instance: "one", ...on("a.example") })),
      ...times(30, () => moving({ instance: "two", ...on("b.example") }))
    ]
    assert.deepStrictEqual(short(guard(all)), ["swarm one"])
  })
})

const disowned = (ago: number, host = "t.example"): Seen =>
  seen(
    { state: "stalledUP", ...on(host) },
    { memory: { goneSince: now - ago }, reading: reading({ host, state: "error", message: "unregistered torrent" }) }
  )

const welcome = (host = "t.example"): Seen =>
  seen({ state: "uploading", lastActivityAt: now - 1000, ...on(host) }, { reading: reading({ host }) })

describe("outages of a tracker", () => {
  it("many torrents that one tracker disowns within an hour are an outage of that tracker", () => {
    const outages = guard([
      ...times(6, (at) => disowned(at * 9 * minute)),
      ...times(4, () => welcome()),
      ...times(100, () => welcome("other.example"))
    ])
    assert.deepStrictEqual(short(outages), ["tracker t.example"])
    assert.strictEqual(
      outages[0]?.reason,
      "6 of 10 torrents were disowned by t.example within 60 minutes: taken for an outage, nothing is removed for it"
    )
  })

  it.each<[string, ReadonlyArray<Seen>]>([
    ["fewer than five", [...times(4, () => disowned(minute)), welcome()]],
    ["a small share", [...times(6, () => disowned(minute)), ...times(20, () => welcome())]],
    ["one by one over days", times(9, (at) => disowned(at * 5 * hour))],
    ["over six hours old, others are welcome", [...times(9, () => disowned(7 * hour)), welcome()]]
  ])("no outage: %s", (_, all) => {
    assert.isEmpty(guard(all))
  })

  it("after a restart, before anything is read, the memory alone keeps it", () => {
    const all = times(6, () => ({ torrent: disowned(0).torrent, memory: { goneSince: now - 2 * hour } }))
    assert.deepStrictEqual(short(guard([...all, ...times(50, () => seen(on("t.example")))])), ["tracker t.example"])
  })

  it("a disabled tracker has no say", () => {
    const all = times(6, () =>
      seen(
        {},
        {
          memory: { goneSince: now - minute },
          reading: reading({ host: "off.example", state: "disabled" }, { host: "t.example", state: "error" })
        }
      )
    )
    assert.deepStrictEqual(short(guard(all)), ["tracker t.example"])
  })
})

const broken = (state: TorrentState, since: number | undefined): Seen =>
  seen({ state }, { memory: since === undefined ? {} : { brokenSince: since } })

describe("outages of the files", () => {
  it("many torrents of one client that lose their files together are an unmounted disk", () => {
    const outages = guard([
      ...times(4, () => broken("missingFiles", now - hour)),
      ...times(4, () => broken("error", now - hour + minute)),
      ...times(8, () => moving())
    ])
    assert.deepStrictEqual(short(outages), ["files qBit"])
    assert.include(outages[0]?.reason, "8 of 16 torrents of qBit lost their files or went into error")
  })

  it("seen for the first time they broke now", () => {
    assert.deepStrictEqual(short(guard(times(6, () => broken("missingFiles", undefined)))), ["files qBit"])
  })

  it("it never grows old: a disk may be away for days", () => {
    const all = [...times(8, () => broken("missingFiles", now - 9 * day)), moving()]
    assert.deepStrictEqual(short(guard(all)), ["files qBit"])
  })

  it.each<[string, ReadonlyArray<Seen>]>([
    ["fewer than five", times(4, () => broken("missingFiles", now))],
    ["a small share", [...times(6, () => broken("error", now)), ...times(20, () => moving())]],
    ["one by one", times(9, (at) => broken("missingFiles", now - at * hour))]
  ])("no outage: %s", (_, all) => {
    assert.isEmpty(guard(all))
  })
})

describe("observeBroken", () => {
  it("remembers since when a torrent is broken", () => {
    const first = observeBroken({}, torrent({ state: "missingFiles" }), now)
    assert.deepStrictEqual(first, { brokenSince: now })
    assert.strictEqual(observeBroken(first, torrent({ state: "error" }), now + hour), first)
  })

  it("forgets it when the torrent is well, not while that is being found out", () => {
    const memory = { brokenSince: now, firstSeenAt: 1 }
    for (const state of ["unknown", "checkingDL", "checkingUP", "checkingResumeData", "moving"] as const) {
      assert.strictEqual(observeBroken(memory, torrent({ state }), now), memory)
    }
    assert.deepStrictEqual(observeBroken(memory, torrent({ state: "stalledUP" }), now), { firstSeenAt: 1 })
    const well: TorrentMemory = { firstSeenAt: 1 }
    assert.strictEqual(observeBroken(well, torrent(), now), well)
  })
})

describe("an outage is held for a while after it was last found", () => {
  const outage = (evidence: Evidence, instance = "qBit"): Outage => ({
    scope: { _tag: "Client", instance },
    evidence,
    reason: "some"
  })

  it("for the torrents that recover last, then it is over", () => {
    const first = hold([], [outage("swarm"), outage("tracker")], now)
    assert.lengthOf(first, 2)
    assert.deepStrictEqual(hold(first, [], now + 29 * minute), first)
    assert.deepStrictEqual(
      hold(first, [], now + 45 * minute).map((held) => held.outage.evidence),
      ["tracker"]
    )
    assert.isEmpty(hold(first, [], now + 61 * minute))
  })

  it("found again it is held anew, once, with the newest numbers", () => {
    const first = hold([], [outage("swarm")], now)
    const again = { ...outage("swarm"), reason: "more" }
    assert.deepStrictEqual(hold(first, [again], now + minute), [{ outage: again, foundAt: now + minute }])
    assert.lengthOf(hold(first, [outage("swarm", "two")], now + minute), 2)
  })
})

const states: ReadonlyArray<TorrentState> = [
  "downloading",
  "stalledDL",
  "metaDL",
  "forcedDL",
  "queuedDL",
  "stoppedDL",
  "checkingDL",
  "uploading",
  "stalledUP",
  "missingFiles",
  "error",
  "unknown"
]

const past = fc.option(
  fc.oneof(
    fc.integer({ min: 0, max: 20 }).map((ago) => now - ago * minute),
    fc.integer({ min: -10, max: 20_000 }).map((ago) => now - ago * minute)
  ),
  { nil: undefined }
)

const trackerState = fc.constantFrom<TrackerState>("working", "error", "disabled")

const host = fc.constantFrom("a.example", "b.example", "c.example")

const someone: fc.Arbitrary<Seen> = fc
  .record({
    state: fc.oneof(fc.constant<TorrentState>("stalledDL"), fc.constantFrom(...states)),
    addedAt: past,
    lastActivityAt: past,
    downloadSpeed: fc.constantFrom(0, 1000, undefined),
    instance: fc.constantFrom("qBit", "two"),
    trackers: fc.option(
      fc.array(
        host.map((name) => `https://${name}/announce`),
        { maxLength: 3 }
      ),
      { nil: undefined }
    ),
    goneSince: past,
    brokenSince: past,
    read: fc.option(fc.array(fc.record({ host, state: trackerState }), { maxLength: 3 }), {
      nil: undefined
    })
  })
  .map(({ brokenSince, goneSince, read, ...change }) =>
    seen(change, {
      memory: {
        ...(goneSince === undefined ? {} : { goneSince }),
        ...(brokenSince === undefined ? {} : { brokenSince })
      },
      ...(read === undefined ? {} : { reading: reading(...read) })
    })
  )

/** Which torrent is frozen on which evidence. */
const frozen = (all: ReadonlyArray<Seen>, percent: number): ReadonlySet<string> => {
  const outages = guard(all, percent)
  return new Set(
    all.flatMap(({ torrent: one }) =>
      (["swarm", "tracker", "files"] as const)
        .filter((evidence) => outageOf(input({ torrent: one, facts: facts({ outages }) }), evidence) !== undefined)
        .map((evidence) => `${one.id} ${evidence}`)
    )
  )
}

describe("outagesOf", () => {
  it("4,000 random scenes never throw, and every outage has its numbers", () => {
    fc.assert(
      fc.property(fc.array(someone, { maxLength: 40 }), fc.integer({ min: 1, max: 100 }), (all, percent) => {
        for (const { reason } of guard(all, percent)) {
          const [, count, total] = /^(\d+) of (\d+) /.exec(reason) ?? []
          assert.isAtLeast(Number(count), 5)
          assert.isAtLeast(Number(total), Number(count))
          assert.isAbove(Number(count) * 100, percent * Number(total))
        }
      }),
      { numRuns: 4000 }
    )
  })

  it("fewer than five torrents never freeze anything", () => {
    fc.assert(
      fc.property(fc.array(someone, { maxLength: 4 }), (all) => {
        assert.isEmpty(guard(all, 1))
      })
    )
  })

  it("when all have recovered nothing is frozen", () => {
    fc.assert(
      fc.property(fc.array(someone, { maxLength: 40 }), (all) => {
        const well = all.map(
          ({ torrent: one }): Seen => ({
            torrent: { ...one, state: "downloading", downloadSpeed: 1, lastActivityAt: now }
          })
        )
        assert.isEmpty(guard(well, 1))
      })
    )
  })

  it("a larger percentage never freezes more", () => {
    const percent = fc.integer({ min: 1, max: 100 })
    fc.assert(
      fc.property(fc.array(someone, { minLength: 5, maxLength: 40 }), percent, percent, (all, one, other) => {
        const more = frozen(all, Math.min(one, other))
        for (const key of frozen(all, Math.max(one, other))) assert.isTrue(more.has(key), key)
      })
    )
  })

  it("100 percent switches it off", () => {
    fc.assert(
      fc.property(fc.array(someone, { maxLength: 40 }), (all) => {
        assert.isEmpty(guard(all, 100))
      })
    )
  })

  it("the same torrents in another order are the same outages", () => {
    fc.assert(
      fc.property(fc.array(someone, { maxLength: 40 }), (all) => {
        assert.deepStrictEqual(
          guard(all, 10)
            .map(({ reason }) => reason)
            .toSorted(),
          guard(all.toReversed(), 10)
            .map(({ reason }) => reason)
            .toSorted()
        )
      })
    )
  })

  it("is cheap for ten thousand torrents in the middle of an outage", () => {
    const all = times(10_000, (at) =>
      at % 10 < 4
        ? stalled((at % 9) * minute + 3 * minute, on(`h${at % 50}.example`, "x.example"))
        : moving(on("y.example"))
    )
    const list = all.map((one) => one.torrent)
    const memory: TorrentMemory = {}
    const run = () => {
      const start = performance.now()
      const found = outagesOf({ torrents: list, readings: () => undefined, memories: () => memory, percent: 50, now })
      assert.lengthOf(found, 21)
      return performance.now() - start
    }
    const best = Math.min(...Array.from({ length: 30 }, run))
    // 5 ms on a machine that does nothing else.
    assert.isBelow(best, 25)
  })
})
