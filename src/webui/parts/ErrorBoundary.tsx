import { Alert, Button } from "@mantine/core"
import { Component, type ReactNode } from "react"
import { wordsOf } from "../live/Problem.ts"
import { Icon } from "./Icon.tsx"

interface Props {
  readonly children: ReactNode
}

/** A page that breaks takes nothing else with it. Give it the address as key, so that leaving the page is a way out. */
export class ErrorBoundary extends Component<Props, { readonly error: Error | undefined }> {
  override state: { readonly error: Error | undefined } = { error: undefined }

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(wordsOf(error)) }
  }

  override render() {
    const { error } = this.state
    if (error === undefined) return this.props.children
    // After an update of the daemon, the old page asks for files that are gone.
    const isStale = /dynamically imported module|preload CSS|module script/i.test(error.message)
    return (
      <Alert
        color="red"
        variant="outline"
        role="alert"
        icon={<Icon name="error" />}
        title={isStale ? "The daemon has a newer page" : "This page does not work"}
      >
        {isStale ? "Reload to get it." : `${error.message}. The daemon is not affected.`}
        <Button mt="sm" display="block" variant="default" onClick={() => window.location.reload()}>
          Reload
        </Button>
      </Alert>
    )
  }
}
