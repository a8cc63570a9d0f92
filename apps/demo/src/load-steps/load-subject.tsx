import type { VNode } from "preact";
import { formatBytes } from "../components/format.ts";
import type { LoadState } from "../load/running/current-load.ts";
import { OrgBadge } from "../org/org-badge.tsx";

/** What a load is of: file, operation, org and jobs. */
export function LoadSubject({ load }: { readonly load: LoadState }): VNode {
  const { order, progress, result } = load;
  const jobs = result?.jobs ?? progress?.jobs ?? [];
  return (
    <p class="load-facts">
      <strong>{order.fileName}</strong> <span class="quiet">{formatBytes(order.fileBytes)}</span> ·{" "}
      {order.spec.operation} {order.spec.object} · {new URL(order.org.instanceUrl).host}{" "}
      <OrgBadge instanceUrl={order.org.instanceUrl} />
      {jobs.map((id) => (
        <span key={id}>
          {" "}
          · job{" "}
          <a class="id" href={`#/jobs/${id}`}>
            {id}
          </a>
        </span>
      ))}
    </p>
  );
}
