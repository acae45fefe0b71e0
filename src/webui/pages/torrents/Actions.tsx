import { Button, Menu } from "@mantine/core"
import { type ReactNode, useId, useState } from "react"
import type { TorrentActionOrder } from "../../../web/TorrentActionsApi.ts"
import type { TorrentDetail } from "../../../web/TorrentView.ts"
import { useCell } from "../../live/Cell.ts"
import { wordsOf } from "../../live/Problem.ts"
import { access } from "../../live/session.ts"
import { confirm } from "../../parts/confirm.tsx"
import { Icon, type IconName } from "../../parts/Icon.tsx"
import { complain, tell } from "../../parts/toasts.tsx"
import { shortened } from "../../parts/words.ts"
import { act } from "./actions.ts"
import { hindrance, isIgnored, type TorrentAction, times } from "./hindrance.ts"

/** What each button says, and what it is good for. */
const words: Readonly<
  Record<TorrentAction, { readonly label: string; readonly icon: IconName; readonly about: string }>
> = {
  ignore: { label: "Ignore", icon: "eye", about: "Leave it alone for a while: no rule touches it." },
  unignore: { label: "End ignoring", icon: "eye", about: "It is left alone. End that, and the rules decide again." },
  recheck: { label: "Recheck", icon: "restart", about: "qBittorrent compares its files with what they should be." },
  import: { label: "Import now", icon: "imported", about: "Its Arr is asked to import it at once." },
  search: { label: "Search again", icon: "searches", about: "Its Arr looks for the same thing anew; this one stays." },
  fail: { label: "Fail", icon: "trash", about: "Remove it with its files, blocklist it, and search again." }
}

const Line = (props: { readonly why: string | undefined; readonly about: string; readonly button: ReactNode }) => (
  <li className="q-act">
    {props.button}
    <span className="q-small q-dim">{props.why ?? props.about}</span>
  </li>
)

const askFail = ({ category, instance, name }: TorrentDetail): Promise<boolean> =>
  confirm({
    title: `Fail ${shortened(name, 44)}?`,
    consequence: (
      <>
        <strong className="q-break">{name}</strong> is removed from {instance}, and its files are deleted. The Arr that
        it belongs to{category === "" ? "" : ` (category ${category})`} blocklists it, so that it is not taken again,
        and searches for another one if that is set. This cannot be taken back.
      </>
    ),
    action: "Remove and delete its files",
    isDangerous: true
  })

/** What a person can do about a torrent, and why not when it is not possible now. Nothing for those who may only look. */
export const Actions = ({ torrent }: { readonly torrent: TorrentDetail }) => {
  const visit = useCell(access)
  const [busy, setBusy] = useState<TorrentAction>()
  const id = useId()
  const mayAct = visit.state === "known" && visit.session.scopes.includes("actions")
  if (!mayAct) return null
  const ask = async (order: TorrentActionOrder): Promise<void> => {
    if (order.action === "fail" && !(await askFail(torrent))) return
    setBusy(order.action)
    try {
      const { text } = await act(torrent, order)
      tell(`${words[order.action].label}: ${text}`)
    } catch (error) {
      complain(`${words[order.action].label}: ${wordsOf(error)}`)
    }
    setBusy(undefined)
  }
  const simple = (action: Exclude<TorrentAction, "ignore">) => {
    const why = hindrance(torrent, action)
    const { about, icon, label } = words[action]
    return (
      <Line
        key={action}
        why={why}
        about={about}
        button={
          <Button
            variant="default"
            h={44}
            {...(action === "fail" ? { className: "q-danger" } : {})}
            leftSection={<Icon name={icon} />}
            disabled={why !== undefined}
            loading={busy === action}
            onClick={() => void ask({ action })}
          >
            {label}
          </Button>
        }
      />
    )
  }
  const whyNotIgnore = hindrance(torrent, "ignore")
  return (
    <section className="q-card q-does" aria-labelledby={id}>
      <h2 id={id}>What you can do</h2>
      <ul className="q-plain q-acts">
        {isIgnored(torrent) ? simple("unignore") : null}
        <Line
          why={whyNotIgnore}
          about={isIgnored(torrent) ? "Leave it alone for another time, from now on." : words.ignore.about}
          button={
            <Menu position="bottom-start" shadow="md">
              <Menu.Target>
                <Button
                  variant="default"
                  h={44}
                  leftSection={<Icon name="eye" />}
                  rightSection={<Icon name="down" size={14} />}
                  disabled={whyNotIgnore !== undefined}
                  loading={busy === "ignore"}
                >
                  {words.ignore.label}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {times.map(({ hours, label }) => (
                  <Menu.Item
                    key={label}
                    onClick={() => void ask({ action: "ignore", ...(hours === undefined ? {} : { hours }) })}
                  >
                    {label}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          }
        />
        {(["recheck", "import", "search", "fail"] as const).map(simple)}
      </ul>
    </section>
  )
}
