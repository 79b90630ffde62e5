/*
 * breaker: a circuit breaker in front of a callee, and a budget for retries.
 *
 * The breaker counts calls and errors over a sliding window (`window` seconds in ten buckets). Closed, it
 * lets all through; when at least `calls` were counted and the share of errors reaches `errors`, it opens:
 * every call fails at once for `open` seconds. Then it is half open: one call at a time is let through as a
 * probe; `probes` good ones in a row close it, a bad one opens it again. (Nygard, "Release It!"; Hystrix and
 * Envoy work alike.)
 *
 * The budget is a token bucket: each first attempt pays in `share`, each retry takes out 1, at most `most`
 * are kept. So in the long run retries are at most that share of the calls, which is what keeps a retry storm
 * from feeding itself. (Finagle's RetryBudget; Google SRE book, "Handling Overload".)
 *
 * The configuration is shared; the states are one replication's, plain values, {0} is a valid start (a budget
 * starts empty unless the caller fills it).
 */
#ifndef KNEEWALL_PART_BREAKER_H
#define KNEEWALL_PART_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

enum { BREAKER_BUCKETS = 10 };

struct breaker_config {
    double errors;       /* share, 0 .. 1 */
    double window, open; /* s, > 0 */
    uint32_t calls, probes;
};

enum breaker_state { BREAKER_CLOSED, BREAKER_OPEN, BREAKER_HALF_OPEN };

struct breaker {
    enum breaker_state state;
    bool probing;
    uint32_t good_probes;
    double opened_at, probe_at;
    uint64_t bucket; /* the latest that counts, numbered from time 0 */
    uint32_t calls[BREAKER_BUCKETS], errors[BREAKER_BUCKETS];
    uint32_t all_calls, all_errors;
    uint64_t refused, openings;
};

/* Whether a call may be made now; one that may must be reported by breaker_record, once. */
bool breaker_allow(const struct breaker_config *config, struct breaker *breaker, double now);

/*
 * A call that was allowed at `started` has ended. Those let through before the breaker opened change nothing
 * while it is open or half open.
 */
void breaker_record(const struct breaker_config *config, struct breaker *breaker, bool good, double started,
                    double now);

struct budget_config {
    double share; /* of calls that may be retried; INFINITY: no limit */
    double most;  /* tokens */
};

struct budget {
    double tokens;
    uint64_t refused;
};

/* A first attempt is made. */
static inline void budget_call(const struct budget_config *config, struct budget *budget)
{
    const double tokens = budget->tokens + config->share;
    budget->tokens = tokens < config->most ? tokens : config->most;
}

/* Whether a retry may be made. */
static inline bool budget_retry(const struct budget_config *config, struct budget *budget)
{
    if (!(config->share < __builtin_inf())) return true;
    if (budget->tokens < 1) {
        budget->refused++;
        return false;
    }
    budget->tokens -= 1;
    return true;
}

#endif
