import { Anchor, Button } from "@mantine/core"
import { useCallback } from "react"
import { Link, useParams } from "wouter"
import { type LibrarySection, libraries } from "../../live/library.ts"
import { useResource } from "../../live/Resource.ts"
import { Choice } from "../../parts/Choice.tsx"
import { Empty } from "../../parts/Empty.tsx"
import { FilterField } from "../../parts/FilterField.tsx"
import { Loaded } from "../../parts/Loaded.tsx"
import { Page } from "../../parts/Page.tsx"
import { useFilters } from "../../parts/useFilters.ts"
import { ContainerTable } from "./ContainerTable.tsx"
import { Counts } from "./Counts.tsx"
import { filterNames, queryOf, sortByTitle, sortChoices } from "./libraryQuery.ts"
import { kinds, reasonChoices } from "./libraryWords.ts"
import { ReadState } from "./ReadState.tsx"
import { Trouble } from "./SectionCard.tsx"
import "./library.css"

const Content = ({ section: one }: { readonly section: LibrarySection }) => {
  const filters = useFilters()
  const setText = useCallback((value: string) => filters.set("q", value), [filters])
  const choice = (name: string) => ({
    value: filters.get(name),
    onChange: (value: string) => filters.set(name, value)
  })
  const isFiltered = filterNames.some((name) => filters.get(name) !== "")
  return (
    <>
      <section className="q-card q-library-head" aria-label="The library as a whole">
        <div className="q-library-state">
          <Counts section={one} />
          <ReadState section={one} />
        </div>
        <Trouble section={one} />
      </section>
      {one.containers === 0 && !isFiltered ? null : (
        <search className="q-filters q-library-filters">
          <FilterField label="Title" value={filters.get("q")} onChange={setText} />
          <Choice
            label="Missing"
            all="Missing?"
            options={[
              { value: "true", label: "With something missing" },
              { value: "false", label: "With nothing missing" }
            ]}
            {...choice("missing")}
          />
          <Choice
            label="Monitored"
            all="Monitored?"
            options={[
              { value: "true", label: "Monitored" },
              { value: "false", label: "Not monitored" }
            ]}
            {...choice("monitored")}
          />
          <Choice label="Reason" all="Any reason" options={reasonChoices} {...choice("reason")} />
          <Choice label="Sort" all={sortByTitle} options={sortChoices} {...choice("sort")} />
          {filters.any ? (
            <Button variant="subtle" h={42} onClick={filters.clear}>
              Clear filters
            </Button>
          ) : null}
        </search>
      )}
      <ContainerTable section={one} query={queryOf(filters.get)} isFiltered={isFiltered} reset={filters.clear} />
    </>
  )
}

/** What one Arr holds, and what of it is missing. */
const SectionPage = () => {
  const name = decodeURIComponent(useParams<{ readonly section: string }>().section)
  const reading = useResource(libraries)
  const known = reading.data?.sections.find(({ section }) => section.toLowerCase() === name.toLowerCase())
  return (
    <Page
      title={known?.section ?? name}
      windowTitle={`${known?.section ?? name} · Library`}
      about={
        <>
          <Anchor component={Link} href="/library" underline="always" inherit>
            Library
          </Anchor>
          {known === undefined ? null : ` · ${kinds[known.kind].app}`}
        </>
      }
    >
      <Loaded reading={reading} retry={libraries.refresh} lines={8}>
        {() =>
          known === undefined ? (
            <Empty
              icon="library"
              title={`There is no Arr section ${name}`}
              action={
                <Button component={Link} href="/library" mt="sm" h={44}>
                  To all libraries
                </Button>
              }
            >
              It may have another name by now; sections are named in the <Link href="/config">config</Link>.
            </Empty>
          ) : (
            <Content key={known.section} section={known} />
          )
        }
      </Loaded>
    </Page>
  )
}

export default SectionPage
