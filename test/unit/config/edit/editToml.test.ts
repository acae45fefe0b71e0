import * as Either from "effect/Either"
import { assert, describe, it } from "vitest"
import { editToml } from "../../../../src/config/edit/editToml.ts"
import { isInlineKey } from "../../../../src/config/edit/isInlineKey.ts"
import { renameSection } from "../../../../src/config/edit/setValue.ts"
import type { KeyPath } from "../../../../src/config/KeyPath.ts"

const edit = (text: string, path: KeyPath, value: unknown): string =>
  Either.getOrThrowWith(editToml(text, { path, value }, isInlineKey), (why) => new Error(why))

const file = `# My daemon.
# Do not touch.
[Settings]
LoopSleepTimer   =  5    # seconds
PingURLS = [
  "one.one.one.one",  # Cloudflare
  # and the other one
  "dns.google.com"    # Google
]

# Films.
[Radarr-Movies]
URI = 'http://radarr:7878'
# The key is in the safe.
APIKey = "abc"

[Radarr-Movies.EntrySearch]
SearchMissing = true

# Public ones first.
[[Radarr-Movies.Torrent.Trackers]]
Name = "Public"
URI = "udp://public.example.org:1337"

# Then mine.
[[Radarr-Movies.Torrent.Trackers]]
Name = "Mine"
URI = "https://mine.example.org/0123/announce" # passkey!

# The end.
`

/** Lines that are gone, and lines that are new. */
const difference = (before: string, after: string): { gone: ReadonlyArray<string>; fresh: ReadonlyArray<string> } => {
  const old = before.split("\n")
  const now = after.split("\n")
  return { gone: old.filter((line) => !now.includes(line)), fresh: now.filter((line) => !old.includes(line)) }
}

describe("an edit of one value", () => {
  it("replaces its characters and nothing else", () => {
    assert.strictEqual(edit(file, ["Settings", "LoopSleepTimer"], 9), file.replace("=  5    #", "=  9    #"))
  })

  it("puts a new key behind the last one of its table", () => {
    assert.strictEqual(
      edit(file, ["Settings", "DryRun"], true),
      file.replace("Google\n]\n", "Google\n]\nDryRun = true\n")
    )
  })

  it("makes a table where the key has none yet, behind the rest of its section", () => {
    assert.strictEqual(
      edit(file, ["Radarr-Movies", "EntrySearch", "Overseerr", "Is4K"], true),
      file.replace(
        "SearchMissing = true\n",
        "SearchMissing = true\n\n[Radarr-Movies.EntrySearch.Overseerr]\nIs4K = true\n"
      )
    )
  })

  it("keeps the comment above a key that goes, since it may say why", () => {
    assert.strictEqual(edit(file, ["Radarr-Movies", "APIKey"], undefined), file.replace('APIKey = "abc"\n', ""))
  })

  it("writes patterns so that a backslash stays one, and text that needs it with escapes", () => {
    const path = ["Radarr-Movies", "Torrent", "FileNameExclusionRegex"]
    assert.include(
      edit(file, path, ["\\bsample\\b", "it's \\d"]),
      `FileNameExclusionRegex = ['\\bsample\\b', "it's \\\\d"]`
    )
  })

  it("adds to keys with dots with keys with dots, since TOML allows nothing else there", () => {
    const dotted = "Settings.DryRun = true\n"
    assert.strictEqual(edit(dotted, ["Settings", "Tagless"], true), "Settings.DryRun = true\nSettings.Tagless = true\n")
  })

  it("writes a table of texts as one value", () => {
    const text = edit(file, ["Radarr-Movies", "EntrySearch", "QualityProfileMappings"], { "HD - 1080p": "SD" })
    assert.include(text, 'QualityProfileMappings = { "HD - 1080p" = "SD" }\n')
  })

  it("refuses what the text cannot take, rather than break it", () => {
    const odd = "[Settings]\nPingURLS = 2020-01-01\n"
    assert.isTrue(Either.isLeft(editToml("a = ", { path: ["a"], value: 1 }, isInlineKey)))
    assert.strictEqual(edit(odd, ["Settings", "PingURLS"], "2020-01-01"), odd)
  })
})

describe("an edit of a list", () => {
  const path = ["Settings", "PingURLS"]

  it("keeps what is written around the items that stay", () => {
    const added = edit(file, path, ["one.one.one.one", "quad9.net", "dns.google.com"])
    assert.deepStrictEqual(difference(file, added), { gone: [], fresh: ['  "quad9.net",'] })
    const gone = edit(file, path, ["dns.google.com"])
    assert.deepStrictEqual(difference(file, gone), { gone: ['  "one.one.one.one",  # Cloudflare'], fresh: [] })
  })

  it("adds and takes away the last item with the right commas", () => {
    const added = edit(file, path, ["one.one.one.one", "dns.google.com", "quad9.net"])
    assert.include(added, '  "dns.google.com",    # Google\n  "quad9.net"\n]')
    assert.include(edit(file, path, ["one.one.one.one"]), '[\n  "one.one.one.one"  # Cloudflare\n]')
  })

  it("empties and fills a list on one line", () => {
    const empty = edit("a = [1, 2]\n", ["a"], [])
    assert.strictEqual(empty, "a = []\n")
    assert.strictEqual(edit(empty, ["a"], ["x", "y"]), 'a = ["x", "y"]\n')
  })
})

describe("an edit of rows", () => {
  const path = ["Radarr-Movies", "Torrent", "Trackers"]

  it("changes a value of one row by its index", () => {
    assert.strictEqual(edit(file, [...path, 1, "Name"], "Ours"), file.replace('"Mine"', '"Ours"'))
  })

  it("takes a row with its comment", () => {
    const first =
      '# Public ones first.\n[[Radarr-Movies.Torrent.Trackers]]\nName = "Public"\nURI = "udp://public.example.org:1337"\n\n'
    assert.strictEqual(edit(file, [...path, 0], undefined), file.replace(first, ""))
  })

  it("adds a row behind the others, by the index after the last one or by the whole list", () => {
    const row = { Name: "New", URI: "new.example.org" }
    const by = edit(file, [...path, 2], row)
    assert.deepStrictEqual(difference(file, by), { gone: [], fresh: ['Name = "New"', 'URI = "new.example.org"'] })
    const all = [
      { Name: "Public", URI: "udp://public.example.org:1337" },
      { Name: "Mine", URI: "https://mine.example.org/0123/announce" },
      row
    ]
    assert.strictEqual(edit(file, path, all), by)
  })

  it("puts a row in front of the others without taking their comments", () => {
    const all = [
      { Name: "New", URI: "new.example.org" },
      { Name: "Public", URI: "udp://public.example.org:1337" },
      { Name: "Mine", URI: "https://mine.example.org/0123/announce" }
    ]
    const text = edit(file, path, all)
    assert.include(
      text,
      'URI = "new.example.org"\n\n# Public ones first.\n[[Radarr-Movies.Torrent.Trackers]]\nName = "Public"'
    )
    assert.include(text, '# Then mine.\n[[Radarr-Movies.Torrent.Trackers]]\nName = "Mine"')
  })

  it("removes them all", () => {
    const text = edit(file, path, [])
    assert.notInclude(text, "Trackers")
    assert.include(text, "# The end.")
  })
})

describe("an edit of a section", () => {
  it("takes everything of it, the comment above it too, and leaves its neighbours", () => {
    const text = edit(file, ["Radarr-Movies"], undefined)
    const [settings = ""] = file.split("# Films.\n")
    assert.strictEqual(text, `${settings}# The end.\n`)
  })

  it("keeps what stands on top of the file, which is about the file", () => {
    assert.include(edit(file, ["Settings"], undefined), "# My daemon.\n# Do not touch.\n")
  })

  it("adds a new one at the end, its name in quotes where it needs them", () => {
    const text = edit(file, ["Sonarr-TV 4K.HDR"], { URI: "http://s", Torrent: { StalledDelay: 5 } })
    assert.strictEqual(
      text,
      `${file}\n["Sonarr-TV 4K.HDR"]\nURI = "http://s"\n\n["Sonarr-TV 4K.HDR".Torrent]\nStalledDelay = 5\n`
    )
  })

  it("renames it wherever it is named, and nothing else", () => {
    const text = renameSection(file, "Radarr-Movies", "Radarr-4K.HDR")
    assert.strictEqual(text, file.replaceAll("[Radarr-Movies", '["Radarr-4K.HDR"'))
  })
})

describe("line breaks and the mark of UTF-8", () => {
  it("stay as the file has them", () => {
    const text = `\ufeff${file.replaceAll("\n", "\r\n")}`
    const edited = edit(edit(text, ["Settings", "DryRun"], true), ["Sonarr-TV"], { URI: "http://s" })
    assert.isTrue(edited.startsWith("\ufeff# My"))
    assert.strictEqual(edited.replaceAll("\r\n", "").includes("\n"), false)
  })

  it("a file that does not end with one gets one where something is added", () => {
    assert.strictEqual(
      edit("[Settings]\nDryRun = true", ["Settings", "Tagless"], true),
      "[Settings]\nDryRun = true\nTagless = true\n"
    )
  })
})
