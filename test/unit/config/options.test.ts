import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { assert, describe, it } from "vitest"
import { arrOptionsOf, qbittorrentOptionsOf, restartPolicyOf, secretsOf } from "../../../src/config/options.ts"
import { qbittorrentUrl, sameUrl, whyNoWebUrl } from "../../../src/config/urls.ts"
import { good, radarr } from "./support.ts"

describe("the restart policy", () => {
  const { config } = good(
    `[Settings]\nProcessRestartWindow = "10m"\nOnRestartLimit = "probe"\n${radarr("Radarr", "MaxProcessRestarts = 2\nAutoRestartProcesses = false\nRestartBackoff = 'exponential'\nOnRestartLimit = 'fail'")}`
  )

  it("is that of [Settings]", () => {
    const policy = restartPolicyOf(config)
    assert.deepStrictEqual({ ...policy, ...seconds(policy) }, {
      enabled: true,
      maxRestarts: 5,
      window: 600,
      delay: 5,
      backoff: "none",
      maxDelay: 300,
      resetAfter: 600,
      onLimit: "probe",
      probeInterval: 300
    } as unknown as ReturnType<typeof restartPolicyOf> & ReturnType<typeof seconds>)
    assert.deepStrictEqual(restartPolicyOf(config, "qBit"), policy)
  })

  it("is what an Arr section says otherwise", () => {
    const policy = restartPolicyOf(config, "Radarr")
    assert.deepInclude(policy, { enabled: false, maxRestarts: 2, backoff: "exponential", onLimit: "fail" })
    assert.strictEqual(Duration.toSeconds(policy.window), 600)
  })
})

const seconds = ({ window, delay, maxDelay, resetAfter, probeInterval }: ReturnType<typeof restartPolicyOf>) => ({
  window: Duration.toSeconds(window),
  delay: Duration.toSeconds(delay),
  maxDelay: Duration.toSeconds(maxDelay),
  resetAfter: Duration.toSeconds(resetAfter),
  probeInterval: Duration.toSeconds(probeInterval)
})

describe("the options of the clients", () => {
  const { config } = good(
    `[qBit]\nHost = "https://qb.example.org/web/"\nPort = 443\nUserName = "me"\nPassword = "hunter2"\n[qBit-new]\nHost = "10.0.0.2"\nApiKey = "qbt_key"\nSkipTLSVerify = true\n[qBit-open]\nHost = "::1"\nUserName = "CHANGE_ME"\nPassword = "CHANGE_ME"\n[Sonarr-TV]\nURI = "http://sonarr:8989/base/"\nAPIKey = "arr_key"\n`
  )

  it("of a qBittorrent", () => {
    const options = qbittorrentOptionsOf(config, "qBit")
    assert.strictEqual(options.url, "https://qb.example.org:443/web")
    assert.strictEqual(options.username, "me")
    assert.strictEqual(Redacted.value(options.password), "hunter2")
    assert.isTrue(Option.isNone(options.apiKey))
    assert.strictEqual(Duration.toSeconds(options.timeout), 10)
  })

  it("of one with an API key", () => {
    const options = qbittorrentOptionsOf(config, "qBit-new")
    assert.deepInclude(options, { name: "qBit-new", url: "http://10.0.0.2:8080", skipTlsVerify: true })
    assert.strictEqual(Option.match(options.apiKey, { onNone: () => "", onSome: Redacted.value }), "qbt_key")
  })

  it("of one without login: what was never filled in is empty", () => {
    const options = qbittorrentOptionsOf(config, "qBit-open")
    assert.deepInclude(options, { url: "http://[::1]:8080", username: "" })
    assert.strictEqual(Redacted.value(options.password), "")
  })

  it("of an Arr", () => {
    const options = arrOptionsOf(config, "Sonarr-TV")
    assert.deepInclude(options, {
      name: "Sonarr-TV",
      kind: "sonarr",
      url: "http://sonarr:8989/base",
      skipTlsVerify: false
    })
    assert.strictEqual(Redacted.value(options.apiKey), "arr_key")
  })

  it("of a section that does not exist are a defect", () => {
    assert.throws(() => arrOptionsOf(config, "Radarr"), "There is no section [Radarr]")
    assert.throws(() => qbittorrentOptionsOf(config, "qBit-x"), "There is no section [qBit-x]")
  })

  it("hold these secrets and no others", () => {
    assert.sameMembers([...secretsOf(config)], ["hunter2", "qbt_key", "arr_key"])
  })
})

describe("addresses", () => {
  for (const [host, port, url] of [
    ["localhost", 8080, "http://localhost:8080"],
    ["10.0.0.1", 80, "http://10.0.0.1:80"],
    ["qb:9090", 8080, "http://qb:9090"],
    ["http://qb", 8080, "http://qb:8080"],
    ["https://qb:8443/", 8080, "https://qb:8443"],
    ["HTTPS://qb/a/b/", 443, "https://qb:443/a/b"],
    ["fe80::1", 8080, "http://[fe80::1]:8080"],
    ["[fe80::1]", 8080, "http://[fe80::1]:8080"],
    ["http://[fe80::1]:90/x", 8080, "http://[fe80::1]:90/x"],
    ["ftp://qb", 8080, undefined],
    ["qb host", 8080, undefined],
    ["http://", 8080, undefined],
    ["qb?x=1", 8080, undefined]
  ] as const) {
    it(`of a qBittorrent: ${host}`, () => assert.strictEqual(qbittorrentUrl(host, port), url))
  }

  it("of services have a scheme and no query", () => {
    for (const good of ["http://a", "https://a.b:90/base", "HTTP://a/"]) assert.isUndefined(whyNoWebUrl(good), good)
    for (const bad of ["a:90", "ftp://a", "http://", "http://a b", "http://a?x", "http://a/#x"])
      assert.isString(whyNoWebUrl(bad), bad)
  })

  it("are the same in any spelling", () => {
    assert.strictEqual(sameUrl("HTTP://Radarr:80/"), sameUrl("http://radarr"))
    assert.notStrictEqual(sameUrl("http://radarr/a"), sameUrl("http://radarr/b"))
  })
})
