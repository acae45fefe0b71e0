import { Center, Loader, Stack, Text } from "@mantine/core"
import { type ReactNode, useEffect, useState } from "react"
import { useCell } from "../live/Cell.ts"
import { link } from "../live/link.ts"
import { access } from "../live/session.ts"
import { Empty } from "../parts/Empty.tsx"
import { OfflineBanner } from "./OfflineBanner.tsx"

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
    <Center mih="80vh">
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

/** Lets nobody see an empty page for want of a login. */
export const Gate = ({ children }: { readonly children: ReactNode }) => {
  const visit = useCell(access)
  switch (visit.state) {
    case "unknown":
      return <Greeting />
    case "token only":
      return (
        <Center mih="80vh">
          <Empty icon="warning" title="This daemon asks for a token">
            Its version has no login for the page. Scripts send the token of its data folder (qBitManager/api-token);
            for the page, set AuthDisabled = true in [WebUI] where nobody else can reach it.
          </Empty>
        </Center>
      )
    default:
      return children
  }
}
