import { MantineProvider } from "@mantine/core"
import { Suspense } from "react"
import { Route, Router, Switch, useLocation } from "wouter"
import { basePath, nonce } from "./live/base.ts"
import { pages } from "./pages.ts"
import { ConfirmDialog } from "./parts/confirm.tsx"
import { ErrorBoundary } from "./parts/ErrorBoundary.tsx"
import { Waiting } from "./parts/Loaded.tsx"
import { Toasts } from "./parts/toasts.tsx"
import { Gate } from "./shell/Gate.tsx"
import { NotFoundPage } from "./shell/NotFoundPage.tsx"
import { Shell } from "./shell/Shell.tsx"
import { theme, variables } from "./theme.ts"

const Content = () => {
  const [location] = useLocation()
  return (
    <ErrorBoundary key={location}>
      <Suspense fallback={<Waiting />}>
        <Switch>
          {pages.map(({ page, path }) => (
            <Route key={path} path={path} component={page} />
          ))}
          <Route component={NotFoundPage} />
        </Switch>
      </Suspense>
    </ErrorBoundary>
  )
}

/** The page. */
export const App = () => (
  <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="dark" getStyleNonce={() => nonce}>
    <Router base={basePath}>
      <Gate>
        <Shell>
          <Content />
        </Shell>
      </Gate>
      <ConfirmDialog />
      <Toasts />
    </Router>
  </MantineProvider>
)
