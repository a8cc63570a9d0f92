// The JavaScript build has no types of its own; it is what the package's main file uses where it has no other.
declare module "recheck/lib/browser.js" {
  const recheck: Pick<typeof import("recheck"), "checkSync">;
  export default recheck;
}
