/** How sfbulk names itself to Salesforce, so that an admin sees who called. The version is the package's, kept by a test. */
export const clientName = "sfbulk/0.0.0";
