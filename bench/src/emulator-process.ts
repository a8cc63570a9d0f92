import { createEmulator } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";

// An emulated org in a process of its own, so that its memory is not counted as the client's. It tells its parent where
// it listens, and ends with it.
const emulator = createEmulator({ queueTime: 0, processTime: 0 });
const { url } = await listen(emulator);
process.send?.({ url, accessToken: emulator.accessToken });
process.on("disconnect", () => process.exit(0));
