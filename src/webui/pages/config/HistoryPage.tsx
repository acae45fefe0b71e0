import { Button, Group } from "@mantine/core"
import { useState } from "react"
import type { BackupText } from "../../../web/config/ConfigViews.ts"
import { backups, rawConfig, readBackup, restore } from "../../live/config.ts"
import { wordsOf } from "../../live/Problem.ts"
import { useResource } from "../../live/Resource.ts"
import { confirm } from "../../parts/confirm.tsx"
import { Empty } from "../../parts/Empty.tsx"
import { Loaded } from "../../parts/Loaded.tsx"
import { Page } from "../../parts/Page.tsx"
import { Ago } from "../../parts/Time.tsx"
import { complain, report } from "../../parts/toasts.tsx"
import { bytes, exact } from "../../parts/words.ts"
import { ConfigTabs } from "./ConfigTabs.tsx"
import { Diff } from "./Diff.tsx"
import "./config.css"

/** Earlier versions of the file, and the way back to one. */
const HistoryPage = () => {
  const reading = useResource(backups)
  const raw = useResource(rawConfig)
  const [open, setOpen] = useState<typeof BackupText.Type>()
  const show = async (id: string) => {
    try {
      setOpen(open?.id === id ? undefined : await readBackup(id))
    } catch (error) {
      complain(wordsOf(error))
    }
  }
  const bringBack = async (id: string, at: string) => {
    const yes = await confirm({
      title: `Bring back the config of ${exact(Date.parse(at))}?`,
      consequence:
        "The processes that differ begin anew with the settings of then. The version of now is kept, so that this can be taken back.",
      action: "Bring it back"
    })
    if (yes) await report("The earlier config is in force.", () => restore(id, raw.data?.revision ?? ""))
  }
  return (
    <Page
      title="Config"
      windowTitle="Config: history"
      about="What the file was before each of the last changes."
      actions={<ConfigTabs />}
    >
      <Loaded reading={reading} retry={backups.refresh}>
        {(data) =>
          data.backups.length === 0 ? (
            <Empty icon="save" title="There is no earlier version yet">
              Each save keeps the version before it, the last ten of them.
            </Empty>
          ) : (
            data.backups.map((one) => (
              <section key={one.id} className="q-card" aria-label={exact(Date.parse(one.at))}>
                <Group justify="space-between">
                  <span>
                    <strong>{exact(Date.parse(one.at))}</strong>{" "}
                    <span className="q-small q-dim">
                      replaced <Ago at={one.at} /> · {bytes(one.size)}
                    </span>
                  </span>
                  <Group gap="xs">
                    <Button
                      variant="default"
                      h={44}
                      aria-expanded={open?.id === one.id}
                      onClick={() => void show(one.id)}
                    >
                      What differs
                    </Button>
                    <Button variant="default" h={44} onClick={() => void bringBack(one.id, one.at)}>
                      Bring it back
                    </Button>
                  </Group>
                </Group>
                {open?.id === one.id && raw.data !== undefined ? (
                  <Diff before={raw.data.toml} after={open.toml} />
                ) : null}
              </section>
            ))
          )
        }
      </Loaded>
    </Page>
  )
}

export default HistoryPage
