/** The producer of what people decide: it has sessions and source ids, and no liveness. */
export const OPERATOR = 'operator';
