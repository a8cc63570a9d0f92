import type { ComponentType, VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Loading } from "./loading.tsx";
import { Notice } from "./notice.tsx";

/** Makes a component that is loaded when it is shown for the first time. */
export function late<Properties extends object>(
  load: () => Promise<ComponentType<Properties>>,
): ComponentType<Properties> {
  let loaded: ComponentType<Properties> | undefined;
  return function Late(properties: Properties): VNode {
    const [failure, setFailure] = useState<Error | undefined>(undefined);
    const [, setReady] = useState(loaded !== undefined);
    useEffect(() => {
      if (loaded !== undefined) return;
      load().then((component) => {
        loaded = component;
        setReady(true);
      }, setFailure);
    }, []);
    const Shown = loaded;
    if (Shown !== undefined) return <Shown {...properties} />;
    if (failure === undefined) return <Loading text="Loading this view" />;
    return (
      <Notice tone="bad" title="This view cannot be loaded">
        <p>{failure.message}</p>
      </Notice>
    );
  };
}
