import { Alert, Button } from "@mantine/core"
import { Problem, wordsOf } from "../live/Problem.ts"
import { Icon } from "./Icon.tsx"

const hint = (error: Error): string => {
  if (!(error instanceof Problem)) return "It is tried again by itself as soon as the daemon answers."
  if (error.status === 401) return "Your session has ended: log in again."
  if (error.status === 404)
    return "This daemon does not have it. Check the address, or whether page and daemon are of one version."
  if (error.status >= 500) return "The log of the daemon says more (Logs, Main)."
  return ""
}

/** What the daemon said, and what to do. */
export const Failure = (props: { readonly error: Error; readonly retry?: () => void }) => (
  <Alert color="red" variant="outline" icon={<Icon name="error" />} title={wordsOf(props.error)} role="alert">
    {hint(props.error)}
    {props.retry === undefined ? null : (
      <Button mt="sm" display="block" variant="default" onClick={props.retry}>
        Try again
      </Button>
    )}
  </Alert>
)
