/**
 * The cases that show what an engine's `fetch` makes of an answer: bytes, what is lost and cut, redirects, signals, sessions; and
 * a load and a query from end to end. What else the cases prove is core's own work, and the same lines in every engine.
 */
export const decisiveCases: readonly string[] = [
  "closeJob closes an open job and gives all of it",
  "gzip: true sends the close as the same 38 bytes everywhere",
  "a CSV job is created, filled, closed and read",
  "a batch whose answer is lost is found, and not sent again",
  "a load goes on where it stopped, and no row goes in twice",
  "a query's CSV that is cut exactly where a row ends is read on, and said to be short where it stays so",
  "each of the 256 bytes of windows-1252 comes to the org as the character that it is",
  "pages that break off, or come in any order, give exactly the rows",
  "the time limit covers the body",
  "the caller's signal ends the wait at once, and its reason comes out untouched",
  ...[
    "answer-lost: Salesforce closes the job, and the connection is reset before its answer arrives.",
    "body-dropped: The connection is reset in the middle of the answer.",
    "gzip-cut: Half of the compressed answer arrives, as if it were all.",
    "gzip-no-trailer: The compressed answer lacks its checksum; some runtimes do not notice.",
    "gzip-bad-checksum: The compressed answer has a checksum that is not its own; some runtimes do not notice.",
    "no-content: The answer says 204.",
    "redirect: The answer leads to another host, where the session must not be sent.",
    "redirect-307: The same with a status that has the request sent again as it is.",
    "session-expired-rest: The same, said as the REST API does: status 401 and an array.",
    "upload-answer-lost: The upload arrives, and the connection is reset before the answer does; a second upload would spoil the job.",
  ].map((scenario) => `scenario ${scenario}`),
];
