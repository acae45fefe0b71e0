import { AppShell } from "@mantine/core"
import type { ReactNode } from "react"
import { useFollowSettings } from "../live/settings.ts"
import { BottomBar } from "./BottomBar.tsx"
import { Live } from "./Live.tsx"
import { OfflineBanner } from "./OfflineBanner.tsx"
import { PollingNote } from "./PollingNote.tsx"
import { SideBar } from "./SideBar.tsx"
import { ShortcutHelp, useShortcuts } from "./shortcuts.tsx"
import "./shell.css"

/** The frame around every page: navigation at the left, or at the bottom of a phone. */
export const Shell = ({ children }: { readonly children: ReactNode }) => {
  useShortcuts()
  useFollowSettings()
  return (
    <AppShell
      navbar={{ width: 208, breakpoint: "sm", collapsed: { mobile: true } }}
      footer={{ height: { base: "calc(60px + env(safe-area-inset-bottom))", sm: 0 } }}
      padding={{ base: "md", sm: "lg" }}
      transitionDuration={0}
      className="q-shell"
    >
      <button type="button" className="q-skip" onClick={() => document.getElementById("content")?.focus()}>
        Skip to the content
      </button>
      <AppShell.Navbar className="q-navbar" visibleFrom="sm">
        <SideBar />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <div className="q-content">
          <Live />
          {children}
          <PollingNote />
        </div>
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="sm" withBorder={false} className="q-footer">
        <BottomBar />
      </AppShell.Footer>
      <OfflineBanner />
      <ShortcutHelp />
    </AppShell>
  )
}
