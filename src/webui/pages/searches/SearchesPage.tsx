import { Button, Group } from "@mantine/core"
import { useMemo } from "react"
import { Link } from "wouter"
import { searchLists, withQuery } from "../../live/feeds.ts"
import { useEvery, useResource } from "../../live/Resource.ts"
import { Choice } from "../../parts/Choice.tsx"
import { Empty } from "../../parts/Empty.tsx"
import { Loaded } from "../../parts/Loaded.tsx"
import { Page } from "../../parts/Page.tsx"
import { useFilters } from "../../parts/useFilters.ts"
import { History } from "./History.tsx"
import { SearchNow } from "./SearchNow.tsx"
import { Section } from "./Section.tsx"
import "./searches.css"

/** Rows of the history that "more" shows, one after the other. */
const steps = [50, 200, 500]

/** What is looked for, and why not this one. */
const SearchesPage = () => {
  const filters = useFilters()
  const limit = Number(filters.get("limit")) || 50
  const section = filters.get("section")
  const path = withQuery("/api/searches", { section, limit })
  const list = useMemo(() => searchLists.at(path), [path])
  const everything = useMemo(() => searchLists.at("/api/searches?limit=0"), [])
  const reading = useResource(list)
  const names = (useResource(everything).data ?? reading.data)?.sections.map((one) => one.section) ?? []
  // Progress of a library that is read is told by no event.
  useEvery(5_000, list.refresh)
  const next = steps.find((step) => step > limit)
  return (
    <Page title="Searches" about="What is looked for, what waits, and what came of it.">
      <SearchNow sections={names} />
      {names.length < 2 && section === "" ? null : (
        <search className="q-filters">
          <Choice
            label="Section"
            all="Every section"
            options={names}
            value={section}
            onChange={(value) => filters.set("section", value)}
          />
        </search>
      )}
      <Loaded reading={reading} retry={list.refresh} lines={8}>
        {(data) =>
          data.sections.length === 0 && data.total === 0 ? (
            <Empty icon="searches" title="Nothing is searched for">
              Searching is set for each Arr in the <Link href="/config">config</Link> (EntrySearch: SearchMissing and
              others).
            </Empty>
          ) : (
            <>
              <div className="q-sections">
                {data.sections.map((one) => (
                  <Section key={one.section} section={one} />
                ))}
              </div>
              <History searches={data.history} total={data.total} />
              {next === undefined || data.total <= limit ? null : (
                <Group justify="center">
                  <Button variant="default" h={44} onClick={() => filters.set("limit", String(next))}>
                    Look further back
                  </Button>
                </Group>
              )}
            </>
          )
        }
      </Loaded>
    </Page>
  )
}

export default SearchesPage
