import * as Redacted from "effect/Redacted"
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { parsePasswordHash, showPasswordHash } from "../../../../src/config/values/PasswordHash.ts"
import {
  clientAddress,
  limitKey,
  networks,
  plainAddress,
  privateNetworks
} from "../../../../src/web/access/addresses.ts"
import { cookieValues } from "../../../../src/web/access/cookies.ts"
import { isAdmitted } from "../../../../src/web/access/oidc/admission.ts"
import { returnTo } from "../../../../src/web/access/returnTo.ts"
import { allScopes, permits } from "../../../../src/web/access/Scope.ts"
import { newCode } from "../../../../src/web/access/SetupCode.ts"
import { sameSecret } from "../../../../src/web/access/secrets.ts"
import { shownToken } from "../../../../src/web/access/shownToken.ts"
import { slidingWindow } from "../../../../src/web/access/slidingWindow.ts"
import { visitOf } from "../../../../src/web/access/visit.ts"
import { good } from "../../config/support.ts"
import { cheapHash } from "./support.ts"

describe("the address of a person", () => {
  const proxies = networks(["10.0.0.0/8", "fd00::/8"])
  const from = (peer: string, forwarded: string | undefined) =>
    clientAddress(peer, forwarded, proxies.has, Number.POSITIVE_INFINITY)

  it("is the nearest that is no proxy; what strangers said further left does not count", () => {
    assert.strictEqual(from("203.0.113.1", "1.1.1.1"), "203.0.113.1")
    assert.strictEqual(from("10.0.0.1", "203.0.113.1"), "203.0.113.1")
    assert.strictEqual(from("10.0.0.1", "1.1.1.1, 203.0.113.1, 10.0.0.2"), "203.0.113.1")
    assert.strictEqual(from("10.0.0.1", "10.0.0.9, 10.0.0.2"), "10.0.0.9")
    assert.strictEqual(from("10.0.0.1", undefined), "10.0.0.1")
  })

  it("may have a port, brackets or IPv4 within IPv6, and is the last good one before anything odd", () => {
    assert.strictEqual(from("10.0.0.1", "203.0.113.1:4711"), "203.0.113.1")
    assert.strictEqual(from("10.0.0.1", "[2001:db8::1]:4711"), "2001:db8::1")
    assert.strictEqual(plainAddress("::ffff:10.0.0.1"), "10.0.0.1")
    assert.strictEqual(plainAddress("fe80::1%eth0"), "fe80::1")
    for (const odd of ["unknown", "_hidden", "", "999.1.1.1", "203.0.113.1 evil", "<script>"]) {
      assert.strictEqual(from("10.0.0.1", `203.0.113.9, ${odd}`), "10.0.0.1", odd)
    }
  })

  it("is believed for one hop from a proxy that nobody has named, and from no public one", () => {
    const settings = (text: string) => good(`[WebUI]\n${text}\n`).config.WebUI
    const headers = {
      host: "h",
      "x-forwarded-for": "9.9.9.9, 203.0.113.1",
      "x-forwarded-proto": "https",
      "x-forwarded-host": "p"
    }
    const https = settings("BehindHttpsProxy = true")
    assert.deepInclude(visitOf({ headers, peer: "172.18.0.2" }, https), {
      address: "203.0.113.1",
      host: "p",
      isNamedProxy: false
    })
    assert.deepInclude(visitOf({ headers, peer: "198.51.100.1" }, https), { address: "198.51.100.1", host: "h" })
    const lan = { ...headers, "x-forwarded-for": "9.9.9.9, 192.168.1.7" }
    assert.strictEqual(visitOf({ headers: lan, peer: "172.18.0.2" }, https).address, "192.168.1.7")
    const plain = settings("")
    assert.deepInclude(visitOf({ headers, peer: "127.0.0.1" }, plain), {
      address: "127.0.0.1",
      host: "h",
      isSecure: false
    })
    const named = settings('TrustedProxies = ["172.18.0.0/16"]')
    assert.deepInclude(visitOf({ headers, peer: "::ffff:172.18.0.2" }, named), {
      address: "203.0.113.1",
      isSecure: true,
      isNamedProxy: true
    })
    assert.strictEqual(visitOf({ headers, peer: undefined }, named).address, "unknown")
  })

  it("is counted by the /64 in IPv6, and by itself in IPv4", () => {
    assert.strictEqual(limitKey("203.0.113.1"), "203.0.113.1")
    assert.strictEqual(limitKey("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64")
    assert.strictEqual(limitKey("2001:0db8:0001:0002::9"), "2001:db8:1:2::/64")
    assert.strictEqual(limitKey("2001:db8::1"), "2001:db8:0:0::/64")
    assert.strictEqual(limitKey("::1"), "0:0:0:0::/64")
  })

  it("is private where proxies of one's own are, and nowhere else", () => {
    for (const own of [
      "127.0.0.1",
      "10.1.2.3",
      "172.31.255.255",
      "192.168.0.1",
      "::1",
      "fd12::1",
      "::ffff:192.168.0.1"
    ]) {
      assert.isTrue(privateNetworks.has(own), own)
    }
    for (const other of ["172.32.0.1", "192.169.0.1", "8.8.8.8", "2001:db8::1", "unknown", ""]) {
      assert.isFalse(privateNetworks.has(other), other)
    }
  })
})

describe("the sliding window", () => {
  it("never allows more than it may within any window, whatever the times", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2000), { maxLength: 200 }), (steps) => {
        const window = slidingWindow({ times: 5, within: 1000 }, 10)
        let now = 0
        const allowed: Array<number> = []
        for (const step of steps) {
          now += step
          const tried = window.take("k", now)
          if (tried.allowed) allowed.push(now)
          else {
            assert.isAbove(tried.waitMillis, 0)
            assert.isTrue(slidingWindowAllowsLater(allowed, now + tried.waitMillis))
          }
        }
        for (const [i, at] of allowed.entries()) {
          assert.isBelow(allowed.filter((other, j) => j <= i && at - other < 1000).length, 6)
        }
      })
    )
  })

  const slidingWindowAllowsLater = (allowed: ReadonlyArray<number>, at: number): boolean =>
    allowed.filter((one) => at - one < 1000).length < 5

  it("remembers so many keys and no more, those tried last", () => {
    const window = slidingWindow({ times: 1, within: 1000 }, 3)
    for (let i = 0; i < 10_000; i += 1) window.take(`k${i}`, 0)
    assert.strictEqual(window.size(), 3)
    assert.isFalse(window.take("k9999", 1).allowed)
    assert.isTrue(window.take("k0", 1).allowed)
  })

  it("gives a try back", () => {
    const window = slidingWindow({ times: 1, within: 1000 }, 3)
    window.take("k", 0)
    window.giveBack("k")
    window.giveBack("unknown")
    assert.isTrue(window.take("k", 1).allowed)
    assert.isFalse(window.take("k", 2).allowed)
  })
})

describe("where to go after a login", () => {
  it("is an address of our own page, or its start", () => {
    assert.strictEqual(returnTo("/torrents/qBit/abc?x=1#y"), "/torrents/qBit/abc?x=1#y")
    for (const odd of [
      undefined,
      "",
      "torrents",
      "https://evil.example",
      "//evil.example",
      "///evil.example",
      "/\\evil.example",
      "\\/evil.example",
      "/\t/evil.example",
      "/\n//evil.example",
      "javascript:alert(1)",
      "/..//evil.example",
      "/a/..//evil.example",
      "/./\u0000",
      `/${"x".repeat(600)}`
    ]) {
      assert.strictEqual(returnTo(odd), "/", odd)
    }
  })

  it("never leaves the host, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."/\\.:@%09ae#? \t"), maxLength: 20 }), (text) => {
        const target = new URL(returnTo(`/${text}`), "http://page.example")
        assert.strictEqual(target.host, "page.example")
      })
    )
  })
})

describe("what a request shows", () => {
  it("is a token of one of three places, and of a query only where it may be", () => {
    assert.strictEqual(shownToken({ authorization: "Bearer a" }, undefined), "a")
    assert.strictEqual(shownToken({ "access-token": " b " }, undefined), "b")
    assert.isUndefined(shownToken({ "access-token": "" }, "/x?token="))
    assert.strictEqual(shownToken({}, "/x?y=1&token=c%20d"), "c d")
    assert.isUndefined(shownToken({ authorization: "Bearer" }, undefined))
    assert.strictEqual(shownToken({ authorization: `Bearer ${"x".repeat(9000)}` }, undefined)?.length, 513)
  })

  it("is every cookie of the name, and none of a name that only looks alike", () => {
    assert.deepStrictEqual(
      cookieValues('a=1; qbitrr_session="x"; xqbitrr_session=y; qbitrr_session=z=w', "qbitrr_session"),
      ["x", "z=w"]
    )
    assert.deepStrictEqual(cookieValues(undefined, "a"), [])
    assert.deepStrictEqual(cookieValues(`a=${"x".repeat(20_000)}`, "a"), [])
  })
})

describe("a secret", () => {
  it("is compared by its digest, so that neither its length nor its beginning shows in the time", () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => assert.strictEqual(sameSecret(a, b), a === b)))
    const source = sameSecret.toString()
    assert.match(source, /timingSafeEqual/)
    assert.match(source, /sha256.*sha256/s)
  })

  it("for the setup is new each time, of sixteen letters and digits that do not look alike", () => {
    const codes = new Set(Array.from({ length: 500 }, newCode))
    assert.strictEqual(codes.size, 500)
    for (const code of codes) assert.match(code, /^[A-HJKMNP-Z2-9]{4}(-[A-HJKMNP-Z2-9]{4}){3}$/)
  })
})

describe("a password hash", () => {
  it("is read as it was written", () => {
    const parsed = parsePasswordHash(cheapHash())
    assert.deepInclude(parsed, { ln: 10, r: 8, p: 1 })
    if (parsed !== undefined) assert.strictEqual(showPasswordHash(parsed), cheapHash())
  })

  it("of another kind, or one that would take all memory, is none", () => {
    const [, , , salt, hash] = cheapHash().split("$")
    for (const odd of [
      "",
      "hunter2",
      "$2b$12$abcdefghijklmnopqrstuuKk1N4yCvNc5xZr1mSyC0y0rE1yJ8s2S",
      `$scrypt$ln=30,r=8,p=1$${salt}$${hash}`,
      `$scrypt$ln=20,r=32,p=1$${salt}$${hash}`,
      `$scrypt$ln=15,r=8,p=99$${salt}$${hash}`,
      `$scrypt$ln=1,r=8,p=1$${salt}$${hash}`,
      `$scrypt$ln=15,r=0,p=1$${salt}$${hash}`,
      `$scrypt$ln=15,r=8,p=1$${salt}$`,
      `$scrypt$ln=15,r=8,p=1$${salt}$${hash}$x`
    ]) {
      assert.isUndefined(parsePasswordHash(odd), odd)
    }
  })
})

describe("a scope", () => {
  it("allows itself, webhooks with actions, and everything with admin", () => {
    for (const have of allScopes) {
      for (const need of allScopes) {
        const allowed = have === need || have === "admin" || (have === "actions" && need === "webhook")
        assert.strictEqual(permits([have], need), allowed, `${have} for ${need}`)
      }
    }
    assert.isFalse(permits([], "read"))
    assert.isTrue(permits([], "anyone"))
  })
})

describe("an empty list of people", () => {
  it("admits nobody, whatever the provider says", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("preferred_username", "email", "groups", "name"), fc.string()),
        (claims) =>
          assert.isFalse(
            isAdmitted({ ...claims, email_verified: true, sub: "1" }, { users: [], groups: [], groupsClaim: "groups" })
          )
      )
    )
  })
})

describe("the config of access", () => {
  const lines = (text: string) => good(text).warnings.map(({ message }) => message)

  it("says when a way in lets nobody in", () => {
    const oidc = '[WebUI]\nOIDCEnabled = true\n[WebUI.OIDC]\nAuthority = "https://a.example"\nClientId = "q"\n'
    assert.match(lines(oidc).join(), /lets nobody in: OIDC\.AllowedUsers and OIDC\.AllowedGroups are both empty/)
    assert.deepStrictEqual(lines(`${oidc}AllowedUsers = ["ada"]\n`), [])
    assert.match(lines(oidc.replace("https", "http")).join(), /does not begin with https/)
    assert.match(lines(oidc.replace("https://a.example", "a.example")).join(), /is no URL/)
    assert.match(
      lines("[WebUI]\n[WebUI.ProxyAuth]\nEnabled = true\n").join(),
      /lets nobody in: TrustedProxies is empty/
    )
  })

  it("says that a hash of qBitrr cannot be used, and never shows it", () => {
    const text =
      '[WebUI]\nUsername = "ada"\nPasswordHash = "$2b$12$abcdefghijklmnopqrstuuKk1N4yCvNc5xZr1mSyC0y0rE1yJ8s2S"\n'
    assert.match(lines(text).join(), /is a bcrypt hash of qBitrr and cannot be used: .*code in the log/)
    assert.notInclude(JSON.stringify(good(text).warnings), "abcdefghij")
    assert.match(lines(`[WebUI]\nPasswordHash = "${cheapHash()}"\n`).join(), /no effect without Username/)
    assert.deepStrictEqual(lines(`[WebUI]\nUsername = "ada"\nPasswordHash = "${cheapHash()}"\n`), [])
    assert.strictEqual(String(Redacted.make("x")), "<redacted>")
  })
})
