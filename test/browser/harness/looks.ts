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

/** The rules of axe that go by colours; the others find the same in the dark and in the light. */
export const rulesOfColour: ReadonlyArray<string> = ["color-contrast", "link-in-text-block"]

/**
 * What axe finds that is serious or worse, as `rule: where`.
 * @param rules only these; all unless given
 */
export const barriers = async (page: Page, rules?: ReadonlyArray<string>): Promise<ReadonlyArray<string>> => {
  const axe = new AxeBuilder({ page })
    // Nothing on our pages comes from another origin: no second page is needed to gather what frames found.
    .setLegacyMode()
    // What is well is not listed: on a page full of rows that list takes longer than to look.
    .options({
      resultTypes: ["violations"],
      ...(rules === undefined ? {} : { runOnly: { type: "rule", values: [...rules] } })
    })
  const { violations } = await axe.analyze()
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ help, id, nodes }) => nodes.map(({ target }) => `${id} (${help}): ${target.join(" ")}`))
}

/** Sets the colours as a person has; the browser remembers them. */
export const choose = (page: Page, scheme: "dark" | "light"): Promise<unknown> =>
  page.addInitScript((value) => window.localStorage.setItem("mantine-color-scheme-value", value), scheme)
