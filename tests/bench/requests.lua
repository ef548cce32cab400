-- Asks what a file lists, in turn; each thread its own share. Arguments: the file, a tag for keys.
local threads = 0

function setup(thread)
  thread:set("place", threads)
  threads = threads + 1
end

function init(args)
  asked, number, tag = {}, 0, args[2]
  local line_number = 0
  for line in io.lines(args[1]) do
    if line_number % 2 == place or not line:find("\t1\t", 1, true) then
      local method, path, name, value, once, body = line:match("^(.-)\t(.-)\t(.-)\t(.-)\t(.-)\t(.*)$")
      asked[#asked + 1] = {method, path, name, value, once == "1", body}
    end
    line_number = line_number + 1
  end
end

function request()
  number = number + 1
  local one = asked[(number - 1) % #asked + 1]
  local headers = {[one[3]] = one[4]}
  if one[6] ~= "" then
    headers["Content-Type"] = "application/json"
    headers["Idempotency-Key"] = tag .. "-" .. place .. "-" .. number
  end
  return wrk.format(one[1], one[2], headers, one[6] ~= "" and one[6] or nil)
end

function response()
  if asked[1][5] and number >= #asked then wrk.thread:stop() end
end

function done(summary, latency)
  io.write(string.format('{"rate": %.1f, "answers": %d, "p50": %.3f, "p95": %.3f, "failed": %d}\n',
    summary.requests / (summary.duration / 1e6), summary.requests, latency:percentile(50) / 1e3,
    latency:percentile(95) / 1e3, summary.errors.status + summary.errors.timeout
    + summary.errors.connect + summary.errors.read + summary.errors.write))
end
