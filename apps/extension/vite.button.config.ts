import { inOneFile } from "./vite.one-file.ts";

export default inOneFile("src/button/main.ts", "button.js");
