import { Button, Switch } from "@mantine/core"
import { useLayoutEffect } from "react"
import { useLocation } from "wouter"
import { Cell, useCell } from "../live/Cell.ts"
import { pauseTopics, refreshPaused } from "../live/Resource.ts"
import { pageSettings } from "../live/settings.ts"
import { Icon } from "../parts/Icon.tsx"

/** The pages that `WebUI.LiveArr` is about, and what they are made of. */
const views = /^\/(library|torrents|searches)(\/|$)/
const topics: ReadonlySet<string> = new Set(["library", "torrent", "decision", "search"])
const none: ReadonlySet<string> = new Set()

/** Whether the visitor switched them to live; it holds until the page is loaded anew. */
const switched = new Cell(false)

/**
 * Where `WebUI.LiveArr` is false: keeps libraries, torrents and searches as they are until somebody asks, says so, and
 * lets them be live for this visit. Everything else stays live.
 */
export const Live = () => {
  const [location] = useLocation()
  const isSet = useCell(pageSettings).isLive
  const isSwitched = useCell(switched)
  const isLive = isSet || isSwitched
  const isView = views.test(location)
  const isPaused = isView && !isLive
  useLayoutEffect(() => {
    // Once they go on, what was missed is caught up on.
    if (!isPaused) refreshPaused()
    pauseTopics(isPaused ? topics : none)
  }, [isPaused])
  if (isSet || !isView) return null
  return (
    <section className="q-live" aria-label="Updates">
      <Switch label="Live" size="md" checked={isLive} onChange={(event) => switched.set(event.currentTarget.checked)} />
      <span className="q-small q-dim q-live-words">
        {isLive ? "This view refreshes by itself." : "This view stays as it is until you refresh it."}
      </span>
      {isLive ? null : (
        <Button variant="default" h={44} leftSection={<Icon name="restart" />} onClick={refreshPaused}>
          Refresh
        </Button>
      )}
    </section>
  )
}
