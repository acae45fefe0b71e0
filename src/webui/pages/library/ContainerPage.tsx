import { Anchor, Button } from "@mantine/core"
import { type ReactNode, useMemo } from "react"
import { Link, useParams } from "wouter"
import { searchLists, withQuery } from "../../live/feeds.ts"
import { type ContainerDetail, containerDetail } from "../../live/library.ts"
import { Problem } from "../../live/Problem.ts"
import { useResource } from "../../live/Resource.ts"
import { Empty } from "../../parts/Empty.tsx"
import { Loaded } from "../../parts/Loaded.tsx"
import { Page } from "../../parts/Page.tsx"
import { Status } from "../../parts/Status.tsx"
import { number } from "../../parts/words.ts"
import { kinds, libraryAddress, shelfState, thereWords } from "./libraryWords.ts"
import { type Searching, searchOf } from "./live.ts"
import { Poster } from "./Poster.tsx"
import { SearchButton, ThingState, Why } from "./Searched.tsx"
import { Things } from "./Things.tsx"
import { useSearchNow } from "./useSearchNow.ts"
import "./library.css"

/** Searches of the section that are looked through for what became of each thing. */
const lookBack = 200

const Content = ({ detail, searching }: { readonly detail: ContainerDetail; readonly searching: Searching }) => {
  const { counts, items, kind, monitored, profile, section } = detail
  const now = useSearchNow(section)
  const [movie] = kind === "radarr" ? items : []
  const series = { kind: "series" as const, seriesId: detail.id }
  const target = movie?.target ?? (kind === "sonarr" && items.length > 0 ? series : undefined)
  const search = movie === undefined ? undefined : searchOf(movie, searching)
  const facts: ReadonlyArray<readonly [string, ReactNode]> = [
    ["Monitored", monitored ? "yes" : "no"],
    ["Quality profile", profile ?? "unknown"],
    ...(movie === undefined
      ? ([
          ["There", thereWords(counts, kind)],
          ["Missing", number(counts.missing)]
        ] as const)
      : []),
    ...(counts.available === 0
      ? []
      : ([["Quality met", `${number(counts.qualityMet)} of ${number(counts.available)}`]] as const)),
    ...(counts.requested === 0
      ? []
      : ([["Requested", movie === undefined ? number(counts.requested) : "yes"]] as const))
  ]
  return (
    <>
      <section className="q-card q-container" aria-label={`About this ${kinds[kind].container[0]}`}>
        <Poster section={section} id={detail.id} title={detail.title} isLarge />
        <div className="q-container-words">
          {movie === undefined || search === undefined ? (
            <Status {...shelfState(detail, kind)} />
          ) : (
            <div aria-live="polite">
              <ThingState thing={movie} search={search} />
              <Why thing={movie} search={search} kind={kind} />
            </div>
          )}
          <dl className="q-facts">
            {facts.map(([name, value]) => (
              <div key={name} style={{ display: "contents" }}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          {target === undefined ? null : (
            <div>
              <SearchButton
                target={target}
                what={detail.title}
                word={movie === undefined ? "Search the series" : "Search now"}
                isMain
                isBusy={now.isBusy(target)}
                search={now.search}
              />
            </div>
          )}
        </div>
      </section>
      {movie === undefined ? <Things detail={detail} searching={searching} now={now} /> : null}
    </>
  )
}

/** One movie, series, artist or author: what is in it, and why each thing is or is not searched for. */
const ContainerPage = () => {
  const params = useParams<{ readonly section: string; readonly containerId: string }>()
  const section = decodeURIComponent(params.section)
  const id = decodeURIComponent(params.containerId)
  const resource = useMemo(() => containerDetail(section, id), [section, id])
  const searches = useMemo(() => searchLists.at(withQuery("/api/searches", { section, limit: lookBack })), [section])
  const reading = useResource(resource)
  const searched = useResource(searches).data
  const searching = { section: searched?.sections[0], history: searched?.history ?? [] }
  const isGone = reading.error instanceof Problem && reading.error.status === 404
  const { data } = reading
  const up = (
    <>
      <Anchor component={Link} href="/library" underline="always" inherit>
        Library
      </Anchor>{" "}
      ·{" "}
      <Anchor component={Link} href={libraryAddress(data?.section ?? section)} underline="always" inherit>
        {data?.section ?? section}
      </Anchor>
      {data?.year == null ? null : ` · ${data.year}`}
    </>
  )
  if (isGone) {
    return (
      <Page title="Not in the library" about={up}>
        <Empty
          icon="library"
          title={`${section} has nothing with the id ${id}`}
          action={
            <Button component={Link} href={libraryAddress(section)} mt="sm" h={44}>
              To its library
            </Button>
          }
        >
          It was removed there, or it was not read yet.
        </Empty>
      </Page>
    )
  }
  return (
    <Page title={data?.title ?? "Library"} about={up}>
      <Loaded reading={reading} retry={resource.refresh} lines={8}>
        {(detail) => <Content key={detail.id} detail={detail} searching={searching} />}
      </Loaded>
    </Page>
  )
}

export default ContainerPage
