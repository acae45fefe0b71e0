import { ActionIcon, Menu, Tooltip, UnstyledButton } from "@mantine/core"
import { useId, useRef } from "react"
import type { ProcessView } from "../../../web/ProcessView.ts"
import { bornAt } from "../../live/processes.ts"
import { Icon } from "../../parts/Icon.tsx"
import { ProcessState } from "../../parts/Status.tsx"
import { Ago, Lasting, Until } from "../../parts/Time.tsx"
import { useGlow } from "../../parts/useGlow.ts"
import { duration } from "../../parts/words.ts"
import { commands, give, possible } from "./commands.tsx"
import { ProcessDetail } from "./ProcessDetail.tsx"

const roles: Readonly<Record<string, string>> = {
  background: "background",
  category: "categories of a qBittorrent",
  manager: "manager",
  search: "search"
}

/** The word of a role for people. */
export const roleOf = ({ role }: ProcessView): string => roles[role] ?? role

/** Restarts of the window against its limit. */
const Restarts = ({ process: one }: { readonly process: ProcessView }) => (
  <Tooltip
    label={`${one.restart_count} restarts within ${duration(one.restart_window)}; with ${one.restart_limit} it is given up until somebody restarts it`}
    multiline
    maw={260}
  >
    <span className={one.restart_count > 0 ? "q-some" : "q-dim"}>
      {one.restart_count}/{one.restart_limit}
    </span>
  </Tooltip>
)

const Actions = ({ process: one }: { readonly process: ProcessView }) => (
  <div className="q-actions">
    {possible(one).map((what) => (
      <Tooltip key={what} label={commands[what].label}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={44}
          className="q-only-wide"
          aria-label={`${commands[what].label} ${one.name}`}
          onClick={() => void give(one, what)}
        >
          <Icon name={commands[what].icon} />
        </ActionIcon>
      </Tooltip>
    ))}
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={44}
          className="q-only-narrow"
          aria-label={`Actions for ${one.name}`}
        >
          <Icon name="more" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {possible(one).map((what) => (
          <Menu.Item key={what} leftSection={<Icon name={commands[what].icon} />} onClick={() => void give(one, what)}>
            {commands[what].label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  </div>
)

/** Why it is so, or what it does: one line, whether or not there is something to say, so that no row grows. */
const Remark = ({ process: one }: { readonly process: ProcessView }) => {
  const text = one.reason ?? one.searchSummary ?? ""
  return (
    <div className="q-remark" title={text}>
      {text}
    </div>
  )
}

/** One process, and below it, when it is open, its past. A body of its own, so that both move together. */
export const ProcessRow = (props: {
  readonly process: ProcessView
  readonly readAt: number
  readonly isOpen: boolean
  readonly toggle: () => void
}) => {
  const { isOpen, process: one, readAt, toggle } = props
  const row = useRef<HTMLTableRowElement>(null)
  const detail = useId()
  useGlow(row, `${one.state} ${one.life}`)
  return (
    <tbody data-process={one.name}>
      <tr ref={row}>
        <th scope="row" className="q-process">
          <UnstyledButton className="q-opener" aria-expanded={isOpen} aria-controls={detail} onClick={toggle}>
            <Icon name={isOpen ? "down" : "right"} />
            <span>
              {one.name}
              <span className="q-role">{roleOf(one)}</span>
            </span>
          </UnstyledButton>
        </th>
        <td className="q-statecell">
          <ProcessState state={one.state} />{" "}
          <span className="q-dim q-since">
            {one.next_attempt_at === null ? null : (
              <span className="q-only-narrow">
                again <Until at={one.next_attempt_at} />
              </span>
            )}
            <span className={one.next_attempt_at === null ? undefined : "q-only-wide"}>
              <Ago at={one.since} />
            </span>
          </span>
          <Remark process={one} />
        </td>
        <td className="q-restarts q-number">
          <Restarts process={one} />
        </td>
        <td className="q-wide q-number">
          <Lasting since={bornAt(one, readAt)} />
        </td>
        <td className="q-wide">
          <Ago at={one.last_restart} />
        </td>
        <td className="q-wide" data-next>
          {one.next_attempt_at === null ? <span className="q-dim">–</span> : <Until at={one.next_attempt_at} />}
        </td>
        <td className="q-wide">
          <Ago at={one.last_beat} />
        </td>
        <td className="q-actionscell">
          <Actions process={one} />
        </td>
      </tr>
      <tr id={detail} hidden={!isOpen}>
        {isOpen ? (
          <td colSpan={8} className="q-detailcell">
            <ProcessDetail process={one} readAt={readAt} />
          </td>
        ) : null}
      </tr>
    </tbody>
  )
}
