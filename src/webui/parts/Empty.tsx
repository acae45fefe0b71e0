import { Stack, Text } from "@mantine/core"
import type { ReactNode } from "react"
import { Icon, type IconName } from "./Icon.tsx"

/** Nothing to show: what is missing, and where it comes from. */
export const Empty = (props: {
  readonly icon: IconName
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
}) => (
  <Stack align="center" gap={6} py={48} px="md" ta="center" c="dimmed">
    <Icon name={props.icon} size={32} />
    <Text fw={600} c="var(--mantine-color-text)">
      {props.title}
    </Text>
    {props.children === undefined ? null : (
      <Text size="sm" maw={520} component="div">
        {props.children}
      </Text>
    )}
    {props.action}
  </Stack>
)
