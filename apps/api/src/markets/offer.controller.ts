import { Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { Problem } from '@stakelog/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Serves } from '../http/route';
import { fromCursor, toCursor } from '../reading/cursor';
import { Positioned } from '../reading/positioned';
import { READ_MODELS, type ReadModels } from '../reading/read-models';
import { marketsRoutes } from './markets.routes';

const { fixtures, fixture, fixtureMarkets, market, prices } = marketsRoutes;

/** What can be bet on. Public: no caller, no account. */
@Controller()
export class OfferController {
  constructor(
    @Inject(Positioned) private readonly positioned: Positioned,
    @Inject(READ_MODELS) private readonly models: ReadModels,
  ) {}

  @Serves(fixtures)
  async fixtures(
    @Query({ schema: fixtures.query }) query: z.output<typeof fixtures.query>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { sport, from: fromMs, limit } = query;
    const cursor = fromCursor(query.cursor, 'string');
    const { items, next } = await this.positioned.read(request, reply, () =>
      this.models.fixtures({ sport, fromMs }, { cursor, limit }),
    );
    return { fixtures: items, next: toCursor(next) };
  }

  @Serves(fixture)
  fixture(
    @Param({ schema: fixture.params }) { fixtureId }: z.output<typeof fixture.params>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.positioned.one(request, reply, () => this.models.fixture(fixtureId));
  }

  @Serves(fixtureMarkets)
  async fixtureMarkets(
    @Param({ schema: fixtureMarkets.params }) of: z.output<typeof fixtureMarkets.params>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const markets = await this.positioned.read(request, reply, () =>
      this.models.fixtureMarkets(of.fixtureId),
    );
    if (markets === undefined) throw new Problem('not-found');
    return { markets };
  }

  @Serves(market)
  market(
    @Param({ schema: market.params }) { marketId }: z.output<typeof market.params>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.positioned.one(request, reply, () => this.models.market(marketId));
  }

  @Serves(prices)
  async prices(
    @Param({ schema: prices.params }) { marketId }: z.output<typeof prices.params>,
    @Query({ schema: prices.query }) query: z.output<typeof prices.query>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const page = { cursor: fromCursor(query.cursor, 'number'), limit: query.limit };
    const { items, next } = await this.positioned.read(request, reply, () =>
      this.models.prices(marketId, page),
    );
    return { prices: items, next: toCursor(next) };
  }
}
