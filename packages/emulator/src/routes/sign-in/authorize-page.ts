import { escapeXml } from "../../wire/encoding/xml-text.ts";
import type { Authorization } from "./read-authorization.ts";

const style = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 30rem; padding: 2rem 1rem; }
h1 { font-size: 1.25rem; } code { overflow-wrap: anywhere; }
form { display: flex; gap: 1rem; margin-top: 1.5rem; }
button { min-height: 2.75rem; padding: 0 1.5rem; font: inherit; cursor: pointer; }
`;

/** Gives the page on which a user allows an app what it asks for, or does not. */
export async function authorizePage({ client, scope }: Authorization, url: URL, username: string): Promise<Response> {
  const scopes = scope.split(" ").map((one) => `<li><code>${one}</code></li>`);
  return page(
    200,
    "Allow Access?",
    `<h1>Allow Access?</h1>
<p><strong>${escapeXml(client.name ?? client.clientId)}</strong> asks, on behalf of <strong>${escapeXml(username)}</strong>, for:</p>
<ul>${scopes.join("")}</ul>
<p>This is an emulated org: nobody needs to sign in first.</p>
<form method="post" action="${escapeXml(url.pathname + url.search).replaceAll(`"`, "&quot;")}">
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>`,
  );
}

/** Gives the page that tells a user why an app cannot be let in. That its status is 400 is a guess. */
export const errorPage = (error: string, description: string): Promise<Response> =>
  page(
    400,
    "OAuth Error",
    `<h1>We can&#39;t authorize you because of an OAuth error.</h1>
<p><code>error=${escapeXml(error)}&amp;error_description=${escapeXml(description)}</code></p>`,
  );

/** The referrer is left as it is: without one, the browser would not say where the form was pressed. */
async function page(status: number, title: string, body: string): Promise<Response> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
  const hash = btoa(String.fromCharCode(...new Uint8Array(digest)));
  const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${style}</style></head>
<body><main>
${body}
</main></body>
</html>
`;
  return new Response(html, {
    status,
    headers: {
      "content-type": "text/html;charset=UTF-8",
      "cache-control": "no-store",
      // No form-action: browsers hold the address to which the form's answer leads to it, too.
      "content-security-policy": `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; frame-ancestors 'none'`,
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
    },
  });
}
