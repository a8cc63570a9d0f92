import { inOneFile } from "./vite.one-file.ts";

export default inOneFile("src/background/main.ts", "background.js");
