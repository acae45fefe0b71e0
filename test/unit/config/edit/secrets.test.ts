import * as Either from "effect/Either"
import * as fc from "fast-check"
import { parse } from "smol-toml"
import { assert, describe, it } from "vitest"
import { proposeText } from "../../../../src/config/edit/proposeText.ts"
import { restoreToml, shownToml } from "../../../../src/config/edit/rawSecrets.ts"
import { redacted, shownText, shownValue } from "../../../../src/config/edit/secretValues.ts"
import { type Leaf, leaves, type Tree } from "../../../../src/config/Key.ts"
import { arrTree } from "../../../../src/config/keys/arr.ts"
import { qbitTree } from "../../../../src/config/keys/qbit.ts"
import { settingsTree } from "../../../../src/config/keys/settings.ts"
import { webUITree } from "../../../../src/config/keys/webUI.ts"
import { redactPatterns } from "../../../../src/observability/Redaction.ts"
import { dice, randomSection, sectionNames, write } from "./randomToml.ts"

const isSecret = ({ node }: Leaf): boolean => node._tag === "Key" && node.value.secret === true

const inRows = (leaf: Leaf): ReadonlyArray<Leaf> => (leaf.node._tag === "Rows" ? leaves(leaf.node.keys) : [])

const trees: ReadonlyArray<readonly [string, Tree]> = [
  ["Settings", settingsTree],
  ["WebUI", webUITree],
  ["qBit-seed", qbitTree],
  ["Radarr-4K", arrTree]
]

interface SecretKey {
  readonly key: string
  /** Of rows, the list they are in. */
  readonly list: string | undefined
  readonly name: string
}

/** Every key of the schema whose value is a secret. */
const secretKeys: ReadonlyArray<SecretKey> = trees.flatMap(([section, tree]) =>
  leaves(tree).flatMap((leaf): ReadonlyArray<SecretKey> => {
    const path = [section, ...leaf.path]
    if (isSecret(leaf)) return [{ key: path.join("."), list: undefined, name: path.join(".") }]
    return inRows(leaf)
      .filter(isSecret)
      .map((inner) => ({
        key: `${path.join(".")}[1].${inner.path.join(".")}`,
        list: path.join("."),
        name: inner.path.join(".")
      }))
  })
)

const planted = "https://tracker.example.org/0123456789abcdef0123456789abcdef/announce?s3cr3t=pl4nted"

const withSecret = ({ list, name }: SecretKey): string =>
  list === undefined
    ? `# top\n${name} = '${planted}' # tail\n`
    : `# top\n[[${list}]]\n${name} = "other.example.org"\n[[${list}]]\n${name} = '${planted}' # tail\n`

const propose = (stored: string, edit: Parameters<typeof proposeText>[2]): string =>
  Either.getOrThrowWith(
    proposeText("config.toml", stored, edit, redactPatterns),
    (problems) => new Error(JSON.stringify(problems))
  ).text

const change = (stored: string, changes: Record<string, unknown>, rename: Record<string, string> = {}): string =>
  propose(stored, { _tag: "Changes", changes, rename })

const refused = (stored: string, edit: Parameters<typeof proposeText>[2]): ReadonlyArray<string> => {
  const result = proposeText("config.toml", stored, edit, redactPatterns)
  return Either.isLeft(result) ? result.left.map(({ key, message }) => `${key}: ${message}`) : []
}

describe("every secret key of the schema", () => {
  it("is known", () => {
    const names = secretKeys.map(({ key }) => key)
    for (const one of [
      "WebUI.Token",
      "WebUI.PasswordHash",
      "WebUI.OIDC.ClientSecret",
      "qBit-seed.Password",
      "qBit-seed.ApiKey",
      "Radarr-4K.APIKey",
      "Radarr-4K.EntrySearch.Ombi.OmbiAPIKey",
      "Radarr-4K.EntrySearch.Overseerr.OverseerrAPIKey",
      "qBit-seed.Trackers[1].URI",
      "Radarr-4K.Torrent.Trackers[1].URI"
    ]) {
      assert.include(names, one)
    }
  })

  for (const one of secretKeys) {
    it(`${one.key} is not shown, and is the same after a round trip, raw and by its key`, () => {
      const stored = withSecret(one)
      const shown = shownToml(stored, redactPatterns)
      assert.notInclude(shown, "0123456789abcdef")
      assert.notInclude(shown, "pl4nted")
      assert.include(shown, redacted)
      assert.strictEqual(propose(stored, { _tag: "Text", toml: shown }), stored)
      const view = JSON.stringify(shownValue(parse(stored), []))
      assert.notInclude(view, "pl4nted")
      // Beside another change, as a form sends it.
      const value = shownText(planted, one.key.split(/[.[\]]+/))
      assert.strictEqual(
        change(stored, { [one.key]: value, "Settings.DryRun": true }).replace("\n[Settings]\nDryRun = true\n", ""),
        stored
      )
    })
  }
})

const trackers = `[qBit]
[[qBit.Trackers]]
Name = "A"
URI = "https://one.example.org/aaaa-passkey/announce"
[[qBit.Trackers]]
Name = "B"
URI = "https://two.example.org/bbbb-passkey/announce"
[[qBit.Trackers]]
Name = "C"
URI = "https://two.example.org/cccc-passkey/announce"
`

describe("a [redacted] in rows", () => {
  it("stands for the row it came from, also when others went or came in front of it", () => {
    const shown = shownToml(trackers, redactPatterns)
    assert.include(shown, '"https://two.example.org/[redacted]"')
    const without = shown.replace(/\[\[qBit.Trackers\]\]\nName = "A"\n.*\n/, "")
    assert.strictEqual(
      propose(trackers, { _tag: "Text", toml: without }),
      trackers.replace(/\[\[qBit.Trackers\]\]\nName = "A"\n.*\n/, "")
    )
    const rows = [
      { Name: "New", URI: "new.example.org" },
      { Name: "C", URI: "https://two.example.org/[redacted]", Priority: 3 },
      { Name: "B", URI: "https://two.example.org/[redacted]" }
    ]
    const text = change(trackers, { "qBit.Trackers": rows })
    assert.deepStrictEqual(parse(text)["qBit"], {
      Trackers: [
        { Name: "New", URI: "new.example.org" },
        { Name: "C", URI: "https://two.example.org/cccc-passkey/announce", Priority: 3 },
        { Name: "B", URI: "https://two.example.org/bbbb-passkey/announce" }
      ]
    } as never)
  })

  it("is refused where nobody can tell which one it stands for, rather than take another's secret", () => {
    const rows = [{ Name: "X", URI: "https://two.example.org/[redacted]" }]
    assert.deepStrictEqual(refused(trackers, { _tag: "Changes", changes: { "qBit.Trackers": rows }, rename: {} }), [
      'qBit.Trackers[0].URI: says "[redacted]", which stands for a stored value, but nobody can tell which one; write the value itself'
    ])
    const moved = shownToml(trackers, redactPatterns).replace(
      "https://one.example.org/[redacted]",
      "https://evil.example.org/[redacted]"
    )
    assert.lengthOf(refused(trackers, { _tag: "Text", toml: moved }), 1)
  })
})

const sections = `[Radarr-Films]
URI = "http://radarr:7878"
APIKey = "0123456789abcdef0123456789abcdef"

[Sonarr-TV]
URI = "http://user:hunter22@sonarr:8989"
APIKey = "fedcba9876543210fedcba9876543210"
`

describe("a [redacted] in another section", () => {
  it("goes with a section that is renamed", () => {
    const by = change(
      sections,
      { "Radarr-4K.APIKey": redacted, "Radarr-4K.URI": "http://radarr:7878" },
      { "Radarr-Films": "Radarr-4K" }
    )
    assert.strictEqual(
      by,
      sections.replace("Radarr-Films", "Radarr-4K").replace('cdef"\n\n', 'cdef"\nCategory = "radarr-films"\n\n')
    )
    const toml = shownToml(sections, redactPatterns).replace("Radarr-Films", "Radarr-4K")
    assert.strictEqual(propose(sections, { _tag: "Text", toml }), sections.replace("Radarr-Films", "Radarr-4K"))
  })

  it("is nobody's in a section that is new, or that went to another address under another name", () => {
    assert.lengthOf(
      refused(sections, {
        _tag: "Changes",
        changes: { "Radarr-New": { URI: "http://evil", APIKey: redacted } },
        rename: {}
      }),
      1
    )
    const toml = shownToml(sections, redactPatterns)
      .replace("Radarr-Films", "Radarr-4K")
      .replace("http://radarr:7878", "http://evil")
    assert.lengthOf(refused(sections, { _tag: "Text", toml }), 1)
  })

  it("hides a login inside of an address and gives it back", () => {
    const shown = shownToml(sections, redactPatterns)
    assert.include(shown, 'URI = "http://[redacted]@sonarr:8989"')
    assert.strictEqual(change(sections, { "Sonarr-TV.URI": "http://[redacted]@sonarr:8989" }), sections)
  })

  it("means as it is for a secret that the file does not have, because the environment says it", () => {
    assert.strictEqual(change(sections, { "Radarr-Films.EntrySearch.Ombi.OmbiAPIKey": redacted }), sections)
  })

  it("is a text like any other where nothing is secret", () => {
    assert.include(change(sections, { "Radarr-Films.Category": redacted }), 'Category = "[redacted]"')
  })
})

describe("a whole text", () => {
  it("is the same after a round trip, however it is written, and shows no secret in comments and unknown keys either", () => {
    fc.assert(
      fc.property(fc.noShrink(fc.integer()), (seed) => {
        const d = dice(seed)
        const { text } = write(
          d,
          Object.fromEntries(
            sectionNames.filter(() => d.chance(0.5)).map((name) => [name, randomSection(d, name, 0.3)])
          )
        )
        const stored = `${text}\n# APIKey = "hidden-in-a-comment"\n[Elsewhere]\napi_token = 'hidden-in-unknown'\nurl = "https://x.example.org/?apikey=hidden-in-url"\n`
        const shown = shownToml(stored, redactPatterns)
        assert.notInclude(shown, "hidden-in")
        assert.deepStrictEqual(restoreToml(shown, stored, redactPatterns), Either.right(stored))
      }),
      { numRuns: 150 }
    )
  })

  it("that is no TOML is shown without secrets, and they come back when it is mended", () => {
    const broken = `${sections}${trackers}[Settings\nDryRun = true\n`
    const shown = shownToml(broken, redactPatterns)
    assert.notInclude(shown, "0123456789abcdef")
    assert.notInclude(shown, "hunter22")
    assert.notInclude(shown, "passkey")
    const mended = propose(broken, { _tag: "Text", toml: shown.replace("[Settings\n", "[Settings]\n") })
    assert.strictEqual(mended, `${sections}${trackers}[Settings]\nDryRun = true\n`)
  })

  it("keeps the line breaks of the file though a text field sends others", () => {
    const stored = sections.replaceAll("\n", "\r\n")
    const toml = shownToml(stored, redactPatterns).replaceAll("\r\n", "\n")
    assert.strictEqual(propose(stored, { _tag: "Text", toml }), stored)
  })
})
