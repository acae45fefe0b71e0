import { Skeleton, Stack } from "@mantine/core"
import { type ReactNode, useEffect, useState } from "react"
import type { Reading } from "../live/Resource.ts"
import { Failure } from "./Failure.tsx"

/** Lines where the content will be; they appear after 300 ms, since most answers come sooner. */
export const Waiting = ({ lines = 6 }: { readonly lines?: number }) => {
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    const timer = window.setTimeout(() => setLong(true), 300)
    return () => window.clearTimeout(timer)
  }, [])
  return (
    <Stack gap="sm" aria-busy="true" aria-label="Loading" role="status">
      {isLong
        ? Array.from({ length: lines }, (_, line) => `line ${line}`).map((key) => <Skeleton key={key} height={36} />)
        : null}
    </Stack>
  )
}

/** Content once it is there; until then its outline, or why it does not come. */
export const Loaded = <A,>(props: {
  readonly reading: Reading<A>
  readonly retry?: () => void
  readonly lines?: number
  readonly children: (data: A) => ReactNode
}) => {
  const { data, error } = props.reading
  const failure =
    error === undefined ? null : (
      <Failure error={error} {...(props.retry === undefined ? {} : { retry: props.retry })} />
    )
  if (data === undefined) return failure ?? <Waiting lines={props.lines ?? 6} />
  return (
    <>
      {failure}
      {props.children(data)}
    </>
  )
}
