import 'reflect-metadata'
import { Controller, Headers, HttpException, Module, Param, Sse } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { events$ } from './events.js'

@Controller('jobs')
class Jobs {
  @Sse(':id/events')
  events(@Param('id') id: string, @Headers('last-event-id') last?: string) {
    if (last === 'end') throw new HttpException('', 204)
    return events$(id)
  }
}

@Module({ controllers: [Jobs] })
class App {}

void NestFactory.create(App).then((app) => app.listen(Number(process.env.PORT)))
