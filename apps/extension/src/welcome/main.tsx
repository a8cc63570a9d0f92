import "demo/src/styles/index.css";
import "../look/look.css";
import { applyTheme } from "demo/src/theme.ts";
import { render } from "preact";
import { Welcome } from "./welcome.tsx";

applyTheme();
const place = document.querySelector("#app");
if (place === null) throw new Error("The page has no place for what it shows");
render(<Welcome />, place);
