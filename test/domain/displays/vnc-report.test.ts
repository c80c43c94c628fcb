import { parseQueue, parseVncReport } from '@domain/displays/vnc-report'
import { describe, expect, it } from 'vitest'

const line = (...fields: readonly string[]): string => fields.join('\t')

describe('the report of a host', () => {
  it('tells its servers, its own displays, those of the wrapper and of Open OnDemand', () => {
    const report = parseVncReport(
      [
        'Welcome to login1',
        line('host', 'login1'),
        line('user', 'cryo'),
        line('server', '/usr/bin/Xvnc'),
        line(
          'own',
          'login1:2',
          'login1',
          '2',
          '5902',
          '812',
          'alive',
          '1700000000',
          '1024x768',
          '3',
          '2',
          '',
          '1700000600',
          '',
          '',
          'Grid 3'
        ),
        line(
          'own',
          'job.x1',
          'node7',
          '4',
          '5904',
          '',
          'away',
          '',
          '',
          '0',
          '0',
          '4711',
          '',
          '/tmp/s',
          'said last',
          'In a job'
        ),
        line('wrapper', '/usr/bin/vncserver'),
        line('listed', ':1 812'),
        line('socket', '5', '/run/user/7/vnc'),
        line('socket', '5', '/run/user/7/vnc'),
        line('socket', '', '/run/user/7/x'),
        line('socket', '6', 'relative'),
        line('ood', '11-22', '99', 'node9', '5901', ':1')
      ].join('\n')
    )
    expect(report).toMatchObject({
      host: 'login1',
      user: 'cryo',
      server: '/usr/bin/Xvnc',
      wrapper: '/usr/bin/vncserver'
    })
    expect(report.own).toMatchObject([
      {
        name: 'Grid 3',
        display: 2,
        port: 5902,
        pid: 812,
        clients: 1,
        touched: 1_700_000_600_000,
        size: '1024x768',
        created: 1_700_000_000_000,
        job: null
      },
      {
        name: 'In a job',
        job: '4711',
        state: 'away',
        created: null,
        size: null,
        told: 'said last',
        clients: 0,
        socket: '/tmp/s'
      }
    ])
    expect(report.listed).toEqual([{ display: 1, port: 5901, socket: null, pid: 812 }])
    expect(report.sockets).toEqual([{ display: 5, path: '/run/user/7/vnc' }])
    expect(report.ondemand).toEqual([{ session: '11-22', job: '99', host: 'node9', port: 5901, display: 1 }])
  })

  it('passes over what it does not know, and never takes a wrong number for one', () => {
    const report = parseVncReport(
      `${line('own', 'x', 'h', 'two', '59x', '-1', 'alive', 'soon', '1x1')}\n${line('own', 'y')}\n`
    )
    expect(report.host).toBe('')
    expect(report.own).toMatchObject([{ folder: 'x', display: null, port: null, pid: null, created: null, size: null }])
  })
})

describe('the queue', () => {
  it('gives each job with its state and reason', () => {
    expect([...parseQueue('17|PENDING|Resources\n18|RUNNING|None\n\n')]).toEqual([
      ['17', { state: 'PENDING', reason: 'Resources' }],
      ['18', { state: 'RUNNING', reason: 'None' }]
    ])
  })
})
