import "@mantine/core/styles.css"
import "./global.css"
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { App } from "./App.tsx"
import { nonce, settleAddress } from "./live/base.ts"
import { start } from "./live/connection.ts"

// Where a dependency writes a style of its own (it keeps the page behind a dialog from scrolling), it takes this.
Object.assign(globalThis, { __webpack_nonce__: nonce })

settleAddress()
start()

const root = document.getElementById("root")
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>
  )
}
