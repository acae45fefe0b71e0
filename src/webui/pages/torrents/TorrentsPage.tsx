import { Button } from "@mantine/core"
import { useCallback } from "react"
import { readiness } from "../../live/feeds.ts"
import { processList } from "../../live/processes.ts"
import { useResource } from "../../live/Resource.ts"
import { Choice } from "../../parts/Choice.tsx"
import { FilterField } from "../../parts/FilterField.tsx"
import { Page } from "../../parts/Page.tsx"
import { useFilters } from "../../parts/useFilters.ts"
import { TorrentTable } from "./TorrentTable.tsx"
import { states } from "./torrentWords.ts"
import "./torrents.css"

/** Every torrent of every qBittorrent, and what was last decided about it. */
const TorrentsPage = () => {
  const filters = useFilters()
  const processes = useResource(processList).data?.processes ?? []
  const dependencies = useResource(readiness).data?.dependencies ?? []
  const instances = dependencies.filter(({ kind }) => kind === "qbittorrent").map(({ name }) => name)
  const sections = processes.filter(({ role }) => role === "manager").map(({ name }) => name)
  const setText = useCallback((value: string) => filters.set("q", value), [filters])
  const choice = (name: string) => ({
    value: filters.get(name),
    onChange: (value: string) => filters.set(name, value)
  })
  return (
    <Page title="Torrents" about="What happens to each download, and why.">
      <search className="q-filters">
        <FilterField label="Name or hash" value={filters.get("q")} onChange={setText} />
        <Choice label="Section" all="Every section" options={[...sections, ...instances]} {...choice("section")} />
        <Choice label="State" all="Every state" options={states} {...choice("state")} />
        {instances.length < 2 ? null : (
          <Choice label="qBittorrent" all="Every qBittorrent" options={instances} {...choice("instance")} />
        )}
        {filters.any ? (
          <Button variant="subtle" h={42} onClick={filters.clear}>
            Clear filters
          </Button>
        ) : null}
      </search>
      <TorrentTable
        query={{
          q: filters.get("q"),
          instance: filters.get("instance"),
          section: filters.get("section"),
          state: filters.get("state"),
          category: filters.get("category")
        }}
        isFiltered={filters.any}
      />
    </Page>
  )
}

export default TorrentsPage
