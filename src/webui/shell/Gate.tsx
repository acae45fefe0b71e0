import { Center, Loader, Stack, Text } from "@mantine/core"
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react"
import { useCell } from "../live/Cell.ts"
import { link } from "../live/link.ts"
import { access } from "../live/session.ts"
import { useLeaveDoor } from "../pages/access/Door.tsx"
import { Empty } from "../parts/Empty.tsx"
import { OfflineBanner } from "./OfflineBanner.tsx"

const LoginPage = lazy(() => import("../pages/access/LoginPage.tsx"))
const SetupPage = lazy(() => import("../pages/access/SetupPage.tsx"))

/** Nothing for a moment, then a word: the answer is mostly there before anybody could read one. */
const Greeting = () => {
  const [isLong, setLong] = useState(false)
  const { state } = useCell(link)
  useEffect(() => {
    const timer = window.setTimeout(() => setLong(true), 500)
    return () => window.clearTimeout(timer)
  }, [])
  if (!isLong) return null
  return (
    <Center mih="80vh" component="main">
      {state === "offline" ? (
        <Empty icon="offline" title="The daemon does not answer">
          It may be starting, or not run. This page opens by itself as soon as it answers.
        </Empty>
      ) : (
        <Stack align="center">
          <Loader size="sm" />
          <Text c="dimmed">Asking the daemon</Text>
        </Stack>
      )}
      <OfflineBanner />
    </Center>
  )
}

/** Inside, `/login` and `/setup` are no places to stay. */
const Inside = ({ children }: { readonly children: ReactNode }) => {
  useLeaveDoor()
  return children
}

/** Lets nobody see an empty page for want of a login: that stands in its place, at the same address. */
export const Gate = ({ children }: { readonly children: ReactNode }) => {
  const visit = useCell(access)
  const isIn = visit.state === "known" && visit.session.authenticated
  const [wasIn, setWasIn] = useState(false)
  if (isIn && !wasIn) setWasIn(true)
  if (isIn) return <Inside>{children}</Inside>
  if (visit.state !== "known") return <Greeting />
  return (
    <Suspense fallback={null}>
      {visit.session.setupRequired ? <SetupPage /> : <LoginPage session={visit.session} wasIn={wasIn} />}
      <OfflineBanner />
    </Suspense>
  )
}
