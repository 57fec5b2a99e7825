/** The number of a case: one that was made at the spot is filed under a provisional one and gets its own later. */
interface Numbered {
  case: { number: string };
  numbers?: string[];
}

/** The number by which the case is called now. */
export const numberOf = (hearing: Numbered): string => hearing.numbers?.at(-1) ?? hearing.case.number;

/** Whether the case still has no number but the provisional one of a courtroom that was alone. */
export const isProvisional = (hearing: Numbered): boolean => !hearing.numbers?.length && /）巡\d{6}临\d+号$/.test(hearing.case.number);
