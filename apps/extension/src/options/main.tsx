import "demo/src/styles/index.css";
import "../look/look.css";
import { applyTheme } from "demo/src/theme.ts";
import { render } from "preact";
import { Options } from "./options.tsx";
import { readSettings } from "../browser/settings.ts";

applyTheme();
const place = document.querySelector("#app");
if (place === null) throw new Error("The page has no place for the options");
render(<Options settings={await readSettings()} />, place);
