import { mkdirSync } from "node:fs"
import { join, resolve } from "node:path"
import { AxeBuilder } from "@axe-core/playwright"
import type { BrowserContextOptions, Page } from "playwright-core"

const folder = resolve(import.meta.dirname, "../../../screenshots")

/** The ways in which every page is looked at. */
export const looks: Readonly<Record<"dark" | "light" | "phone", BrowserContextOptions>> = {
  dark: { colorScheme: "dark", viewport: { width: 1280, height: 800 } },
  light: { colorScheme: "light", viewport: { width: 1280, height: 800 } },
  phone: {
    colorScheme: "dark",
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true
  }
}

export type Look = keyof typeof looks

/** Keeps what a person would see; for people, no test compares them. */
export const photograph = async (page: Page, name: string): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  // Of a page that is very long, the beginning says enough.
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled", fullPage: height < 2_500 })
}

/** What axe finds that is serious or worse, as `rule: where`. */
export const barriers = async (page: Page): Promise<ReadonlyArray<string>> => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ help, id, nodes }) => nodes.map(({ target }) => `${id} (${help}): ${target.join(" ")}`))
}

/** Sets the colours as a person has; the browser remembers them. */
export const choose = (page: Page, scheme: "dark" | "light"): Promise<unknown> =>
  page.addInitScript((value) => window.localStorage.setItem("mantine-color-scheme-value", value), scheme)
