import { Button } from "@mantine/core"
import { useCell } from "../live/Cell.ts"
import { useNow } from "../live/clock.ts"
import { retryNow } from "../live/connection.ts"
import { link } from "../live/link.ts"
import { Icon } from "../parts/Icon.tsx"
import { clock, duration } from "../parts/words.ts"

const Countdown = ({ at }: { readonly at: number }) => {
  useNow()
  const seconds = Math.ceil((at - Date.now()) / 1_000)
  return <span className="q-steady">{seconds > 0 ? `next attempt in ${duration(seconds)}` : "trying now"}</span>
}

/** Says that what is shown is old, and since when; goes by itself. Only its beginning is read out, not every second. */
export const OfflineBanner = () => {
  const now = useCell(link)
  const isOffline = now.state === "offline"
  return (
    <>
      <div role="status" className="q-hidden">
        {isOffline ? `No connection to the daemon since ${clock(now.since)}. What is shown may be old.` : ""}
      </div>
      {isOffline ? (
        <aside className="q-offline" aria-label="Connection">
          <span className="q-status" data-tone="warn">
            <Icon name="offline" />
          </span>
          <span>
            <strong>No connection since {clock(now.since)}</strong>
            <br />
            <span className="q-dim">
              <Countdown at={now.retryAt} />
            </span>
          </span>
          <Button variant="default" h={44} onClick={retryNow}>
            Try now
          </Button>
        </aside>
      ) : null}
    </>
  )
}
