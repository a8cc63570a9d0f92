import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { CopyButton } from "../components/copy-button.tsx";
import { Notice } from "../components/notice.tsx";
import { goTo } from "../router.ts";
import { connectOrg, type ConnectRequest } from "./connect-org.ts";
import { type Diagnosis, diagnose } from "./diagnose.ts";

/** Asks for an org and a token, and connects. */
export function ConnectForm({ way }: { readonly way: ConnectRequest["way"] }): VNode {
  const [instanceUrl, setInstanceUrl] = useState("");
  const [accessToken, setAccessToken] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Diagnosis | undefined>(undefined);
  const connect = async (): Promise<void> => {
    setBusy(true);
    setTrouble(undefined);
    const request = { way, instanceUrl, accessToken };
    try {
      await connectOrg(request);
      announce("Connected");
      goTo("jobs");
    } catch (error) {
      setTrouble(await diagnose(error as Error, request));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      class="connect-form"
      onSubmit={(event) => {
        event.preventDefault();
        void connect();
      }}
    >
      <h2>{way === "relay" ? "Through the relay" : "Directly"}</h2>
      <label class="field">
        <span>Instance URL</span>
        <input
          name="instance-url"
          type="text"
          inputMode="url"
          required
          spellcheck={false}
          autocomplete="off"
          placeholder="https://acme.my.salesforce.com"
          value={instanceUrl}
          onInput={(event) => setInstanceUrl(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        <span>Access token</span>
        <input
          type="password"
          required
          spellcheck={false}
          autocomplete="off"
          placeholder="00D…!…"
          value={accessToken}
          onInput={(event) => setAccessToken(event.currentTarget.value)}
        />
        <span class="quiet">
          <code>sf org auth show-access-token</code> shows it, and so does an emulator when it starts.
        </span>
      </label>
      <button type="submit" class="button brand" disabled={isBusy}>
        {isBusy ? "Connecting…" : "Connect"}
      </button>
      {trouble === undefined ? null : <Trouble diagnosis={trouble} />}
    </form>
  );
}

function Trouble({ diagnosis: { title, findings, steps, details, copy } }: { readonly diagnosis: Diagnosis }): VNode {
  return (
    <Notice tone="bad" title={title}>
      {findings.map((line) => (
        <p key={line}>{line}</p>
      ))}
      <ol>
        {steps.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      {details === undefined ? null : (
        <details>
          <summary>In the library's words</summary>
          <p>{details}</p>
        </details>
      )}
      {copy === undefined ? null : (
        <p class="copy-line">
          <code>{copy}</code> <CopyButton text={copy} label="Copy this page's origin" />
        </p>
      )}
    </Notice>
  );
}
