import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { hostOf } from "../../../../src/torrents/trackers/TrackerHost.ts"

const vectors: ReadonlyArray<readonly [address: string, host: string]> = [
  ["tracker.x.org", "tracker.x.org"],
  ["tracker.x.org/announce", "tracker.x.org"],
  ["https://tracker.x.org/a/KEY/announce", "tracker.x.org"],
  ["udp://tracker.x.org:80", "tracker.x.org"],
  ["tracker.x.org:2710/announce/", "tracker.x.org"],
  ["  HTTPS://Tracker.X.ORG///  ", "tracker.x.org"],
  ["wss://tracker.x.org:443/announce", "tracker.x.org"],
  ["https://user:word@tracker.x.org/announce", "tracker.x.org"],
  ["https://tracker.x.org./announce", "tracker.x.org"],
  ["udp://[2001:db8::1]:6969/announce", "[2001:db8::1]"],
  ["udp://10.0.0.7:6969", "10.0.0.7"],
  ["** [DHT] **", ""],
  ["", ""],
  ["https://", ""],
  ["https:///announce", ""],
  ["https://tracker.x.org:99999/announce", ""],
  ["not a host", ""]
]

describe("the host of a tracker", () => {
  for (const [address, host] of vectors) {
    it(`check 3: of "${address}" it is ${host === "" ? "none" : host}`, () => assert.strictEqual(hostOf(address), host))
  }

  it("is the same with any scheme, port and path", () => {
    const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/)
    fc.assert(
      fc.property(
        fc.array(label, { minLength: 2, maxLength: 4 }),
        fc.constantFrom("", "http://", "https://", "udp://", "UDP://"),
        fc.option(fc.integer({ min: 1, max: 65_535 })),
        fc.constantFrom("", "/", "/announce", "/KEY/announce?x=1"),
        (labels, scheme, port, path) => {
          const host = labels.join(".")
          assert.strictEqual(hostOf(`${scheme}${host}${port === null ? "" : `:${port}`}${path}`), host)
        }
      )
    )
  })

  it("is asked of any text without harm", () => {
    fc.assert(fc.property(fc.string(), (text) => assert.strictEqual(hostOf(text), hostOf(text).toLowerCase())))
  })
})
