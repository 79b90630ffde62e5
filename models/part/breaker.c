#include "models/part/breaker.h"

#include <string.h>

static void forget_all(struct breaker *breaker)
{
    memset(breaker->calls, 0, sizeof breaker->calls);
    memset(breaker->errors, 0, sizeof breaker->errors);
    breaker->all_calls = breaker->all_errors = 0;
}

/* Empties the buckets that the window has left. */
static void slide(const struct breaker_config *config, struct breaker *breaker, double now)
{
    const uint64_t bucket = (uint64_t)(now / config->window * BREAKER_BUCKETS);
    if (bucket >= breaker->bucket + BREAKER_BUCKETS) {
        forget_all(breaker);
        breaker->bucket = bucket;
    }
    while (breaker->bucket < bucket) {
        const uint64_t i = ++breaker->bucket % BREAKER_BUCKETS;
        breaker->all_calls -= breaker->calls[i];
        breaker->all_errors -= breaker->errors[i];
        breaker->calls[i] = breaker->errors[i] = 0;
    }
}

static void trip(struct breaker *breaker, double now)
{
    breaker->state = BREAKER_OPEN;
    breaker->opened_at = now;
    breaker->openings++;
    forget_all(breaker);
}

bool breaker_allow(const struct breaker_config *config, struct breaker *breaker, double now)
{
    if (breaker->state == BREAKER_CLOSED) return true;
    if (breaker->state == BREAKER_OPEN && now - breaker->opened_at >= config->open) {
        breaker->state = BREAKER_HALF_OPEN;
        breaker->probing = false;
        breaker->good_probes = 0;
    }
    if (breaker->state == BREAKER_OPEN || breaker->probing) {
        breaker->refused++;
        return false;
    }
    breaker->probe_at = now;
    return breaker->probing = true;
}

static void record_probe(const struct breaker_config *config, struct breaker *breaker, bool good, double now)
{
    breaker->probing = false;
    if (!good)
        trip(breaker, now);
    else if (++breaker->good_probes >= config->probes)
        breaker->state = BREAKER_CLOSED;
}

void breaker_record(const struct breaker_config *config, struct breaker *breaker, bool good, double started,
                    double now)
{
    switch (breaker->state) {
    case BREAKER_OPEN: return;
    case BREAKER_HALF_OPEN:
        if (breaker->probing && started >= breaker->probe_at) record_probe(config, breaker, good, now);
        return;
    case BREAKER_CLOSED: break;
    }
    slide(config, breaker, now);
    const uint64_t i = breaker->bucket % BREAKER_BUCKETS;
    breaker->calls[i]++;
    breaker->all_calls++;
    breaker->errors[i] += !good;
    breaker->all_errors += !good;
    if (breaker->all_calls >= config->calls && breaker->all_errors >= config->errors * breaker->all_calls &&
        breaker->all_errors)
        trip(breaker, now);
}
