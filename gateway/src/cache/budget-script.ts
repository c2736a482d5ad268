/**
 * A token bucket inside Redis, atomic for all gateways, by the clock of Redis alone: `draw` of token-bucket.ts in
 * Lua. KEYS: the bucket. ARGV: cost, capacity, refill per second. Answers whether it was allowed (1 or 0) and what
 * the bucket holds now, as text, because Redis cuts numbers to integers. A bucket goes when it would be full again.
 *
 * Written here because the libraries for Node count in windows (rate-limiter-flexible: so many points per duration),
 * which lets a client spend twice its budget around the end of a window and then refuses it for a whole one.
 */
export const takeTokens = {
  numberOfKeys: 1,
  lua: `
local cost, capacity, refill = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local level = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = capacity
if level[1] and level[2] then
  local seconds = math.max(0, now - tonumber(level[2])) / 1000
  tokens = math.min(capacity, tonumber(level[1]) + seconds * refill)
end
local allowed = 0
if cost <= tokens then
  allowed = 1
  tokens = tokens - cost
end
local text = string.format('%.17g', tokens)
redis.call('HSET', KEYS[1], 'tokens', text, 'at', string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil((capacity - tokens) / refill * 1000) + 1000)
return { allowed, text }
`,
}
