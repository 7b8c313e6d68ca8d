import { Controller, Param, Res } from '@nestjs/common';
import { Problem } from '@stakelog/runtime';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Serves } from '../http/route';
import { routeTable } from '../route-table';
import { docsPage } from './docs-page';
import { documentationRoutes } from './documentation.routes';
import { openapi } from './openapi';
import { problemPage } from './problem-page';

const html = 'text/html; charset=utf-8';

/** Pages about the api itself. */
@Controller()
export class DocumentationController {
  private readonly document = JSON.stringify(openapi(routeTable));
  private readonly page = docsPage(routeTable);

  @Serves(documentationRoutes.openapi)
  openapi(@Res({ passthrough: true }) reply: FastifyReply) {
    reply.header('content-type', 'application/json; charset=utf-8');
    return this.document;
  }

  @Serves(documentationRoutes.docs)
  docs(@Res({ passthrough: true }) reply: FastifyReply) {
    reply.header('content-type', html);
    return this.page;
  }

  @Serves(documentationRoutes.problem)
  problem(
    @Param({ schema: documentationRoutes.problem.params })
    { code }: z.output<typeof documentationRoutes.problem.params>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const page = problemPage(code);
    if (page === undefined) throw new Problem('not-found', 'no problem or decision has this code');
    reply.header('content-type', html);
    return page;
  }
}
