import { Menu, UnstyledButton } from "@mantine/core"
import { Link, useLocation } from "wouter"
import { navigation } from "../pages.ts"
import { Icon } from "../parts/Icon.tsx"
import { schemes, useDensity, useScheme } from "./choices.ts"
import { useFailed } from "./trouble.ts"

const isAt = (location: string, path: string): boolean =>
  location === path || (path !== "/" && location.startsWith(`${path}/`))

/** The navigation of a phone: what is needed twice a day, and the rest behind "More". */
export const BottomBar = () => {
  const [location, navigate] = useLocation()
  const failed = useFailed()
  const { choose: setScheme, chosen: scheme } = useScheme()
  const { choose: setDensity, shown: density } = useDensity()
  const main = navigation.filter(({ isMain }) => isMain === true)
  const rest = navigation.filter(({ isMain }) => isMain !== true)
  return (
    <nav className="q-bar" aria-label="Pages">
      {main.map(({ icon, label, path }) => (
        <Link key={path} href={path} className="q-tab" aria-current={isAt(location, path) ? "page" : undefined}>
          <Icon name={icon} size={22} />
          {label}
          {path === "/processes" && failed > 0 ? (
            <span className="q-nav-mark">
              {failed}
              <span className="q-hidden"> failed</span>
            </span>
          ) : null}
        </Link>
      ))}
      <Menu position="top-end" width={220} shadow="md">
        <Menu.Target>
          <UnstyledButton
            className="q-tab"
            aria-current={rest.some(({ path }) => isAt(location, path)) ? "page" : undefined}
          >
            <Icon name="more" size={22} />
            More
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {rest.map(({ icon, label, path }) => (
            <Menu.Item key={path} leftSection={<Icon name={icon} />} onClick={() => navigate(path)}>
              {label}
            </Menu.Item>
          ))}
          {rest.length === 0 ? null : <Menu.Divider />}
          {schemes.map(({ icon, label, value }) => (
            <Menu.Item
              key={value}
              leftSection={<Icon name={icon} />}
              rightSection={scheme === value ? <Icon name="ok" /> : null}
              onClick={() => setScheme(value)}
            >
              {label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={<Icon name="compact" />}
            rightSection={density === "compact" ? <Icon name="ok" /> : null}
            onClick={() => setDensity(density === "compact" ? "comfortable" : "compact")}
          >
            Compact rows
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </nav>
  )
}
