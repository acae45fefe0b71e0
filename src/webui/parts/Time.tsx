import { useNow } from "../live/clock.ts"
import { duration, exact, relative } from "./words.ts"

/** `5 min ago`; the exact time on hover, and for machines. Of what is over: clocks that differ a little tell no future. */
export const Ago = ({ at }: { readonly at: string | null | undefined }) => {
  const now = useNow()
  if (at === null || at === undefined) return <span className="q-dim">–</span>
  const time = Date.parse(at)
  return (
    <time dateTime={at} title={exact(time)} className="q-steady">
      {relative(Math.min(time, now), now)}
    </time>
  )
}

/** `in 12 s`, counting down; what stands in its place once the time has come. */
export const Until = (props: { readonly at: string; readonly due?: string }) => {
  const now = useNow()
  const time = Date.parse(props.at)
  const seconds = Math.ceil((time - now) / 1_000)
  return (
    <time dateTime={props.at} title={exact(time)} className="q-steady">
      {seconds > 0 ? `in ${duration(seconds)}` : (props.due ?? "now")}
    </time>
  )
}

/** How long it has lasted, counting; `since` in epoch milliseconds. */
export const Lasting = ({ since }: { readonly since: number | undefined }) => {
  const now = useNow()
  if (since === undefined) return <span className="q-dim">–</span>
  return (
    <span className="q-steady" title={`since ${exact(since)}`}>
      {duration((now - since) / 1_000)}
    </span>
  )
}
