/* What is asked: request classes, their patience, and the key spaces they ask about. */
#include "sim/input/path_json.h"
#include "sim/input/reader.h"

#include <math.h>

static bool read_jitter(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                        double factor, void *field)
{
    double *jitter = field;
    *jitter = cJSON_IsTrue(json) ? 1 : 0;
    if (!json || cJSON_IsBool(json)) return true;
    if (!cJSON_IsNumber(json)) return reader_expected(r, at, json, "true, false or a number from 0 to 1");
    return reader_number(r, at, key, json, factor, jitter);
}

static const struct key patience_keys[] = {
    { .stem = "timeout",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "ms"),
      KEY_AT(patience, timeout),
      .absent = INFINITY,
      .above = true,
      .text = "An attempt without an answer in this time has failed." },
    { .stem = "retries",
      .type = KEY_NUMBER,
      .whole = true,
      KEY_AT(patience, retries),
      .high = 1000,
      .text = "Attempts after the first." },
    { .stem = "backoff",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "ms"),
      KEY_AT(patience, backoff),
      .text = "Wait before the first retry; it doubles with each." },
    { .stem = "backoff_max",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "ms"),
      KEY_AT(patience, backoff_max),
      .absent = INFINITY,
      .text = "The longest wait before a retry." },
    { .stem = "jitter",
      .type = KEY_CUSTOM,
      KEY_AT(patience, jitter),
      .high = 1,
      .read = read_jitter,
      .shape = "{\"anyOf\":[{\"type\":\"boolean\"},{\"type\":\"number\",\"minimum\":0,\"maximum\":1}]}",
      .shown = "false",
      .text = "The wait is random: true (or 1) is uniform between 0 and the backoff." },
    { .stem = "hedge",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "ms"),
      KEY_AT(patience, hedge),
      .absent = INFINITY,
      .above = true,
      .text = "A second copy is sent after this time; the first answer counts." },
    { .stem = "cancel",
      .type = KEY_BOOL,
      KEY_AT(patience, cancel),
      .source = "by definition: servers do not know that nobody waits",
      .text =
          "Work that nobody waits for any more stops: of an attempt that timed out, and of copies (a hedge, "
          "`parallel` with `need`) when enough of them have answered." },
};

const struct table patience_table = { .name = "patience",
                                      .what = "a call's patience",
                                      TABLE_KEYS(patience_keys) };

static const struct key class_keys[] = {
    { .stem = "path",
      .type = KEY_CUSTOM,
      KEY_AT(request_class, path),
      .required = true,
      .read = path_json_read,
      .shape = "{\"$ref\":\"#/$defs/path\"}",
      .text = "The chain of calls: each tier calls the next and holds what it holds until the reply comes "
              "back." },
    { .stem = "share",
      .type = KEY_NUMBER,
      KEY_AT(request_class, share),
      .absent = 1,
      .above = true,
      .high = 1e9,
      .source = "by definition: equal shares",
      .text = "Its part of the requests, relative to the other classes'." },
    { .stem = "population",
      .type = KEY_COUNT,
      KEY_AT(request_class, population),
      .low = 1,
      .high = 1e7,
      .silent = true,
      .text =
          "Users of a closed load who send requests of this class alone; then every class has its own, in "
          "place of the load's `population` and of `share`. What is computed without simulating (the "
          "saturation, a bottleneck) takes the mix of requests that they would make if nobody waited." },
    { .stem = "think_time",
      .type = KEY_DEMAND,
      KEY_IN(TIME, "s"),
      KEY_AT(request_class, think),
      .absent = NAN,
      .silent = true,
      .source = "by definition: that of the load",
      .text = "Time that its users take between an answer and their next request, where it has a "
              "`population`; that of the load unless said." },
    { .stem = "key",
      .type = KEY_REFERENCE,
      KEY_AT(request_class, key),
      .names = NAMES_DATA,
      .text = "The key space that a request's key comes from." },
    { .stem = "write",
      .type = KEY_BOOL,
      KEY_AT(request_class, write),
      .source = "by definition: a read unless said",
      .text = "Whether it writes: caches invalidate, replicas replay." },
    { .stem = "request",
      .type = KEY_DEMAND,
      KEY_IN(BYTES, "b"),
      KEY_AT(request_class, request),
      .text = "Size of the request." },
    { .stem = "reply",
      .type = KEY_DEMAND,
      KEY_IN(BYTES, "b"),
      KEY_AT(request_class, reply),
      .text = "Size of the reply." },
};

const struct table class_table = { .name = "class",
                                   .what = "a class of requests",
                                   TABLE_KEYS(class_keys),
                                   .base = &patience_table,
                                   .base_offset = offsetof(struct request_class, patience) };

static const struct key keyspace_keys[] = {
    { .stem = "keys",
      .type = KEY_NUMBER,
      .whole = true,
      KEY_AT(keyspace, keys),
      .low = 1,
      .required = true,
      .text = "How many keys there are." },
    { .stem = "value",
      .type = KEY_NUMBER,
      KEY_IN(BYTES, "b"),
      KEY_AT(keyspace, value),
      .absent = 1024,
      .source = "estimate: a row or a small object",
      .text = "Size of one key's value." },
    { .stem = "zipf_s",
      .type = KEY_NUMBER,
      KEY_AT(keyspace, zipf_s),
      .high = 10,
      .source = "by definition: uniform unless said",
      .text = "Popularity: the r-th key is asked for in proportion to r^-s; 0 is uniform." },
};

const struct table keyspace_table = { .name = "keyspace", .what = "a key space", TABLE_KEYS(keyspace_keys) };
