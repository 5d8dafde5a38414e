-- Runs operations one after another; Redis lets nothing else come in between.
-- https://redis.io/docs/latest/develop/programmability/eval-intro/
--
-- ARGV holds, for each operation, its name, how many of KEYS and how many further words are its own, and those words.
-- Returns one answer for each operation. Once a reservation was refused, no operation changes anything any more, and
-- those that would have are answered by nil. Times are milliseconds from now.

-- A counter has several names while a secret is replaced. Processes know one name in common at least, and count under
-- all that they know, so the highest count is that of everybody, and its window is the one that holds.
local function counted(names)
    local count, left = 0, 0
    for _, name in ipairs(names) do
        local found = tonumber(redis.call('get', name) or '0')
        if found > 0 and found >= count then
            local ends = redis.call('pttl', name)
            if found > count or ends > left then count, left = found, ends end
        end
    end
    return count, math.max(0, left)
end

local function add(names, window, amount)
    local count, left = counted(names)
    if count == 0 then left = window end
    for _, name in ipairs(names) do
        if count > 0 and tonumber(redis.call('get', name) or '0') == count then
            redis.call('incrby', name, amount)
        else
            redis.call('set', name, count + amount, 'px', math.max(1, left))
        end
    end
    return count + amount, left
end

-- Words of every operation on revisions: how long to remember them, and what the caller knows: the highest that was
-- begun, the newest that was committed and its subject. It can know of later ones than are held here after an outage.
local function revisions(key, words)
    local held = redis.call('hmget', key, 'begun', 'latest', 'subject')
    local begun, latest, subject = tonumber(held[1] or '0'), tonumber(held[2] or '0'), held[3] or ''
    local known = tonumber(words[3])
    if known > latest then latest, subject = known, words[4] end
    return math.max(begun, tonumber(words[2])), latest, subject, known > tonumber(held[2] or '0')
end

local function write(key, words, begun, latest, subject)
    redis.call('hset', key, 'begun', begun, 'latest', latest, 'subject', subject)
    redis.call('pexpire', key, words[1])
end

local function now()
    local time = redis.call('time')
    return time[1] .. string.format('%06d', tonumber(time[2]))
end

local refused = false
local reads = {look = true, latest = true, get = true}
local operations = {}

-- Words: for each claim how many names its counter has, its quota, its window, and how many it takes.
function operations.reserve(keys, words)
    local claims, answer, first = {}, {1}, 1
    for i = 1, #words, 4 do
        local names = {unpack(keys, first, first + words[i] - 1)}
        first = first + words[i]
        claims[#claims + 1] = {names, tonumber(words[i + 2]), tonumber(words[i + 3])}
        local count, left = counted(names)
        if count >= tonumber(words[i + 1]) then refused = true end
        answer[#answer + 1], answer[#answer + 2] = count, left
    end
    if refused then answer[1] = 0 return answer end
    answer = {1}
    for _, claim in ipairs(claims) do
        local names, window, amount = unpack(claim)
        local count, left
        if amount > 0 then count, left = add(names, window, amount) else count, left = counted(names) end
        answer[#answer + 1], answer[#answer + 2] = count, left
    end
    return answer
end

-- Keys: names of counters, each of which is lowered by one.
function operations.release(keys)
    for _, name in ipairs(keys) do
        local count = tonumber(redis.call('get', name) or '0')
        if count > 1 then redis.call('decr', name) elseif count == 1 then redis.call('del', name) end
    end
    return 1
end

-- Words: how many names each counter has.
function operations.look(keys, words)
    local answer, first = {}, 1
    for _, names in ipairs(words) do
        local count, left = counted({unpack(keys, first, first + names - 1)})
        answer[#answer + 1], answer[#answer + 2] = count, left
        first = first + names
    end
    return answer
end

-- Keys: the names of one counter. Words: the window, and how many more.
function operations.add(keys, words)
    return {add(keys, tonumber(words[1]), tonumber(words[2]))}
end

-- Keys: names of anything.
function operations.forget(keys)
    return redis.call('del', unpack(keys))
end

-- Further words: what the revision must be higher than.
function operations.begin(keys, words)
    local begun, latest, subject = revisions(keys[1], words)
    begun = math.max(begun, latest, tonumber(words[5])) + 1
    write(keys[1], words, begun, latest, subject)
    return begun
end

-- Further words: the revision and its subject.
function operations.commit(keys, words)
    local begun, latest, subject = revisions(keys[1], words)
    if latest <= tonumber(words[5]) then latest, subject = tonumber(words[5]), words[6] end
    write(keys[1], words, begun, latest, subject)
    return {latest, subject}
end

-- Further words: the base, the subject, and the subjects that may be passed by.
function operations.advance(keys, words)
    local begun, latest, subject = revisions(keys[1], words)
    local passes = latest <= tonumber(words[5])
    for i = 7, #words do passes = passes or subject == words[i] end
    if not passes then return false end
    begun = math.max(begun, latest, tonumber(words[5])) + 1
    write(keys[1], words, begun, begun, words[6])
    return {begun, words[6]}
end

-- Further words: what the revision must be higher than, and its subject.
function operations.supersede(keys, words)
    local begun, latest = revisions(keys[1], words)
    begun = math.max(begun, latest, tonumber(words[5])) + 1
    write(keys[1], words, begun, begun, words[6])
    return {begun, words[6]}
end

function operations.latest(keys, words)
    local begun, latest, subject, is_news = revisions(keys[1], words)
    if is_news then write(keys[1], words, begun, latest, subject) end
    return {latest, subject}
end

-- Keys: the names of one value. The name that was written last holds, since not every process knows all of them.
function operations.get(keys)
    local newest, answer = '', {}
    for _, name in ipairs(keys) do
        local found = redis.call('hmget', name, 'at', 'text')
        if found[1] and found[1] > newest then
            newest, answer = found[1], {}
            if found[2] then answer = {found[2], math.max(0, redis.call('pttl', name))} end
        end
    end
    return answer
end

-- Keys: the names of one value. Words: the text, and how long to remember it.
function operations.set(keys, words)
    local at = now()
    for _, name in ipairs(keys) do
        redis.call('hset', name, 'at', at, 'text', words[1])
        redis.call('pexpire', name, words[2])
    end
    return 1
end

-- Keys: the names of one value. What is left tells processes that know more names that it was deleted.
function operations.delete(keys)
    local at = now()
    for _, name in ipairs(keys) do
        if redis.call('exists', name) == 1 then
            redis.call('hset', name, 'at', at)
            redis.call('hdel', name, 'text')
        end
    end
    return 1
end

local answers, key, word = {}, 0, 1
while word <= #ARGV do
    local name, keys, words = ARGV[word], tonumber(ARGV[word + 1]), tonumber(ARGV[word + 2])
    if refused and not reads[name] then
        answers[#answers + 1] = false
    else
        answers[#answers + 1] = operations[name](
            {unpack(KEYS, key + 1, key + keys)}, {unpack(ARGV, word + 3, word + 2 + words)}
        )
    end
    key, word = key + keys, word + 3 + words
end
return answers
