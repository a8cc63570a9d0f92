import { dataloadNamespace, xmlDeclaration } from "../encoding/xml-text.ts";

/** An element of a type: its name, its type, and how often it is there. */
type Element = readonly [name: string, type: string, occurs?: "any"];

const complexType = (name: string, elements: readonly Element[]): string =>
  `  <xsd:complexType name="${name}">
    <xsd:sequence>
${elements.map(([element, type, occurs]) => `      <xsd:element name="${element}" type="${type}" minOccurs="0"${occurs === "any" ? ' maxOccurs="unbounded"' : ""}/>\n`).join("")}    </xsd:sequence>
  </xsd:complexType>
`;

const enumeration = (name: string, values: readonly string[]): string =>
  `  <xsd:simpleType name="${name}">
    <xsd:restriction base="xsd:string">
${values.map((value) => `      <xsd:enumeration value="${value}"/>\n`).join("")}    </xsd:restriction>
  </xsd:simpleType>
`;

const root = (name: string, type: string): string => `  <xsd:element name="${name}" type="${type}"/>\n`;

/**
 * The schema of Bulk API 1.0's documents, put together of the documented elements in the recorded order: not Salesforce's own
 * text, which has more. Everything may be absent, as there.
 */
export const asyncSchema: string = [
  `${xmlDeclaration}
<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns="${dataloadNamespace}" targetNamespace="${dataloadNamespace}" elementFormDefault="qualified">
`,
  enumeration("OperationEnum", ["insert", "upsert", "update", "delete", "hardDelete", "query", "queryAll"]),
  enumeration("JobStateEnum", ["Open", "Closed", "Aborted", "Failed"]),
  enumeration("BatchStateEnum", ["Queued", "InProgress", "Completed", "Failed", "NotProcessed"]),
  enumeration("ConcurrencyModeEnum", ["Parallel", "Serial"]),
  enumeration("ContentType", ["XML", "CSV", "JSON", "ZIP_XML", "ZIP_CSV", "ZIP_JSON"]),
  complexType("JobInfo", [
    ["id", "xsd:string"],
    ["operation", "OperationEnum"],
    ["object", "xsd:string"],
    ["createdById", "xsd:string"],
    ["createdDate", "xsd:dateTime"],
    ["systemModstamp", "xsd:dateTime"],
    ["state", "JobStateEnum"],
    ["externalIdFieldName", "xsd:string"],
    ["concurrencyMode", "ConcurrencyModeEnum"],
    ["contentType", "ContentType"],
    ["numberBatchesQueued", "xsd:int"],
    ["numberBatchesInProgress", "xsd:int"],
    ["numberBatchesCompleted", "xsd:int"],
    ["numberBatchesFailed", "xsd:int"],
    ["numberBatchesTotal", "xsd:int"],
    ["numberRecordsProcessed", "xsd:long"],
    ["numberRetries", "xsd:int"],
    ["apiVersion", "xsd:double"],
    ["assignmentRuleId", "xsd:string"],
    ["numberRecordsFailed", "xsd:long"],
    ["totalProcessingTime", "xsd:long"],
    ["apiActiveProcessingTime", "xsd:long"],
    ["apexProcessingTime", "xsd:long"],
  ]),
  complexType("BatchInfo", [
    ["id", "xsd:string"],
    ["jobId", "xsd:string"],
    ["state", "BatchStateEnum"],
    ["stateMessage", "xsd:string"],
    ["createdDate", "xsd:dateTime"],
    ["systemModstamp", "xsd:dateTime"],
    ["numberRecordsProcessed", "xsd:int"],
    ["numberRecordsFailed", "xsd:int"],
    ["totalProcessingTime", "xsd:long"],
    ["apiActiveProcessingTime", "xsd:long"],
    ["apexProcessingTime", "xsd:long"],
  ]),
  complexType("BatchInfoList", [["batchInfo", "BatchInfo", "any"]]),
  complexType("Error", [
    ["exceptionCode", "xsd:string"],
    ["exceptionMessage", "xsd:string"],
  ]),
  complexType("ResultError", [
    ["fields", "xsd:string", "any"],
    ["message", "xsd:string"],
    ["statusCode", "xsd:string"],
  ]),
  complexType("Result", [
    ["errors", "ResultError", "any"],
    ["id", "xsd:string"],
    ["success", "xsd:boolean"],
    ["created", "xsd:boolean"],
  ]),
  complexType("BatchResult", [["result", "Result", "any"]]),
  complexType("QueryResultList", [["result", "xsd:string", "any"]]),
  `  <xsd:complexType name="SObject">
    <xsd:sequence>
      <xsd:any namespace="##targetNamespace" minOccurs="0" maxOccurs="unbounded" processContents="skip"/>
    </xsd:sequence>
  </xsd:complexType>
`,
  complexType("BatchRequest", [["sObject", "SObject", "any"]]),
  root("jobInfo", "JobInfo"),
  root("batchInfo", "BatchInfo"),
  root("batchInfoList", "BatchInfoList"),
  root("error", "Error"),
  root("results", "BatchResult"),
  root("result-list", "QueryResultList"),
  root("sObjects", "BatchRequest"),
  "</xsd:schema>\n",
].join("");
