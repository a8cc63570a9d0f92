import { writeFileSync } from "node:fs";

// Imported into a command that is measured, before it: when the process ends, it notes the most memory that it had, in
// kilobytes, and how long it had a processor, in microseconds.
process.on("exit", () => {
  const path = process.env["NOTE_USAGE"];
  if (path === undefined) return;
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeFileSync(path, JSON.stringify({ maxRSS, processor: userCPUTime + systemCPUTime }));
});
