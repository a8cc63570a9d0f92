import { normaliseVersion } from "./api-version.ts";
import type { Target } from "./check-connection.ts";

/**
 * Turns to the version that a job was created with, where it is known: Salesforce reads a job of an old version with that
 * version only, and takes its batches under no other.
 *
 * @throws TypeError for what is no version.
 */
export const targetForJob = (target: Target, apiVersion: number | undefined): Target =>
  apiVersion === undefined || apiVersion === 0 ? target : { ...target, version: normaliseVersion(apiVersion) };
