import { render } from "preact";
import { App } from "./app.tsx";
import { useEmulatedOrg } from "./org/emulated-org.ts";
import { guardTab } from "./load/guard-tab.ts";
import { applyTheme } from "./theme.ts";
import "./styles/index.css";

applyTheme();
guardTab();
const place = document.querySelector("#app");
if (place === null) throw new Error("The page has no place for the console");
render(<App />, place);
void useEmulatedOrg();
