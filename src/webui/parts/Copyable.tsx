import { Tooltip, UnstyledButton } from "@mantine/core"
import { complain, tell } from "./toasts.tsx"
import { shortened } from "./words.ts"

const copy = async (text: string): Promise<void> => {
  try {
    await navigator.clipboard.writeText(text)
    tell("Copied.")
  } catch {
    // Browsers offer the clipboard on HTTPS and localhost only.
    complain(`This browser does not let the page copy. The text is: ${text}`)
  }
}

/** A hash or path: monospaced, without its middle, copied on click. */
export const Copyable = (props: { readonly text: string; readonly what: string; readonly length?: number }) => (
  <Tooltip label={`${props.text} (click copies)`} multiline maw={420}>
    <UnstyledButton className="q-mono" onClick={() => void copy(props.text)}>
      <span className="q-hidden">Copy {props.what} </span>
      {shortened(props.text, props.length ?? 14)}
    </UnstyledButton>
  </Tooltip>
)
