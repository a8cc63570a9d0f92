// What creating a job takes, with what looks for one whose answer is lost: in one file that is loaded before it is sent.
export { createOnce } from "./create-once.ts";
