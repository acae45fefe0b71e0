import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import type { TorrentMemory } from "../../../../src/store/TorrentMemory.ts"
import type { Action } from "../../../../src/torrents/Action.ts"
import type { Facts, RuleInput } from "../../../../src/torrents/Rule.ts"
import {
  agreeFor,
  isDisowned,
  minimumAge,
  newestWithin,
  observeGone,
  unregistered
} from "../../../../src/torrents/rules/unregistered.ts"
import type { Torrent } from "../../../../src/torrents/Torrent.ts"
import type { TorrentRules } from "../../../../src/torrents/TorrentRules.ts"
import type { TorrentState } from "../../../../src/torrents/TorrentState.ts"
import type { TrackerReading, TrackerState, TrackerStatus } from "../../../../src/torrents/trackers/TrackerStatus.ts"
import {
  complete,
  day,
  facts,
  hitAndRun,
  input,
  minute,
  now,
  reading,
  rules,
  torrent,
  trackerRule
} from "../samples.ts"

const gone: Partial<TrackerStatus> = { state: "notWorking", message: "Unregistered torrent" }

/** Disowned by its only tracker for longer than it needs, on a reading of this moment; with changes. */
const at = (change: {
  readonly torrent?: Torrent
  readonly facts?: Partial<Facts>
  readonly rules?: Partial<TorrentRules>
  readonly memory?: TorrentMemory
  readonly now?: number
}): RuleInput =>
  input({
    torrent: change.torrent ?? torrent({ state: "stalledDL" }),
    facts: facts({ trackers: reading(gone), ...change.facts }),
    rules: rules({ removeUnregistered: true, ...change.rules }),
    memory: change.memory ?? { goneSince: now - agreeFor - minute },
    now: change.now ?? now
  })

const judge = (change: Parameters<typeof at>[0]) => unregistered.judge(at(change))

const readAt = (when: number, ...trackers: ReadonlyArray<Partial<TrackerStatus>>): TrackerReading => ({
  ...reading(...trackers),
  at: when
})

describe("unregistered", () => {
  it("an incomplete download is removed, blocklisted and searched for again", () => {
    const verdict = judge({})
    assert.deepStrictEqual(verdict?.actions, [
      { _tag: "Remove", deleteFiles: true, blocklist: true, research: true, section: "Radarr-Movies" }
    ])
    assert.strictEqual(
      verdict?.reason,
      'its trackers say that it is gone, for 61 min (tracker.example: "Unregistered torrent")'
    )
  })

  it("an imported one is removed as done: no blocklist, no search", () => {
    const removed: ReadonlyArray<Action> = [
      { _tag: "Remove", deleteFiles: true, blocklist: false, research: false, section: undefined }
    ]
    assert.deepStrictEqual(judge({ torrent: complete({ tags: ["qBitrr-imported"] }) })?.actions, removed)
    const importEntry: Facts["importEntry"] = {
      id: torrent().id,
      section: "Radarr-Movies",
      state: "imported",
      since: now - minute,
      commandId: undefined,
      reason: undefined
    }
    assert.deepStrictEqual(judge({ torrent: complete(), facts: { importEntry } })?.actions, removed)
    assert.deepStrictEqual(
      judge({ torrent: complete(), rules: { tagless: true }, memory: { ...at({}).memory, marks: ["qBitrr-imported"] } })
        ?.actions,
      removed
    )
  })

  it("a complete one of qBittorrent's own category is done too", () => {
    const verdict = judge({ torrent: complete(), rules: { kind: "managed" } })
    assert.deepStrictEqual(verdict?.actions, [
      { _tag: "Remove", deleteFiles: true, blocklist: false, research: false, section: undefined }
    ])
  })

  it("a complete one that its Arr has not imported is none of its business, so that the import goes on", () => {
    const entry = (state: "asked" | "scanning" | "imported" | "stuck", since: number): Facts["importEntry"] => ({
      id: torrent().id,
      section: "Radarr-Movies",
      state,
      since,
      commandId: undefined,
      reason: undefined
    })
    assert.isUndefined(judge({ torrent: complete() }))
    for (const state of ["asked", "scanning", "stuck"] as const) {
      assert.isUndefined(judge({ torrent: complete(), facts: { importEntry: entry(state, now) } }))
    }
    // Imported before it was added: that was another download.
    assert.isUndefined(judge({ torrent: complete(), facts: { importEntry: entry("imported", now - 2 * day) } }))
  })

  it("is off by default, and then asks for nothing", () => {
    assert.isUndefined(judge({ rules: { removeUnregistered: false } }))
    assert.isUndefined(judge({ rules: { removeUnregistered: false }, facts: { trackers: undefined } }))
  })

  it.each<[TorrentState, boolean]>([
    ["downloading", true],
    ["stalledDL", true],
    ["metaDL", true],
    ["forcedMetaDL", true],
    ["queuedDL", false],
    ["stoppedDL", false],
    ["forcedDL", false],
    ["checkingDL", false],
    ["allocating", false],
    ["uploading", true],
    ["stalledUP", true],
    ["forcedUP", true],
    ["queuedUP", false],
    ["stoppedUP", false],
    ["checkingUP", false],
    ["checkingResumeData", false],
    ["moving", false],
    ["missingFiles", false],
    ["error", false],
    ["unknown", false]
  ])("%s is judged: %s", (state, judged) => {
    const verdict = judge({ torrent: torrent({ state, tags: ["qBitrr-imported"] }) })
    assert.strictEqual((verdict?.actions.length ?? 0) > 0, judged)
    if (!judged) assert.isUndefined(verdict)
  })

  it("is left alone in its first hour, and when nobody knows its age or its trackers", () => {
    assert.isUndefined(judge({ torrent: torrent({ state: "stalledDL", addedAt: now - minimumAge + 1 }) }))
    assert.isUndefined(judge({ torrent: torrent({ state: "stalledDL", addedAt: undefined }) }))
    assert.isUndefined(judge({ torrent: torrent({ state: "stalledDL", trackers: undefined }) }))
    assert.isUndefined(judge({ torrent: torrent({ state: "stalledDL", trackers: [] }) }))
    assert.lengthOf(judge({ torrent: torrent({ state: "stalledDL", addedAt: now - minimumAge }) })?.actions ?? [], 1)
  })

  it("asks how the trackers answer when that is not known or half an hour old", () => {
    assert.strictEqual(judge({ facts: { trackers: undefined } })?.needs, "trackers")
    assert.strictEqual(judge({ facts: { trackers: readAt(now - 31 * minute, gone) } })?.needs, "trackers")
    assert.isUndefined(judge({ memory: {}, facts: { trackers: readAt(now - 29 * minute, {}) } }))
  })

  it("begins to count with the first reading in which all agree", () => {
    const verdict = judge({ memory: { firstSeenAt: 1 }, facts: { trackers: readAt(now - minute, gone) } })
    assert.deepStrictEqual(verdict?.actions, [])
    assert.deepStrictEqual(verdict?.memory, { firstSeenAt: 1, goneSince: now - minute })
    assert.strictEqual(verdict?.again, now)
  })

  it("while they have to agree for longer the other rules have their turn", () => {
    const memory = { goneSince: now - agreeFor + minute }
    assert.isUndefined(judge({ memory }))
  })

  it("one reading is never enough, however old", () => {
    const first = readAt(now - agreeFor, gone)
    const verdict = judge({ memory: { goneSince: first.at }, facts: { trackers: first } })
    assert.isEmpty(verdict?.actions ?? [])
    assert.strictEqual(verdict?.needs, "trackers")
  })

  it("the reading it is decided on is of this moment", () => {
    const memory = { goneSince: now - 2 * agreeFor }
    const old = judge({ memory, facts: { trackers: readAt(now - newestWithin - 1, gone) } })
    assert.isEmpty(old?.actions ?? [])
    assert.strictEqual(old?.needs, "trackers")
    assert.lengthOf(judge({ memory, facts: { trackers: readAt(now - newestWithin, gone) } })?.actions ?? [], 1)
  })

  it("forgets it as soon as one reading says otherwise, and lets the other rules have their turn at once", () => {
    const verdict = judge({ memory: { goneSince: 5, firstSeenAt: 1 }, facts: { trackers: reading({}) } })
    assert.deepStrictEqual(verdict?.memory, { firstSeenAt: 1 })
    assert.isEmpty(verdict?.actions ?? [])
    assert.strictEqual(verdict?.again, now)
    assert.isUndefined(judge({ memory: { firstSeenAt: 1 }, facts: { trackers: reading({}) } }))
  })

  it("a download that still gets data is kept, and the other rules have their turn", () => {
    assert.isUndefined(judge({ torrent: torrent({ downloadSpeed: 1 }) }))
    assert.isUndefined(judge({ torrent: torrent({ downloadSpeed: undefined }) }))
  })

  it("check 11: without a connection nothing is removed", () => {
    assert.isUndefined(judge({ facts: { connected: false } }))
  })

  it("waits for a silent Arr and for the end of an outage of its tracker, while the other rules have their turn", () => {
    const outage = (host: string): Facts["outages"] => [
      { scope: { _tag: "Tracker", host }, evidence: "tracker", reason: "9 of 10 torrents" }
    ]
    assert.isUndefined(judge({ facts: { queue: undefined } }))
    assert.isUndefined(judge({ facts: { outages: outage("tracker.example") } }))
    assert.lengthOf(judge({ facts: { outages: outage("other.example") } })?.actions ?? [], 1)
  })

  it("check 22: the tracker that disowned it is owed nothing", () => {
    const trackers = [trackerRule({ hitAndRun: hitAndRun({ mode: "and", minSeedingTime: 10 * day }) })]
    assert.lengthOf(judge({ torrent: complete({ tags: ["qBitrr-imported"] }), rules: { trackers } })?.actions ?? [], 1)
  })

  it("counts strikes when they are on", () => {
    const first = judge({ rules: { maxStrikes: 2 } })
    assert.isEmpty(first?.actions ?? [])
    assert.strictEqual(first?.memory?.strikes?.count, 1)
    assert.strictEqual(first?.memory?.goneSince, now - agreeFor - minute)
    const later = now + 6 * minute
    const second = judge({
      rules: { maxStrikes: 2 },
      memory: first?.memory ?? {},
      now: later,
      facts: { trackers: readAt(later, gone) }
    })
    assert.lengthOf(second?.actions ?? [], 1)
  })

  it("shows no passkey", () => {
    const trackers = reading({ ...gone, message: "Unregistered torrent 0123456789abcdef0123456789abcdef" })
    assert.notInclude(judge({ facts: { trackers } })?.reason, "0123")
  })
})

describe("isDisowned", () => {
  const disowned = (...trackers: ReadonlyArray<Partial<TrackerStatus>>) => isDisowned(reading(...trackers), [])

  it.each<[string, ReadonlyArray<Partial<TrackerStatus>>, boolean]>([
    ["one that says so", [gone], true],
    ["one that refuses with an error", [{ ...gone, state: "error" }], true],
    ["all of several", [gone, { ...gone, host: "two.example", message: "Torrent not found" }], true],
    ["none at all", [], false],
    ["only switched-off ones", [{ ...gone, state: "disabled" }], false],
    ["a switched-off one has no say", [gone, { state: "disabled", message: "" }], true],
    ["one that works", [gone, { state: "working" }], false],
    ["one that works though it complains", [{ ...gone, state: "working" }], false],
    ["one that is asked right now", [gone, { ...gone, state: "updating" }], false],
    ["one not asked yet", [gone, { ...gone, state: "notContacted" }], false],
    ["one that cannot be reached", [gone, { ...gone, state: "unreachable" }], false],
    ["one in a state nobody knows", [gone, { ...gone, state: "unknown" }], false],
    ["an outage beside it", [gone, { ...gone, message: "Host not found" }], false],
    ["an outage before it", [{ ...gone, message: "Host not found" }, gone], false],
    ["a wrong passkey", [{ ...gone, message: "Unregistered passkey" }], false],
    ["something nobody knows", [{ ...gone, message: "truncated" }], false],
    ["silence", [{ ...gone, message: "" }], false]
  ])("%s", (_, trackers, expected) => {
    assert.strictEqual(disowned(...trackers), expected)
    assert.strictEqual(disowned(...trackers.toReversed()), expected)
  })

  it("goes by the tracker's own words, of its subdomains too", () => {
    const own = (messages: { gone?: ReadonlyArray<string>; outage?: ReadonlyArray<string> }) => [
      trackerRule({ host: "example", messages: { gone: [], outage: [], userError: [], ...messages } })
    ]
    assert.isTrue(isDisowned(reading({ ...gone, message: "Dead" }), own({ gone: ["dead"] })))
    assert.isFalse(isDisowned(reading(gone), own({ outage: ["unregistered"] })))
  })
})

describe("observeGone", () => {
  it("keeps the time of the first reading that agreed", () => {
    const later = observeGone(at({ memory: { goneSince: now - day } }))
    assert.strictEqual(later.goneSince, now - day)
  })

  it("a clock that was set back begins anew", () => {
    assert.strictEqual(observeGone(at({ memory: { goneSince: now + day } })).goneSince, now)
  })

  it("with the rule off it is forgotten", () => {
    assert.deepStrictEqual(observeGone(at({ rules: { removeUnregistered: false } })), {})
    assert.deepStrictEqual(observeGone(at({ rules: { removeUnregistered: false }, memory: {} })), {})
  })

  it("old news change nothing: an old reading, a torrent that does not announce", () => {
    const memory = { goneSince: now - day }
    assert.strictEqual(observeGone(at({ memory, facts: { trackers: readAt(now - day, {}) } })), memory)
    assert.strictEqual(observeGone(at({ memory, facts: { trackers: undefined } })), memory)
    assert.strictEqual(
      observeGone(at({ memory, torrent: torrent({ state: "stoppedDL" }), facts: { trackers: reading({}) } })),
      memory
    )
  })

  it("the rule says the same whether or not the memory was brought up to date before", () => {
    const trackers = fc.array(
      fc.record({
        state: fc.constantFrom<TrackerState>("working", "notWorking", "error", "disabled", "unreachable"),
        message: fc.constantFrom("Unregistered torrent", "timed out", "odd", "")
      }),
      { maxLength: 3 }
    )
    fc.assert(
      fc.property(
        trackers,
        fc.nat(50).map((ago) => now - ago * minute),
        fc.option(
          fc.nat(200).map((ago) => now - ago * minute),
          { nil: undefined }
        ),
        fc.boolean(),
        (statuses, readWhen, goneSince, connected) => {
          const before = at({
            memory: goneSince === undefined ? {} : { goneSince },
            facts: { trackers: readAt(readWhen, ...statuses), connected }
          })
          const verdict = unregistered.judge(before)
          const seen = unregistered.judge({ ...before, memory: observeGone(before) })
          assert.deepStrictEqual(seen?.actions ?? [], verdict?.actions ?? [])
          assert.strictEqual(seen?.needs, verdict?.needs)
          if ((verdict?.actions.length ?? 0) > 0) {
            assert.isTrue(connected)
            assert.isTrue(
              statuses.every(({ state }) => state === "notWorking" || state === "error" || state === "disabled")
            )
            assert.isAtLeast(readWhen - (goneSince ?? now), agreeFor)
          }
        }
      ),
      { numRuns: 1000 }
    )
  })
})
