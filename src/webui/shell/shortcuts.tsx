import { Kbd, Modal } from "@mantine/core"
import { useEffect } from "react"
import { useLocation } from "wouter"
import { Cell, useCell } from "../live/Cell.ts"
import { navigation } from "../pages.ts"

const helpShown = new Cell(false)

export const showHelp = (): void => helpShown.set(true)

/** How long after `g` the second key counts, milliseconds. */
const together = 1_500

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))

/** The field that `/` goes to: the filter of the page that is open. */
const focusFilter = (): boolean => {
  const field = document.querySelector<HTMLInputElement>("[data-filter]")
  field?.focus()
  field?.select()
  return field !== null
}

/** `/` to the filter, `g` and a letter to a page, `?` for this list. Nothing happens while somebody types. */
export const useShortcuts = (): void => {
  const [, navigate] = useLocation()
  useEffect(() => {
    let goneAt = 0
    const listener = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return
      if (document.querySelector('[role="dialog"]') !== null) return
      if (event.key === "?") {
        helpShown.set(true)
        return
      }
      if (event.key === "/") {
        if (focusFilter()) event.preventDefault()
        return
      }
      const isSecond = event.timeStamp - goneAt < together
      goneAt = event.key === "g" && !isSecond ? event.timeStamp : 0
      if (!isSecond) return
      const target = navigation.find(({ key }) => key === event.key)
      if (target !== undefined) navigate(target.path)
    }
    window.addEventListener("keydown", listener)
    return () => window.removeEventListener("keydown", listener)
  }, [navigate])
}

/** What the keys do. */
export const ShortcutHelp = () => {
  const isShown = useCell(helpShown)
  return (
    <Modal
      opened={isShown}
      onClose={() => helpShown.set(false)}
      title="Keyboard"
      centered
      closeButtonProps={{ "aria-label": "Close", size: 44 }}
      transitionProps={{ duration: 100 }}
    >
      <dl className="q-keys">
        <dt>
          <Kbd>/</Kbd>
        </dt>
        <dd>Filter of this page</dd>
        {navigation.map(({ key, label, path }) => (
          <div key={path} style={{ display: "contents" }}>
            <dt>
              <Kbd>g</Kbd> <Kbd>{key}</Kbd>
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
        <dt>
          <Kbd>?</Kbd>
        </dt>
        <dd>This list</dd>
        <dt>
          <Kbd>Esc</Kbd>
        </dt>
        <dd>Close what is open</dd>
      </dl>
    </Modal>
  )
}
