import type { HtmlTagDescriptor, Plugin } from "vite";

const meta = (attrs: Record<string, string>): HtmlTagDescriptor => ({ tag: "meta", attrs, injectTo: "head-prepend" });

/** Puts into the head of each page what all of them have there. */
export const pageHead: Plugin = {
  name: "page-head",
  transformIndexHtml: {
    order: "pre",
    handler: () => [
      meta({ charset: "utf-8" }),
      meta({ name: "viewport", content: "width=device-width, initial-scale=1" }),
      meta({ name: "color-scheme", content: "light dark" }),
      { tag: "link", attrs: { rel: "icon", href: "./icon.svg", type: "image/svg+xml" }, injectTo: "head" },
    ],
  },
};
