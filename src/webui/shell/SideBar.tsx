import { Box, Group, Kbd, UnstyledButton } from "@mantine/core"
import { Link, useRoute } from "wouter"
import { navigation } from "../pages.ts"
import { Icon, type IconName } from "../parts/Icon.tsx"
import { Account } from "./Account.tsx"
import { DensitySwitch, SchemeSwitch } from "./SchemeSwitch.tsx"
import { showHelp } from "./shortcuts.tsx"
import { useFailed } from "./trouble.ts"

const Line = (props: {
  readonly path: string
  readonly label: string
  readonly icon: IconName
  readonly mark: number
}) => {
  const [isExact] = useRoute(props.path)
  const [isBelow] = useRoute(`${props.path}/*`)
  const isHere = isExact || (props.path !== "/" && isBelow)
  return (
    <Link href={props.path} className="q-nav" aria-current={isHere ? "page" : undefined}>
      <Icon name={props.icon} size={20} />
      {props.label}
      {props.mark === 0 ? null : (
        <span className="q-nav-mark" title={`${props.mark} failed`}>
          {props.mark}
          <span className="q-hidden"> failed</span>
        </span>
      )}
    </Link>
  )
}

/** The navigation of a desk. */
export const SideBar = () => {
  const failed = useFailed()
  return (
    <>
      <Link href="/" className="q-brand">
        <img src="./favicon.svg" alt="" width="26" height="26" />
        qbitrr
      </Link>
      <nav aria-label="Pages">
        {navigation.map(({ icon, label, path }) => (
          <Line key={path} path={path} label={label} icon={icon} mark={path === "/processes" ? failed : 0} />
        ))}
      </nav>
      <Box mt="auto">
        <Account />
        <Group gap={4} wrap="nowrap">
          <SchemeSwitch />
          <DensitySwitch />
          <UnstyledButton className="q-nav" onClick={showHelp} aria-keyshortcuts="?" aria-label="Keyboard shortcuts">
            <Icon name="keyboard" size={20} /> <Kbd size="xs">?</Kbd>
          </UnstyledButton>
        </Group>
      </Box>
    </>
  )
}
