/**
 * What an error of sfbulk is about, in one word that stays the same: messages may change, codes do not. Every error that
 * sfbulk throws has one as its `code`, bad arguments included; `docs/errors.md` says of each what it means, who must act
 * and how. Salesforce's own code of a refusal is `exceptionCode` of a {@link SalesforceError}.
 */
export type ErrorCode =
  // Bad arguments: a TypeError. Nothing was sent for it.
  | "BatchTooLarge"
  | "ChangedSource"
  | "ConflictingOptions"
  | "EmptyBatch"
  | "EmptySource"
  | "InvalidAccessToken"
  | "InvalidArgument"
  | "InvalidCertificate"
  | "InvalidConnection"
  | "InvalidCsv"
  | "InvalidId"
  | "InvalidInstanceUrl"
  | "InvalidProxy"
  | "InvalidRow"
  | "InvalidSource"
  | "InvalidVersion"
  | "MissingPermission"
  | "MissingVariable"
  | "NoFetch"
  | "RowTooLarge"
  | "UnknownOption"
  | "UnsupportedContentType"
  | "UnsupportedEncoding"
  | "UnsupportedRuntime"
  // No reply came: a NetworkError.
  | "AdapterClosed"
  | "NoReply"
  | "NotSent"
  | "ReplyTimeout"
  | "Stalled"
  // The session: a SessionError.
  | "NoAccessToken"
  | "OrgMoved"
  | "SessionNotFound"
  | "SessionRejected"
  | "SfCliMissing"
  | "SfCliRefused"
  | "SfCliTimeout"
  | "SfCliUnreadable"
  | "SignInFailed"
  | "SignInRefused"
  // The reply is not Salesforce's answer: a ResponseError.
  | "DamagedReply"
  | "EmptyReply"
  | "FailedRowsLeftOut"
  | "PageInsteadOfReply"
  | "Redirected"
  | "ReplyChanged"
  | "ReplyTooLarge"
  | "RowsMismatch"
  | "SchemaMismatch"
  | "ServerFailure"
  | "UnexpectedStatus"
  | "UnknownBatch"
  | "UnreadableReply"
  | "WrongJob"
  // Salesforce said no: a SalesforceError.
  | "Refused"
  // The time was over: a WaitTimeoutError.
  | "EndTimeout"
  | "WaitTimeout"
  // A load stopped: a LoadError.
  | "LoadStopped"
  // What was done with a job failed, and its ending too: an AggregateError of both.
  | "EndingFailed";
