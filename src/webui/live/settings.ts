import { useEffect } from "react"
import type { StatusView } from "../../web/status/StatusViews.ts"
import { Cell } from "./Cell.ts"
import { Resource, useResource } from "./Resource.ts"

/** How the page looks and behaves until this browser has chosen its own: `Theme`, `ViewDensity`, `LiveArr` of `[WebUI]`. */
export interface PageSettings {
  readonly scheme: "dark" | "light"
  readonly density: "comfortable" | "compact"
  /** Libraries, torrents and searches refresh by themselves. */
  readonly isLive: boolean
}

const settingsOf = (theme: string | undefined, density: string | undefined, isLive: boolean): PageSettings => ({
  scheme: theme?.toLowerCase() === "light" ? "light" : "dark",
  density: density?.toLowerCase() === "compact" ? "compact" : "comfortable",
  isLive
})

const written = document.documentElement.dataset

/** The config's settings: at first as the document brought them. */
export const pageSettings = new Cell<PageSettings>(
  settingsOf(written["mantineColorScheme"], written["density"], written["live"] !== "false")
)

const status = new Resource<typeof StatusView.Type>("/api/status", ["config"])

/** Takes over what a save of the config changes, as long as the component is there. */
export const useFollowSettings = (): void => {
  const webui = useResource(status).data?.webui
  useEffect(() => {
    if (webui === undefined) return
    const next = settingsOf(webui.Theme, webui.ViewDensity, webui.LiveArr)
    const now = pageSettings.get()
    if (JSON.stringify(next) !== JSON.stringify(now)) pageSettings.set(next)
  }, [webui])
}
