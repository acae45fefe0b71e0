import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import * as TorrentId from "../../../../src/clients/qbittorrent/TorrentId.ts"
import { currentOrder, desiredOrder, moves, noPriority, priorityOf } from "../../../../src/torrents/order/order.ts"
import type { Torrent } from "../../../../src/torrents/Torrent.ts"
import { now, torrent, trackerRule } from "../samples.ts"

const named = (name: string, change: Partial<Torrent> = {}): Torrent => {
  const hash = Buffer.from(name).toString("hex").padStart(40, "0")
  return torrent({ id: TorrentId.make("qBit", hash), hash, name, queuePosition: 1, trackers: [], ...change })
}
const names = (torrents: ReadonlyArray<Torrent>) => torrents.map(({ name }) => name)

const a = trackerRule({ host: "a.example", priority: 10, addTags: ["a"] })
const b = trackerRule({ host: "b.example", priority: 5, addTags: ["b"] })
const rules = [a, b]
const ofA = ["https://a.example/announce"]
const ofB = ["https://b.example/announce"]

const t1 = named("t1", { trackers: ofA })
const t2 = named("t2", { trackers: ofB, tags: ["a"] })
const t3 = named("t3", { tags: ["b"] })
const t4 = named("t4")

describe("the priority of a torrent", () => {
  it("is the higher one of its trackers and of its labels (§10.7)", () => {
    assert.deepStrictEqual(
      [t1, t2, t3, t4].map((one) => priorityOf(one, rules)),
      [10, 10, 5, noPriority]
    )
  })

  it("may be negative, but never below that of an unknown torrent", () => {
    const low = [trackerRule({ host: "a.example", priority: -5 }), trackerRule({ host: "b.example", priority: -200 })]
    assert.strictEqual(priorityOf(t1, low), -5)
    assert.strictEqual(priorityOf(t2, low), noPriority)
  })

  it("does not come from trackers that are to be added or taken away", () => {
    assert.strictEqual(priorityOf(t4, [{ ...a, addIfMissing: true }]), noPriority)
    assert.strictEqual(priorityOf({ ...t1, tags: ["a"] }, [{ ...a, removeIfExists: true }]), noPriority)
  })

  it("is not known while its trackers are not", () => {
    assert.isUndefined(priorityOf({ ...t3, trackers: undefined }, rules))
  })
})

describe("the desired order", () => {
  const order = (torrents: ReadonlyArray<Torrent>) => names(desiredOrder(torrents, () => rules))

  it("is by priority, then newest first, then name and hash (§10.7)", () => {
    assert.deepStrictEqual(order([t4, t3, t2, t1]), ["t1", "t2", "t3", "t4"])
    const newer = { ...t2, addedAt: now }
    assert.deepStrictEqual(order([t4, t3, newer, t1]), ["t2", "t1", "t3", "t4"])
    const twin = { ...t4, hash: "f".repeat(40), id: TorrentId.make("qBit", "f".repeat(40)) }
    assert.deepStrictEqual(
      desiredOrder([twin, t4], () => rules).map(({ id }) => id),
      [t4.id, twin.id]
    )
  })

  it("leaves out what has no position, is ignored, or whose trackers are not known", () => {
    assert.deepStrictEqual(
      order([
        { ...t1, queuePosition: undefined },
        { ...t2, tags: ["qBitrr-ignored"] },
        { ...t3, trackers: undefined },
        t4
      ]),
      ["t4"]
    )
  })
})

/** The queue of qBittorrent: `topPrio` puts one in front of all others. */
const send = (queue: ReadonlyArray<Torrent>, series: ReadonlyArray<Torrent>): ReadonlyArray<Torrent> =>
  series
    .reduce<ReadonlyArray<Torrent>>((now, { id }) => {
      const found = now.find((one) => one.id === id)
      return found === undefined ? now : [found, ...now.filter((one) => one.id !== id)]
    }, queue)
    .map((one, index) => ({ ...one, queuePosition: index + 1 }))

const anyQueue = fc
  .array(
    fc.record({
      tracker: fc.constantFrom(ofA, ofB, [], undefined),
      label: fc.constantFrom([], ["a"], ["b"], ["qBitrr-ignored"]),
      age: fc.integer({ min: 0, max: 3 })
    }),
    { maxLength: 12 }
  )
  .map((all) =>
    all.map(({ age, label, tracker }, index) =>
      named(`t${index}`, { trackers: tracker, tags: label, addedAt: now - age, queuePosition: index + 1 })
    )
  )

describe("the moves", () => {
  it("send the last one first and leave what is right already", () => {
    const queue = send([t4, t3, t2, t1], [])
    const desired = desiredOrder(queue, () => rules)
    assert.deepStrictEqual(names(moves(currentOrder(queue), desired)), ["t3", "t2", "t1"])
    const almost = send([t1, t2, t4, t3], [])
    assert.deepStrictEqual(names(moves(currentOrder(almost), desired)), ["t3", "t2", "t1"])
    const late = send([t2, t3, t4, t1], [])
    assert.deepStrictEqual(names(moves(currentOrder(late), desired)), ["t1"])
  })

  it("check 32: make the desired order, so that a second pass sends nothing", () => {
    fc.assert(
      fc.property(anyQueue, (queue) => {
        const desired = desiredOrder(queue, () => rules)
        const after = send(queue, moves(currentOrder(queue), desired))
        const wanted = new Set(names(desired))
        assert.deepStrictEqual(
          names(currentOrder(after)).filter((name) => wanted.has(name)),
          names(desired)
        )
        assert.deepStrictEqual(
          moves(
            currentOrder(after),
            desiredOrder(after, () => rules)
          ),
          []
        )
      }),
      { numRuns: 500 }
    )
  })

  it("are the fewest that do it", () => {
    const wholeQueue = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 })
    const all = ["w", "x", "y", "z"].map((name, index) => named(name, { addedAt: now - index }))
    const order = (queue: ReadonlyArray<Torrent>) => names(desiredOrder(queue, () => rules)).join()
    /** Whether some series of `length` moves gives the desired order. */
    const possible = (queue: ReadonlyArray<Torrent>, length: number): boolean =>
      names(queue).join() === order(queue) ||
      (length > 0 && queue.some((one) => possible(send(queue, [one]), length - 1)))
    fc.assert(
      fc.property(wholeQueue, (places) => {
        const queue = send(
          places.flatMap((place) => all[place] ?? []),
          []
        )
        const series = moves(
          currentOrder(queue),
          desiredOrder(queue, () => rules)
        )
        assert.isTrue(series.length === 0 || !possible(queue, series.length - 1))
      })
    )
  })
})
