import { Button } from "@mantine/core"
import { Link } from "wouter"
import { libraries } from "../../live/library.ts"
import { useResource } from "../../live/Resource.ts"
import { Empty } from "../../parts/Empty.tsx"
import { Loaded } from "../../parts/Loaded.tsx"
import { Page } from "../../parts/Page.tsx"
import { SectionCard } from "./SectionCard.tsx"
import "./library.css"

/** The libraries of all Arrs: how far they are read, and what they lack. */
const LibraryPage = () => {
  const reading = useResource(libraries)
  return (
    <Page title="Library" about="What each Arr holds, and what is missing.">
      <Loaded reading={reading} retry={libraries.refresh} lines={6}>
        {({ sections }) =>
          sections.length === 0 ? (
            <Empty
              icon="library"
              title="No Arr is configured"
              action={
                <Button component={Link} href="/config" mt="sm" h={44}>
                  To the config
                </Button>
              }
            >
              Add a section for each Radarr, Sonarr, Lidarr or Readarr with its address and API key. Its library is
              shown here once something is searched for in it.
            </Empty>
          ) : (
            <div className="q-libraries">
              {sections.map((one) => (
                <SectionCard key={one.section} section={one} />
              ))}
            </div>
          )
        }
      </Loaded>
    </Page>
  )
}

export default LibraryPage
