import { type ComponentType, type LazyExoticComponent, lazy } from "react"
import type { IconName } from "./parts/Icon.tsx"

type Lazy = LazyExoticComponent<ComponentType>

/** One page: its address, and how it is found. */
export interface PageEntry {
  /** As the router understands it. */
  readonly path: string
  readonly page: Lazy
  /** Absent: no line in the navigation. */
  readonly nav?: {
    readonly label: string
    readonly icon: IconName
    /** The key after `g`. */
    readonly key: string
    /** Among the few that fit on a phone's bar. */
    readonly isMain?: boolean
  }
}

/** All pages, in the order of the navigation. Each is a file of its own that is fetched when it is opened. */
export const pages: ReadonlyArray<PageEntry> = [
  {
    path: "/",
    page: lazy(() => import("./pages/overview/OverviewPage.tsx")),
    nav: { label: "Overview", icon: "overview", key: "o", isMain: true }
  },
  {
    path: "/processes",
    page: lazy(() => import("./pages/processes/ProcessesPage.tsx")),
    nav: { label: "Processes", icon: "processes", key: "p", isMain: true }
  },
  {
    path: "/torrents",
    page: lazy(() => import("./pages/torrents/TorrentsPage.tsx")),
    nav: { label: "Torrents", icon: "torrents", key: "t", isMain: true }
  },
  { path: "/torrents/:instance/:hash", page: lazy(() => import("./pages/torrents/TorrentPage.tsx")) },
  {
    path: "/activity",
    page: lazy(() => import("./pages/activity/ActivityPage.tsx")),
    nav: { label: "Activity", icon: "activity", key: "a" }
  },
  {
    path: "/searches",
    page: lazy(() => import("./pages/searches/SearchesPage.tsx")),
    nav: { label: "Searches", icon: "searches", key: "s", isMain: true }
  },
  {
    path: "/library",
    page: lazy(() => import("./pages/library/LibraryPage.tsx")),
    nav: { label: "Library", icon: "library", key: "b" }
  },
  { path: "/library/:section", page: lazy(() => import("./pages/library/SectionPage.tsx")) },
  { path: "/library/:section/:containerId", page: lazy(() => import("./pages/library/ContainerPage.tsx")) },
  {
    path: "/logs/:name?",
    page: lazy(() => import("./pages/logs/LogsPage.tsx")),
    nav: { label: "Logs", icon: "logs", key: "l" }
  },
  { path: "/config/raw", page: lazy(() => import("./pages/config/RawPage.tsx")) },
  { path: "/config/history", page: lazy(() => import("./pages/config/HistoryPage.tsx")) },
  {
    path: "/config/:section?",
    page: lazy(() => import("./pages/config/ConfigPage.tsx")),
    nav: { label: "Config", icon: "config", key: "c" }
  },
  {
    path: "/access",
    page: lazy(() => import("./pages/access/AccessPage.tsx")),
    nav: { label: "Access", icon: "eye", key: "u" }
  },
  {
    path: "/about",
    page: lazy(() => import("./pages/about/AboutPage.tsx")),
    nav: { label: "About", icon: "about", key: "i" }
  }
]

/** The entries with a line in the navigation. */
export const navigation = pages.flatMap(({ nav, path }) =>
  nav === undefined ? [] : [{ ...nav, path: path.replace(/\/:.*$/, "") }]
)
