import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { dialectOf, type WebApiVersion } from "../../../src/demo/qbittorrent/Dialect.ts"
import { type Maindata, maindataOf } from "../../../src/demo/qbittorrent/maindata.ts"
import * as Sync from "../../../src/demo/qbittorrent/SyncSession.ts"
import { makeTorrent } from "../../../src/demo/qbittorrent/Torrent.ts"
import * as World from "../../../src/demo/qbittorrent/World.ts"

type Bag = Record<string, Record<string, unknown>>

/** What a client keeps, following the rules of the API notes (§5) and nothing else. */
class Client {
  rid = 0
  torrents: Bag = {}
  categories: Bag = {}
  trackers: Record<string, unknown> = {}
  tags = new Set<string>()
  server: Record<string, unknown> = {}

  take(answer: Readonly<Record<string, unknown>>): void {
    const section = (name: string) => (answer[name] ?? {}) as Bag
    const removed = (name: string) => (answer[name] ?? []) as ReadonlyArray<string>
    if (answer["full_update"] === true) Object.assign(this, new Client())
    for (const [hash, fields] of Object.entries(section("torrents"))) {
      this.torrents[hash] = { ...this.torrents[hash], ...fields }
    }
    for (const hash of removed("torrents_removed")) delete this.torrents[hash]
    for (const [name, fields] of Object.entries(section("categories"))) {
      this.categories[name] = { ...this.categories[name], ...fields }
    }
    for (const name of removed("categories_removed")) delete this.categories[name]
    Object.assign(this.trackers, answer["trackers"] ?? {})
    for (const url of removed("trackers_removed")) delete this.trackers[url]
    for (const tag of removed("tags")) this.tags.add(tag)
    for (const tag of removed("tags_removed")) this.tags.delete(tag)
    Object.assign(this.server, answer["server_state"] ?? {})
    this.rid = Number(answer["rid"])
  }

  assertSees(current: Maindata): void {
    assert.deepStrictEqual<unknown>(this.torrents, current.torrents)
    assert.deepStrictEqual<unknown>(this.categories, current.categories)
    assert.deepStrictEqual<unknown>(this.trackers, current.trackers)
    assert.deepStrictEqual(this.tags, new Set(current.tags))
    assert.deepStrictEqual<unknown>(this.server, current.server_state)
  }
}

const names = fc.constantFrom("a", "b", "c", "d")
const hashes = Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, makeTorrent({ name }, "s", "/d", 0).hash]))

/** One change of the world, or a poll of the client. */
const step = fc.oneof(
  fc.record({ kind: fc.constant("add" as const), name: names, category: fc.constantFrom("", "x", "y") }),
  fc.record({ kind: fc.constant("remove" as const), name: names }),
  fc.record({ kind: fc.constant("tag" as const), name: names, tag: fc.constantFrom("t1", "t2", "t3") }),
  fc.record({
    kind: fc.constant("progress" as const),
    name: names,
    progress: fc.double({ min: 0, max: 1, noNaN: true })
  }),
  fc.record({ kind: fc.constant("first" as const), name: names }),
  fc.record({
    kind: fc.constant("announce" as const),
    name: names,
    urls: fc.uniqueArray(fc.constantFrom("https://a/1", "https://b/2"))
  }),
  fc.record({ kind: fc.constant("forget" as const), tag: fc.constantFrom("t1", "t2", "t3") }),
  fc.record({ kind: fc.constant("poll" as const), full: fc.boolean() })
)
type Step = typeof step extends fc.Arbitrary<infer A> ? A : never

const after = (world: World.World, change: Step): World.World => {
  switch (change.kind) {
    case "add":
      return World.put(world, makeTorrent({ name: change.name, category: change.category }, "s", "/d", 0))
    case "remove":
      return World.remove(world, [hashes[change.name] ?? ""])
    case "tag": {
      const tagged = World.change(world, [hashes[change.name] ?? ""], (torrent) => ({ ...torrent, tags: [change.tag] }))
      return { ...tagged, tags: World.withTags(tagged.tags, [change.tag]) }
    }
    case "progress":
      return World.change(world, [hashes[change.name] ?? ""], (torrent) => ({ ...torrent, progress: change.progress }))
    case "first":
      return { ...world, queue: [hashes[change.name] ?? "", ...world.queue] }
    case "announce":
      return World.change(world, [hashes[change.name] ?? ""], (torrent) => ({
        ...torrent,
        trackers: change.urls.map((url) => ({ url, status: 2, msg: "" }))
      }))
    case "forget":
      return { ...world, tags: world.tags.filter((tag) => tag !== change.tag) }
    case "poll":
      return world
  }
}

const versions: ReadonlyArray<WebApiVersion> = ["2.8.19", "2.11.4", "2.15.1"]

describe("sync/maindata", () => {
  it.each(versions)("%s: a client that applies every answer always sees the world as it is", (webApi) => {
    const dialect = dialectOf(webApi)
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let world = World.empty({ queueing_enabled: true }, 1)
        let session = Sync.fresh
        const client = new Client()
        let now = 0
        for (const change of [...steps, { kind: "poll" as const, full: false }]) {
          now += 500
          world = after(world, change)
          if (change.kind !== "poll") continue
          const current = maindataOf(world, dialect, now)
          const asked = change.full ? 0 : client.rid
          const [answer, next] = Sync.answer(session, String(asked), current, dialect)
          session = next
          if (asked > 0) assert.strictEqual(answer["full_update"], undefined)
          client.take(JSON.parse(JSON.stringify(answer)))
          client.assertSees(JSON.parse(JSON.stringify(current)))
        }
      }),
      { numRuns: 200 }
    )
  })
})
