import "demo/src/styles/index.css";
import "./look.css";
import { applyTheme } from "demo/src/theme.ts";
import { render } from "preact";
import { Look } from "./look.tsx";
import { watchTab } from "./watched-tab.ts";

applyTheme();
watchTab();
const place = document.querySelector("#app");
if (place === null) throw new Error("The page has no place for what it shows");
render(<Look />, place);
