import { useCell } from "../live/Cell.ts"
import { pollEvery } from "../live/connection.ts"
import { link } from "../live/link.ts"

/** Says quietly that nothing is pushed: a proxy in between keeps the stream of events back, for example. */
export const PollingNote = () =>
  useCell(link).state === "polling" ? (
    <p role="status" className="q-polling">
      Updates every {pollEvery / 1_000} s, as the daemon's changes do not get through by themselves.
    </p>
  ) : null
