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
    path: "/processes",
    page: lazy(() => import("./pages/processes/ProcessesPage.tsx")),
    nav: { label: "Processes", icon: "processes", key: "p", isMain: true }
  }
]

/** The entries with a line in the navigation. */
export const navigation = pages.flatMap(({ nav, path }) => (nav === undefined ? [] : [{ ...nav, path }]))
