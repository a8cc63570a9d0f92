/** Gives the name of a scenario as a person would write it. */
export const scenarioTitle = (name: string): string =>
  name.replaceAll("-", " ").replaceAll("users job", "user's job").replaceAll("elses job", "else's job");
