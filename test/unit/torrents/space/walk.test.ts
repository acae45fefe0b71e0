import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import * as TorrentId from "../../../../src/clients/qbittorrent/TorrentId.ts"
import {
  byQueue,
  type Candidate,
  lag,
  leastRest,
  resumeMargin,
  type Want,
  walk
} from "../../../../src/torrents/space/walk.ts"
import type { Torrent } from "../../../../src/torrents/Torrent.ts"
import { fromWire, isComplete, type TorrentState } from "../../../../src/torrents/TorrentState.ts"
import { now, torrent } from "../samples.ts"

const GB = 1024 ** 3
const longAgo = now - 3_600_000
const mark = "qBitrr-free_space_paused"

/** A torrent by its number, which is its place in the queue. */
const at = (place: number, change: Partial<Torrent> = {}): Torrent => {
  const hash = place.toString(16).padStart(40, "0")
  return torrent({
    id: TorrentId.make("qBit", hash),
    hash,
    name: `T${place}`,
    queuePosition: place,
    totalSize: 100 * GB,
    ...change
  })
}

const candidate = (one: Torrent, change: Partial<Candidate> = {}): Candidate => ({
  torrent: one,
  managed: true,
  marked: one.tags.includes(mark),
  stoppedAt: undefined,
  ...change
})

const stoppedByUs = (one: Torrent, stoppedAt: number | undefined = longAgo): Candidate =>
  candidate({ ...one, state: "stoppedDL", tags: [mark] }, { stoppedAt })

const told = (wants: ReadonlyArray<Want>) => wants.map(({ torrent: { name }, want }) => `${want} ${name}`)

const run = (candidates: ReadonlyArray<Candidate>, free: number, threshold = 50 * GB) =>
  told(walk({ candidates, room: { free, threshold }, now }).wants)

describe("the walk along the queue", () => {
  it("check 31: hands out the budget in queue order, a misfit takes nothing of it (§10.5)", () => {
    const { wants } = walk({
      candidates: [
        candidate(at(1, { amountLeft: 40 * GB })),
        candidate(at(2, { amountLeft: 50 * GB })),
        stoppedByUs(at(3, { amountLeft: 20 * GB })),
        candidate(at(4, { amountLeft: 10 * GB, state: "queuedDL" })),
        candidate(at(5, { amountLeft: 0, state: "uploading", queuePosition: undefined, tags: [mark] }))
      ],
      room: { free: 120 * GB, threshold: 50 * GB },
      now
    })
    assert.deepStrictEqual(told(wants), ["stop T2", "start T3", "stop T4", "unmark T5"])
    assert.strictEqual(
      wants[0]?.reason,
      "50.0 GB left, but only 30.0 GB may be used (120.0 GB free, FreeSpace = 50.0 GB)"
    )
    assert.strictEqual(
      wants[1]?.reason,
      "20.0 GB left, of 30.0 GB that may be used (120.0 GB free, FreeSpace = 50.0 GB, resuming needs 2.5 GB more)"
    )
  })

  it("check 31: resuming needs 5 % of FreeSpace more than pausing", () => {
    const runs = [candidate(at(1, { amountLeft: 10 * GB }))]
    const stopped = [stoppedByUs(at(1, { amountLeft: 10 * GB }))]
    assert.deepStrictEqual(run(runs, 60 * GB + 1), [])
    assert.deepStrictEqual(run(runs, 60 * GB), ["stop T1"])
    assert.deepStrictEqual(run(stopped, 60 * GB + 1), [])
    assert.deepStrictEqual(run(stopped, 62.5 * GB), [])
    assert.deepStrictEqual(run(stopped, 62.5 * GB + 1), ["start T1"])
  })

  it("check 31: holds a stop in the words of qBittorrent 4 and of 5", () => {
    for (const word of ["pausedDL", "stoppedDL"]) {
      const held = { ...at(1, { amountLeft: 10 * GB }), state: fromWire(word), tags: [mark] }
      assert.deepStrictEqual(run([candidate(held)], 60 * GB), [], word)
      assert.deepStrictEqual(run([candidate(held)], 70 * GB), ["start T1"], word)
    }
  })

  it("check 13: a person's stop is never undone and takes no room; what we stopped resumes", () => {
    const persons = candidate(at(1, { amountLeft: 60 * GB, state: "stoppedDL" }))
    const byMemory = candidate(at(2, { amountLeft: 30 * GB, state: "stoppedDL" }), { marked: true, stoppedAt: longAgo })
    assert.deepStrictEqual(run([persons, byMemory], 120 * GB), ["start T2"])
    assert.deepStrictEqual(run([persons], 10 * GB), [])
  })

  it("goes by queue position, then by age, name and hash", () => {
    const big = { amountLeft: 60 * GB }
    const second = candidate(at(2, big))
    const first = candidate(at(1, big))
    assert.deepStrictEqual(run([second, first], 120 * GB), ["stop T2"])
    const none = { ...big, queuePosition: undefined }
    const old = candidate(at(9, { ...none, addedAt: now - 5_000 }))
    const young = candidate(at(3, { ...none, addedAt: now - 1_000 }))
    assert.deepStrictEqual(run([young, old], 120 * GB), ["stop T3"])
    const namesake = candidate(at(4, { ...none, addedAt: now - 1_000, name: "A" }))
    assert.deepStrictEqual(run([young, namesake], 120 * GB), ["stop T3"])
  })

  it("never stops what is forced, ignored or belongs to nobody, but takes off what it needs", () => {
    const small = candidate(at(2, { amountLeft: 10 * GB }))
    for (const first of [
      candidate(at(1, { amountLeft: 65 * GB, state: "forcedDL" })),
      candidate(at(1, { amountLeft: 65 * GB, tags: ["qBitrr-ignored"] })),
      candidate(at(1, { amountLeft: 65 * GB }), { managed: false })
    ]) {
      assert.deepStrictEqual(run([first, small], 120 * GB), ["stop T2"])
      assert.deepStrictEqual(run([first], 10 * GB), [])
    }
  })

  it("never stops what has nothing left to write", () => {
    assert.deepStrictEqual(run([candidate(at(1, { amountLeft: 0 }))], 10 * GB), [])
  })

  it("leaves what is stopped, ignored and ours by its mark alone", () => {
    const ignored = candidate(at(1, { state: "stoppedDL", tags: [mark, "qBitrr-ignored"] }))
    assert.deepStrictEqual(run([ignored], 900 * GB), [])
  })

  it("leaves alone and names what it cannot tell the size of, magnets above all", () => {
    const magnet = candidate(at(1, { state: "metaDL", amountLeft: 0, size: 0, totalSize: undefined }))
    const queued = candidate(at(2, { state: "queuedDL", amountLeft: 0, size: 0, totalSize: undefined }))
    const untold = candidate(at(3, { amountLeft: undefined }))
    const { unknown, wants } = walk({
      candidates: [magnet, queued, untold],
      room: { free: 1 * GB, threshold: 50 * GB },
      now
    })
    assert.deepStrictEqual(told(wants), [])
    assert.deepStrictEqual(
      unknown.map(({ name }) => name),
      ["T1", "T2", "T3"]
    )
    assert.deepStrictEqual(run([stoppedByUs(at(1, { amountLeft: undefined }))], 900 * GB), [])
  })

  it("takes the mark off what somebody started, unless it does not fit", () => {
    const started = at(1, { amountLeft: 10 * GB, tags: [mark] })
    assert.deepStrictEqual(run([candidate(started)], 120 * GB), ["unmark T1"])
    assert.deepStrictEqual(run([candidate({ ...started, state: "forcedDL" })], 10 * GB), ["unmark T1"])
    assert.deepStrictEqual(run([candidate(started)], 10 * GB), ["stop T1"])
  })

  it("keeps the mark while nobody can tell whether the torrent is stopped", () => {
    const states: ReadonlyArray<TorrentState> = [
      "checkingResumeData",
      "checkingDL",
      "moving",
      "error",
      "missingFiles",
      "unknown"
    ]
    for (const state of states) assert.deepStrictEqual(run([candidate(at(1, { state, tags: [mark] }))], 120 * GB), [])
  })

  it("does not take its own fresh stop for somebody's start while the picture lags", () => {
    const late = candidate(at(1, { amountLeft: 10 * GB }), { marked: true, stoppedAt: now - lag + 1 })
    assert.deepStrictEqual(run([late], 120 * GB), [])
    assert.deepStrictEqual(run([{ ...late, stoppedAt: now - lag }], 120 * GB), ["unmark T1"])
    assert.deepStrictEqual(run([late], 10 * GB), ["stop T1"], "a stop too many does no harm")
  })

  it("lets rest what it has just stopped until the disk was measured anew", () => {
    const one = at(1, { amountLeft: 10 * GB })
    assert.deepStrictEqual(run([stoppedByUs(one, now - leastRest + 1)], 900 * GB), [])
    assert.deepStrictEqual(run([stoppedByUs(one, now - leastRest)], 900 * GB), ["start T1"])
  })

  it("starts what became complete while it was stopped, for it needs no room", () => {
    const done = at(1, { amountLeft: 0, state: "stoppedUP", queuePosition: undefined, tags: [mark] })
    assert.deepStrictEqual(run([candidate(done)], 0), ["start T1"])
    assert.deepStrictEqual(run([candidate({ ...done, tags: [] })], 900 * GB), [])
  })

  it("starts everything it stopped once FreeSpace is off, and nothing else", () => {
    const candidates = [
      stoppedByUs(at(1, { amountLeft: 90 * GB }), now),
      candidate(at(2, { state: "stoppedDL" })),
      candidate(at(3, { amountLeft: 90 * GB }))
    ]
    assert.deepStrictEqual(told(walk({ candidates, room: undefined, now }).wants), ["start T1"])
  })
})

const states: ReadonlyArray<TorrentState> = [
  "downloading",
  "stalledDL",
  "queuedDL",
  "metaDL",
  "forcedDL",
  "stoppedDL",
  "checkingDL",
  "uploading",
  "stoppedUP",
  "error"
]

const anyCandidate = (allowed: ReadonlyArray<TorrentState> = states) =>
  fc.record({
    state: fc.constantFrom(...allowed),
    left: fc.integer({ min: 0, max: 40 }),
    known: fc.integer({ min: 0, max: 9 }),
    queued: fc.boolean(),
    marked: fc.boolean(),
    ignored: fc.integer({ min: 0, max: 9 }),
    managed: fc.integer({ min: 0, max: 9 })
  })

const anyQueue = (allowed?: ReadonlyArray<TorrentState>) =>
  fc.array(anyCandidate(allowed), { maxLength: 12 }).map((all) =>
    all.map(({ ignored, known, left, managed, marked, queued, state }, index) =>
      candidate(
        at(index + 1, {
          state,
          amountLeft: known === 0 ? undefined : isComplete(state) ? 0 : left,
          totalSize: known === 1 ? undefined : 100,
          queuePosition: queued ? index + 1 : undefined,
          tags: [...(marked ? [mark] : []), ...(ignored === 0 ? ["qBitrr-ignored"] : [])]
        }),
        { managed: managed !== 0, stoppedAt: marked ? longAgo : undefined }
      )
    )
  )

/** What the client shows once every want is carried out. */
const carriedOut = (candidates: ReadonlyArray<Candidate>, wants: ReadonlyArray<Want>, when: number) => {
  const wanted = new Map(wants.map((want) => [want.torrent.id, want.want]))
  return candidates.map((one): Candidate => {
    const want = wanted.get(one.torrent.id)
    if (want === undefined) return one
    const tags = one.torrent.tags.filter((tag) => tag !== mark)
    if (want === "stop") {
      return {
        ...one,
        torrent: { ...one.torrent, state: "stoppedDL", tags: [...tags, mark] },
        marked: true,
        stoppedAt: when
      }
    }
    const state = want === "unmark" ? one.torrent.state : isComplete(one.torrent.state) ? "stalledUP" : "stalledDL"
    return { ...one, torrent: { ...one.torrent, state, tags }, marked: false, stoppedAt: undefined }
  })
}

const anyRoom = fc.record({ free: fc.integer({ min: 0, max: 200 }), threshold: fc.integer({ min: 0, max: 100 }) })

describe("the walk, whatever the queue", () => {
  it("check 31: comes to rest: once carried out, it wants nothing more", () => {
    fc.assert(
      fc.property(anyQueue(), anyRoom, (candidates, room) => {
        const { wants } = walk({ candidates, room, now })
        const after = carriedOut(candidates, wants, now)
        assert.deepStrictEqual(told(walk({ candidates: after, room, now }).wants), [])
        assert.deepStrictEqual(told(walk({ candidates: after, room, now: now + 10 * leastRest }).wants), [])
      }),
      { numRuns: 500 }
    )
  })

  it("check 31: does not flap while the free space wavers by less than 5 % of FreeSpace", () => {
    const wavering = fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 60, maxLength: 60 })
    fc.assert(
      fc.property(anyQueue(), fc.integer({ min: 0, max: 200 }), wavering, (candidates, base, waves) => {
        // 5 % of 2000 is 100, so a wave is always smaller.
        const threshold = 2_000
        assert.strictEqual(resumeMargin(threshold), 100)
        const counts = { start: new Map<string, number>(), stop: new Map<string, number>() }
        let queue = candidates
        let when = now
        for (const wave of waves) {
          when += 10 * leastRest
          const { wants } = walk({ candidates: queue, room: { free: threshold + base + wave, threshold }, now: when })
          for (const { torrent: one, want } of wants) {
            if (want !== "unmark") counts[want].set(one.id, (counts[want].get(one.id) ?? 0) + 1)
          }
          queue = carriedOut(queue, wants, when)
        }
        // Who was started with the margin is stopped again only when one before it in the queue was started since.
        let startsBefore = 0
        for (const { id } of candidates.map((one) => one.torrent).sort(byQueue)) {
          assert.isAtMost(counts.stop.get(id) ?? 0, 1 + startsBefore, id)
          assert.isAtMost(counts.start.get(id) ?? 0, 1 + startsBefore, id)
          startsBefore += counts.start.get(id) ?? 0
        }
      })
    )
  })

  it("check 13: starts only what it stopped", () => {
    fc.assert(
      fc.property(anyQueue(), anyRoom, (candidates, room) => {
        const ours = new Set(candidates.filter(({ marked }) => marked).map((one) => one.torrent.id))
        for (const { torrent: one, want } of walk({ candidates, room, now }).wants) {
          if (want !== "stop") assert.isTrue(ours.has(one.id))
          assert.notInclude(one.tags, "qBitrr-ignored")
          if (want === "stop") assert.notInclude(["stoppedDL", "forcedDL"], one.state)
        }
      })
    )
  })

  it("what runs in the end fits into the room, when all of it may be stopped", () => {
    const plain: ReadonlyArray<TorrentState> = ["downloading", "stalledDL", "queuedDL", "stoppedDL"]
    fc.assert(
      fc.property(anyQueue(plain), anyRoom, (some, room) => {
        const candidates = some.map((one) => ({
          ...one,
          managed: true,
          torrent: {
            ...one.torrent,
            totalSize: 100,
            amountLeft: one.torrent.amountLeft ?? 7,
            tags: one.torrent.tags.filter((tag) => tag === mark)
          }
        }))
        const { wants } = walk({ candidates, room, now })
        const running = carriedOut(candidates, wants, now).filter((one) => one.torrent.state !== "stoppedDL")
        const needed = running.reduce((sum, one) => sum + (one.torrent.amountLeft ?? 0), 0)
        assert.isAtMost(needed, Math.max(0, room.free - room.threshold))
      }),
      { numRuns: 500 }
    )
  })
})
