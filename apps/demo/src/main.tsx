import { render } from "preact";
import { App } from "./app.tsx";
import { useEmulatedOrg } from "./org/emulated-org.ts";
import { applyTheme } from "./theme.ts";
import "./styles/index.css";

applyTheme();
const place = document.querySelector("#app");
if (place === null) throw new Error("The page has no place for the console");
render(<App />, place);
void useEmulatedOrg();
