import { Center, Paper, Stack, Text, Title } from "@mantine/core"
import { type ReactNode, useEffect } from "react"
import { useLocation } from "wouter"

/** The frame of a page before the page: login and first run. */
export const Door = (props: {
  readonly title: string
  readonly about?: string | undefined
  readonly children: ReactNode
}) => {
  useEffect(() => {
    document.title = `${props.title} · qbitrr`
  }, [props.title])
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder p="xl" w="100%" maw={420} radius="lg" bg="var(--q-raised)">
        <Stack gap="lg">
          <div>
            <Title order={1}>{props.title}</Title>
            <Text size="sm" c="dimmed">
              {props.about ?? "qbitrr"}
            </Text>
          </div>
          {props.children}
        </Stack>
      </Paper>
    </Center>
  )
}

/** Leaves `/login` and `/setup` once they have nothing more to say. */
export const useLeaveDoor = (): void => {
  const [location, navigate] = useLocation()
  const isDoor = location === "/login" || location === "/setup"
  useEffect(() => {
    if (isDoor) navigate("/", { replace: true })
  }, [isDoor, navigate])
}
