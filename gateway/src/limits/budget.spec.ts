import { describe, expect, test } from '@jest/globals'
import { localBudgetStore } from '../cache/budget-store.ts'
import type { Caller } from '../trust/caller.ts'
import { budgetHeaders, charger } from './budget.ts'

const settings = {
  clientBudget: { capacity: 100, refillPerSecond: 10 },
  tenantBudget: { capacity: 150, refillPerSecond: 10 },
}
const caller = (tenant: string, sub: string, clientId?: string): Caller => ({
  user: {
    issuer: 'test',
    sub,
    tenant,
    roles: [],
    groups: [],
    scopes: [],
    clientId,
    jti: undefined,
    exp: 0,
  },
  token: 'token',
  client: { name: 'test', version: '1' },
  correlationId: 'test',
  rights: sub,
})
const budgets = () => {
  const clock = { now: 0 }
  return {
    clock,
    charge: charger(
      localBudgetStore(100, () => clock.now),
      settings,
    ),
  }
}

describe('the budget', () => {
  test('of a client is spent by all its users in the tenant, and by nobody else', async () => {
    const { charge } = budgets()

    expect(await charge(caller('one', 'ann', 'desk'), 60)).toMatchObject({ refusal: undefined })
    expect(await charge(caller('one', 'bob', 'desk'), 60)).toMatchObject({
      refusal: { code: 'BUDGET_EXHAUSTED' },
    })
    expect(await charge(caller('one', 'bob', 'app'), 60)).toMatchObject({ refusal: undefined })
    expect(await charge(caller('two', 'ann', 'desk'), 60)).toMatchObject({ refusal: undefined })
  })

  test('of a user without a client program is the user’s', async () => {
    const { charge } = budgets()

    expect(await charge(caller('one', 'ann'), 100)).toMatchObject({ refusal: undefined })
    expect(await charge(caller('one', 'ann'), 1)).toMatchObject({ refusal: { code: 'BUDGET_EXHAUSTED' } })
    expect(await charge(caller('one', 'ann', 'ann'), 1)).toMatchObject({ refusal: undefined })
  })

  test('of a tenant ends all its clients', async () => {
    const { charge, clock } = budgets()
    await charge(caller('one', 'ann', 'desk'), 100)
    const refused = await charge(caller('one', 'bob', 'app'), 90)

    expect(refused).toMatchObject({
      refusal: { code: 'BUDGET_EXHAUSTED', message: 'The budget of the tenant is spent. Try again in 4 s.' },
      retryAfterSeconds: 4,
    })
    clock.now += 9_000
    expect(await charge(caller('one', 'bob', 'app'), 90)).toMatchObject({ refusal: undefined })
  })

  test('says in headers how much it is and what is left', async () => {
    const { charge } = budgets()

    expect(budgetHeaders(await charge(caller('one', 'ann', 'desk'), 60))).toEqual({
      'ratelimit-policy': '"client";q=100;w=10;qu="cost", "tenant";q=150;w=15;qu="cost"',
      ratelimit: '"client";r=40;t=6, "tenant";r=90;t=6',
    })
    expect(budgetHeaders(await charge(caller('one', 'ann', 'desk'), 60))).toEqual({
      'ratelimit-policy': '"client";q=100;w=10;qu="cost"',
      ratelimit: '"client";r=40;t=6',
      'retry-after': '2',
    })
  })

  test('that can never hold as much names no time', async () => {
    const { charge } = budgets()
    const refused = await charge(caller('one', 'ann', 'desk'), 101)

    expect(budgetHeaders(refused)).not.toHaveProperty('retry-after')
    expect(refused.refusal?.message).toBe(
      'The budget of the client is spent. It never holds as much as this operation costs.',
    )
  })
})
