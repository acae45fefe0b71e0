import { type MantineColorScheme, Menu, UnstyledButton, useMantineColorScheme } from "@mantine/core"
import { Icon, type IconName } from "../parts/Icon.tsx"

/** What one may choose, with its picture. */
export const schemes: ReadonlyArray<{
  readonly value: MantineColorScheme
  readonly label: string
  readonly icon: IconName
}> = [
  { value: "dark", label: "Dark", icon: "moon" },
  { value: "light", label: "Light", icon: "sun" },
  { value: "auto", label: "As the system", icon: "screen" }
]

/** The chosen scheme; the browser remembers it. */
export const useScheme = (): readonly [MantineColorScheme, (scheme: MantineColorScheme) => void] => {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return [colorScheme, setColorScheme]
}

/** Dark, light, or as the system has it. */
export const SchemeSwitch = () => {
  const [scheme, setScheme] = useScheme()
  const current = schemes.find(({ value }) => value === scheme) ?? schemes[0]
  return (
    <Menu position="top-start" shadow="md">
      <Menu.Target>
        <UnstyledButton className="q-nav" aria-label={`Colours: ${current?.label ?? ""}`}>
          <Icon name={current?.icon ?? "screen"} size={20} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
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
      </Menu.Dropdown>
    </Menu>
  )
}
