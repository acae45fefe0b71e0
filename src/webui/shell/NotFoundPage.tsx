import { Button } from "@mantine/core"
import { Link, useLocation } from "wouter"
import { Empty } from "../parts/Empty.tsx"
import { Page } from "../parts/Page.tsx"

/** An address that leads nowhere. */
export const NotFoundPage = () => {
  const [location] = useLocation()
  return (
    <Page title="Not found">
      <Empty
        icon="help"
        title={`There is no page at ${location}`}
        action={
          <Button component={Link} href="/" mt="sm">
            To the overview
          </Button>
        }
      >
        The address may be mistyped, or from another version.
      </Empty>
    </Page>
  )
}
