import { Group, Stack, Text, Title } from "@mantine/core"
import { type ReactNode, useEffect, useRef } from "react"

/** Whether a page has been shown before: the first one leaves the focus where the browser put it. */
let hasNavigated = false

/** What every page begins with: its title (the window's, too), what it is about, and what can be done with all of it. */
export const Page = (props: {
  readonly title: string
  /** Of the window, when it should say more. */
  readonly windowTitle?: string
  readonly about?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}) => {
  const heading = useRef<HTMLHeadingElement>(null)
  const windowTitle = `${props.windowTitle ?? props.title} · qbitrr`
  useEffect(() => {
    document.title = windowTitle
  }, [windowTitle])
  useEffect(() => {
    // Screen readers start reading at the new page, and Tab goes on from there.
    if (hasNavigated) heading.current?.focus({ preventScroll: true })
    hasNavigated = true
  }, [])
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-start" gap="sm">
        <div>
          <Title order={1} ref={heading} tabIndex={-1}>
            {props.title}
          </Title>
          {props.about === undefined ? null : (
            <Text c="dimmed" size="sm" component="div" mt={2}>
              {props.about}
            </Text>
          )}
        </div>
        {props.actions === undefined ? null : <Group gap="xs">{props.actions}</Group>}
      </Group>
      {props.children}
    </Stack>
  )
}
