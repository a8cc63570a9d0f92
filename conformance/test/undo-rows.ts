/** What a load does. */
export type Operation = "insert" | "update" | "upsert" | "delete";

/** Makes the rows of a load: some that fail, some that are there twice. */
export function rowsOf(operation: Operation, ids: readonly string[], random: () => number): string {
  const pick = (count: number): number => Math.floor(random() * count);
  const columns = {
    insert: "Name,Phone,Ext__c",
    update: "Id,Name,Phone,NumberOfEmployees,Ext__c",
    upsert: "Ext__c,Name,Phone",
    delete: "Id",
  };
  const lines = Array.from({ length: 1 + pick(9) }, (_, index) => {
    const id = random() < 0.08 ? "001000000000999AAA" : (ids[pick(ids.length)] ?? "");
    const name = random() < 0.1 ? "#N/A" : random() < 0.08 ? "x".repeat(256) : `Loaded ${index}`;
    const phone = random() < 0.3 ? "#N/A" : random() < 0.2 ? "" : `n${pick(4)}`;
    const key = random() < 0.6 ? `k${pick(9)}` : `new${pick(5)}`;
    switch (operation) {
      case "insert":
        return `${name},${phone},${random() < 0.4 ? "" : key}`;
      case "update":
        return `${id},${random() < 0.2 ? "" : name},${phone},${random() < 0.5 ? "" : `${index}`},${random() < 0.7 ? "" : key}`;
      case "upsert":
        return `${key},${name},${phone}`;
      default:
        return id;
    }
  });
  return `${columns[operation]}\n${lines.join("\n")}\n`;
}
