const nearBar = "it is near the bar, and single turns come out up to a tenth above it or below";

/** Why a task is not where it should be, where a measurement has found that out. It is told only where the bar is missed. */
export const whyMissed: Readonly<Record<string, string>> = {
  records: "ours compresses what it sends, which saves nothing where no line is in the way",
  file: "no line is in the way here but the machine's own, and so the five sixths of the bytes that compressing saves count for nothing, while it takes the processor; and ours looks at every row (UTF-8, where records end, values against the fields) and writes down what it has sent",
  "file, 10 MB/s":
    "what is compressed takes less of the line, and then the processor is the limit, which compresses, and looks at every row",
  "results, 1.0": `a fifth of its time is the start of Node.js, which takes the next one as long; ${nearBar}`,
  "results, 2.0":
    "sf copies what comes into files and looks at nothing; the command does so too, but counts the rows against the job and reads why some failed, and what is left of its time is the start of Node.js, unpacking and the disk; @sfbulk/node parses each row",
  "export, 1.0": `ours checks each chunk to be whole, at a record's end and with as many records as Salesforce says; ${nearBar}`,
  "export, 2.0": `ours checks each page to be whole, at a record's end and with as many records as Salesforce says; ${nearBar}`,
  row: "ours asks which fields there are before it makes a job, since what does not fit is refused before anything is done: a call more",
};
