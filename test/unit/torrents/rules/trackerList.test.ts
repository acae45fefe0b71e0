import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { trackerList } from "../../../../src/torrents/rules/trackerList.ts"
import type { Torrent } from "../../../../src/torrents/Torrent.ts"
import type { TrackerStatus } from "../../../../src/torrents/trackers/TrackerStatus.ts"
import { facts, input, minute, now, reading, rules, seeding, torrent, trackerRule } from "../samples.ts"
import { carryOut, settles } from "./carryOut.ts"

const url = (host: string) => `https://${host}/SECRET/announce`
const wanted = trackerRule({ host: "new.org", uri: url("new.org"), addIfMissing: true })
const unwanted = trackerRule({ host: "bad.org", uri: "bad.org", removeIfExists: true })
const set = (...trackers: ReadonlyArray<ReturnType<typeof trackerRule>>) => rules({ trackers })
const judge = (on: ReturnType<typeof rules>, change: Partial<Torrent> = {}, around = facts()) =>
  trackerList.judge(input({ rules: on, torrent: torrent(change), facts: around }))

describe("trackers to add", () => {
  it("are added where their host is missing, and never named with their key", () => {
    const verdict = judge(set(wanted))
    assert.deepStrictEqual(verdict?.actions, [{ _tag: "AddTrackers", urls: [url("new.org")] }])
    assert.strictEqual(verdict?.reason, "has no tracker at new.org (AddTrackerIfMissing)")
  })

  it("are not added where the host is there, with whatever key or subdomain", () => {
    assert.isUndefined(judge(set(wanted), { trackers: ["udp://new.org:80"] }))
    assert.isUndefined(judge(set(wanted), { trackers: ["https://eu.new.org/OTHER/announce"] }))
  })

  it("are one per host, the first in the config", () => {
    const second = { ...wanted, uri: "https://new.org/second" }
    assert.deepStrictEqual(judge(set(wanted, second))?.actions, [{ _tag: "AddTrackers", urls: [url("new.org")] }])
  })

  it("are not those of a row that names only a host, which cannot be announced to", () =>
    assert.isUndefined(judge(set({ ...wanted, uri: "new.org" }))))

  it("are not those that are to be removed", () => {
    assert.isUndefined(judge(set({ ...wanted, removeIfExists: true })))
    assert.isUndefined(judge(set(wanted, { ...unwanted, host: "new.org" })))
  })

  it("wait until the trackers are known", () =>
    assert.isUndefined(judge(set(wanted, unwanted), { trackers: undefined })))
})

describe("trackers to remove", () => {
  const trackers = [url("good.org"), url("bad.org"), url("eu.bad.org"), url("notbad.org")]

  it("are those of the host and of its subdomains", () => {
    const verdict = judge(set(unwanted), { trackers })
    assert.deepStrictEqual(verdict?.actions, [{ _tag: "RemoveTrackers", urls: [url("bad.org"), url("eu.bad.org")] }])
    assert.strictEqual(verdict?.reason, "has a tracker at bad.org, eu.bad.org (RemoveIfExists)")
  })

  it("are not those with a row of their own", () => {
    const own = trackerRule({ host: "eu.bad.org" })
    assert.deepStrictEqual(judge(set(unwanted, own), { trackers })?.actions, [
      { _tag: "RemoveTrackers", urls: [url("bad.org")] }
    ])
  })

  it("are never all of them", () => assert.isUndefined(judge(set(unwanted), { trackers: [url("bad.org")] })))

  it("may be all of them when another is added first", () =>
    assert.deepStrictEqual(judge(set(unwanted, wanted), { trackers: [url("bad.org")] })?.actions, [
      { _tag: "AddTrackers", urls: [url("new.org")] },
      { _tag: "RemoveTrackers", urls: [url("bad.org")] }
    ]))

  it("are not the only one that is known to work", () => {
    const answers = reading({ url: url("good.org"), state: "notWorking" }, { url: url("bad.org"), state: "working" })
    const two = { trackers: [url("good.org"), url("bad.org")] }
    assert.isUndefined(judge(set(unwanted), two, facts({ trackers: answers })))
    const old = { ...answers, at: now - 31 * minute }
    assert.isDefined(judge(set(unwanted), two, facts({ trackers: old })))
  })
})

describe("dead trackers", () => {
  const dead = rules({
    seeding: seeding({ removeDeadTrackers: true, deadTrackerMessages: ["no such host is known", "unsupported url"] })
  })
  const trackers = [url("dead.org"), url("good.org")]
  const refusal = {
    url: url("dead.org"),
    host: "dead.org",
    state: "notWorking",
    message: "No such host is known"
  } as const
  const works = { url: url("good.org"), host: "good.org", state: "working" } as const
  const of = (...answers: ReadonlyArray<Partial<TrackerStatus>>) =>
    judge(dead, { trackers }, facts({ trackers: reading(...answers) }))

  it("are removed by their message while another works", () => {
    const verdict = of(refusal, works)
    assert.deepStrictEqual(verdict?.actions, [{ _tag: "RemoveTrackers", urls: [url("dead.org")] }])
    assert.strictEqual(verdict?.reason, "dead tracker at dead.org (RemoveDeadTrackers)")
  })

  it("are asked for when nothing, or nothing of the last half hour, is known", () => {
    const ask = judge(dead, { trackers })
    assert.strictEqual(ask?.needs, "trackers")
    assert.strictEqual(ask?.again, now + 30 * minute)
    const old = { ...reading(refusal, works), at: now - 31 * minute }
    assert.strictEqual(judge(dead, { trackers }, facts({ trackers: old }))?.needs, "trackers")
  })

  it("are not asked for where it is switched off, or there is only one", () => {
    assert.isUndefined(judge(rules(), { trackers }))
    assert.isUndefined(judge(dead, { trackers: [url("dead.org")] }))
  })

  it("are not asked for on a torrent that does not announce, nor without a connection", () => {
    assert.isUndefined(judge(dead, { trackers, state: "stoppedUP" }))
    assert.isUndefined(judge(dead, { trackers }, facts({ connected: false, trackers: reading(refusal, works) })))
  })

  it("stay while none works: it may be the network", () => {
    assert.isUndefined(of(refusal, { ...refusal, url: url("good.org") }))
    assert.isUndefined(of(refusal, { ...works, state: "notContacted" }))
  })

  it("are not those that work, or have not failed yet, whatever they say", () => {
    for (const state of ["working", "updating", "notContacted", "disabled", "unknown"] as const) {
      assert.isUndefined(of({ ...refusal, state }, works), state)
    }
  })

  it("are not those that AddTrackerIfMissing would put back", () => {
    const asked = trackerRule({ host: "dead.org", uri: url("dead.org"), addIfMissing: true })
    const around = facts({ trackers: reading(refusal, works) })
    assert.isUndefined(judge(rules({ ...dead, trackers: [asked] }), { trackers }, around))
  })

  it("are not those with another message", () => assert.isUndefined(of({ ...refusal, message: "Timed out" }, works)))

  it("are not those that the torrent has no longer", () =>
    assert.isUndefined(
      judge(dead, { trackers: [url("good.org"), url("third.org")] }, facts({ trackers: reading(refusal, works) }))
    ))
})

const carried = (start: ReturnType<typeof input>): Torrent =>
  (trackerList.judge(start)?.actions ?? []).reduce(carryOut, start.torrent)

describe("the tracker list", () => {
  it("settles after one turn, keeps a tracker, and never tells a key", () => {
    const host = fc.constantFrom("a.org", "b.org", "x.a.org", "c.org", "org")
    const row = fc
      .record({ host, addIfMissing: fc.boolean(), removeIfExists: fc.boolean() })
      .map((change) => trackerRule({ ...change, uri: url(change.host) }))
    const state = fc.constantFrom("working" as const, "notWorking" as const, "notContacted" as const)
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 5 }),
        fc.uniqueArray(host),
        fc.array(state, { minLength: 5, maxLength: 5 }),
        fc.boolean(),
        (rows, hosts, states, read) => {
          const answers = hosts.map((host, index) => ({
            url: url(host),
            host,
            state: states[index] ?? "working",
            message: "no such host"
          }))
          const start = input({
            rules: rules({
              trackers: rows,
              seeding: seeding({ removeDeadTrackers: true, deadTrackerMessages: ["no such host"] })
            }),
            torrent: torrent({ trackers: hosts.map(url) }),
            facts: facts({ trackers: read ? reading(...answers) : undefined })
          })
          assert.notInclude(trackerList.judge(start)?.reason ?? "", "SECRET")
          // One turn by the rows, one by the answers: each settles for good.
          const once = { ...start, torrent: carried(start) }
          const twice = { ...once, torrent: carried(once) }
          const after = settles(trackerList, twice).trackers ?? []
          assert.isTrue(hosts.length === 0 || after.length > 0)
          const working = answers.filter(({ state }) => state === "working")
          assert.isTrue(!read || working.length === 0 || working.some(({ url }) => after.includes(url)))
        }
      )
    )
  })
})
