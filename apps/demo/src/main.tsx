import { render } from "preact";
import { App } from "./app.tsx";
import { useEmulatedOrg } from "./org/emulated-org.ts";
import { guardTab } from "./load/running/guard-tab.ts";
import { watchPage } from "./page-trouble.ts";
import { applyTheme } from "./theme.ts";
import { ConnectView } from "./views/connect-view.tsx";
import { FaultsView } from "./views/faults-view.tsx";
import { NoEmulator } from "./views/no-emulator.tsx";
import "./styles/index.css";

watchPage();
applyTheme();
guardTab();
const place = document.querySelector("#app");
if (place === null) throw new Error("The page has no place for the console");
render(<App host={{ starting: "Starting the emulated org", NoOrg: NoEmulator, ConnectView, FaultsView }} />, place);
void useEmulatedOrg();
