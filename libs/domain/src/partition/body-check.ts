/** Hexadecimal digits whose value a safe integer holds: 52 bits. */
const digits = 13;

/** The check of a command's body that its answer carries. */
export const bodyCheck = ({ bodyHash }: { readonly bodyHash: string }): number =>
  Number.parseInt(bodyHash.slice(0, digits), 16) || 0;
