import { assert, describe, it } from "vitest"
import { type IndexerHealth, indexersOf } from "../../../src/search/indexers.ts"

const check = (source: string, type: IndexerHealth["type"], message: string, fragment?: string): IndexerHealth => ({
  source,
  type,
  message,
  ...(fragment === undefined ? {} : { wikiUrl: `https://wiki.servarr.com/radarr/system#${fragment}` })
})

/** Texts of Radarr, Sonarr, Lidarr and Readarr: `HealthCheck/Checks/Indexer*Check.cs` and their English translations. */
const texts = {
  failures: "indexers-are-unavailable-due-to-failures",
  automatic: "no-indexers-available-with-automatic-search-enabled-radarr-will-not-provide-any-automatic-search-results",
  interactive: "no_indexers_available_with_interactive_search_enabled"
}

describe("what an Arr says of its indexers", () => {
  for (const [what, expected, ...health] of [
    ["nothing", "all up"],
    [
      "all failed within 6 hours",
      "all down",
      check("IndexerStatusCheck", "error", "All indexers are unavailable due to failures")
    ],
    [
      "some failed within 6 hours",
      "some down",
      check("IndexerStatusCheck", "warning", "Indexers unavailable due to failures: The Pirate Bay (Prowlarr)")
    ],
    [
      "all fail for longer",
      "all down",
      check(
        "IndexerLongTermStatusCheck",
        "error",
        "All indexers are unavailable due to failures for more than 6 hours",
        texts.failures
      )
    ],
    [
      "some fail for longer",
      "some down",
      check(
        "IndexerLongTermStatusCheck",
        "warning",
        "Indexers unavailable due to failures for more than 6 hours: Torrentleech",
        texts.failures
      )
    ],
    [
      "some failed lately and the rest for long, which only the third check tells",
      "all down",
      check("IndexerStatusCheck", "warning", "Indexers unavailable due to failures: A"),
      check("IndexerLongTermStatusCheck", "warning", "Indexers unavailable due to failures for more than 6 hours: B"),
      check(
        "IndexerSearchCheck",
        "warning",
        "All search-capable indexers are temporarily unavailable due to recent indexer errors"
      )
    ],
    [
      "no indexer has automatic search",
      "all down",
      check(
        "IndexerSearchCheck",
        "warning",
        "No indexers available with Automatic Search enabled, Sonarr will not provide any automatic search results"
      )
    ],
    [
      "no indexer has search, in older words",
      "all down",
      check(
        "IndexerSearchCheck",
        "warning",
        "No indexers available with Search enabled, Lidarr will not provide any search results"
      )
    ],
    [
      "no indexer has interactive search, of which our searches know nothing",
      "all up",
      check(
        "IndexerSearchCheck",
        "warning",
        "No indexers available with Interactive Search enabled, Radarr will not provide any interactive search results"
      )
    ],
    [
      "the same as an error",
      "all up",
      check("IndexerSearchCheck", "error", "No indexers available with Interactive Search enabled, …")
    ],
    [
      "no automatic search, in German, with a wiki address",
      "all down",
      check("IndexerSearchCheck", "warning", "Keine Indexer mit aktivierter automatischer Suche", texts.automatic)
    ],
    [
      "all blocked, in French, with a wiki address",
      "all down",
      check("IndexerSearchCheck", "warning", "Tous les indexeurs sont temporairement indisponibles", texts.failures)
    ],
    [
      "no interactive search, in Swedish, with a wiki address",
      "all up",
      check("IndexerSearchCheck", "warning", "Inga indexerare tillgängliga", texts.interactive)
    ],
    [
      "no interactive search, in Dutch, without",
      "all up",
      check("IndexerSearchCheck", "warning", 'Geen indexeerders beschikbaar met "Interactief Zoeken" ingeschakeld')
    ],
    [
      "something of searching in a language we cannot read",
      "some down",
      check("IndexerSearchCheck", "warning", "Ühtegi indekseerijat pole saadaval")
    ],
    [
      "something else that is wrong",
      "all up",
      check("IndexerRssCheck", "error", "No indexers available with RSS sync enabled"),
      check("DownloadClientCheck", "error", "All download clients are unavailable due to failures"),
      check("UpdateCheck", "warning", "New update is available")
    ],
    [
      "checks that are well, or only to be noticed",
      "all up",
      check("IndexerStatusCheck", "ok", ""),
      check("IndexerLongTermStatusCheck", "notice", "Indexers unavailable due to failures: A")
    ]
  ] as ReadonlyArray<readonly [string, string, ...ReadonlyArray<IndexerHealth>]>) {
    it(`${what}: ${expected}`, () => assert.strictEqual(indexersOf(health), expected))
  }
})
