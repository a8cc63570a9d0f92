// Builds the extension, and says where it is and how a browser takes it.
import { buildApp } from "./build-app.mjs";

buildApp("extension");
console.log(`The extension is built.

  apps/extension/dist/extension            for Chrome, Edge and Firefox, as it is
  apps/extension/dist/sfbulk-chrome.zip    for the stores of Chrome and Edge
  apps/extension/dist/sfbulk-firefox.zip   for that of Firefox

Chrome, Edge: chrome://extensions, switch on "Developer mode", "Load unpacked", choose the folder.
Firefox: about:debugging#/runtime/this-firefox, "Load Temporary Add-on", choose manifest.json in the folder.`);
