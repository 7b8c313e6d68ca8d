/** A peer that cannot run here: it is left out, and its reason is told. */
export class PeerAbsent extends Error {}
