import { createRequire } from 'node:module';
import type * as simulation from '../../test/simulation/simulation.ts';

/** What a bundle exports. */
export type SimulationModule = typeof simulation;

export const loadSimulation = (file: string): SimulationModule =>
  createRequire(import.meta.url)(file) as SimulationModule;
