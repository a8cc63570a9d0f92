import "demo/src/styles/index.css";
import "../look/look.css";
import "./console.css";
import { App } from "demo/src/app.tsx";
import { guardTab } from "demo/src/load/running/guard-tab.ts";
import { watchPage } from "demo/src/page-trouble.ts";
import { applyTheme } from "demo/src/theme.ts";
import { render } from "preact";
import { ConnectView } from "./connect-view.tsx";
import { NoOrg } from "./no-org.tsx";
import { connect, watchSession } from "./session.ts";
import { UserChanged } from "./user-changed.tsx";

watchPage();
applyTheme();
guardTab();
watchSession();
const root = document.querySelector("#app");
if (root === null) throw new Error("The page has no place for the console");
render(
  <>
    <UserChanged />
    <App host={{ starting: "Asking whose session it is", NoOrg, ConnectView }} />
  </>,
  root,
);
void connect();
