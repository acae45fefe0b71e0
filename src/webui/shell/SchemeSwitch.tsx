import { Menu, UnstyledButton } from "@mantine/core"
import { Icon, type IconName } from "../parts/Icon.tsx"
import { densities, schemes, useDensity, useScheme } from "./choices.ts"

const ChoiceMenu = <Value extends string>(props: {
  readonly what: string
  readonly choices: ReadonlyArray<{ readonly value: Value; readonly label: string; readonly icon: IconName }>
  readonly chosen: Value
  /** What the choice comes to. */
  readonly shown: Value
  readonly choose: (value: Value) => void
}) => {
  const current = props.choices.find(({ value }) => value === (props.chosen === "config" ? props.shown : props.chosen))
  return (
    <Menu position="top-start" shadow="md">
      <Menu.Target>
        <UnstyledButton className="q-nav" aria-label={`${props.what}: ${current?.label ?? ""}`}>
          <Icon name={current?.icon ?? "screen"} size={20} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {props.choices.map(({ icon, label, value }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon name={icon} />}
            rightSection={props.chosen === value ? <Icon name="ok" /> : null}
            onClick={() => props.choose(value)}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Dark, light, as the system has it, or as the config has it. */
export const SchemeSwitch = () => <ChoiceMenu what="Colours" choices={schemes} {...useScheme()} />

/** How close the rows of tables are. */
export const DensitySwitch = () => <ChoiceMenu what="Tables" choices={densities} {...useDensity()} />
