/* Set by set: what is known of those so far is kept for each number of failed members among them. */
#include "sim/study/repairs.h"

#include "models/theory/availability.h"

#include <math.h>
#include <stdlib.h>

bool repairs_are_shared(const struct updown_part *part)
{
    return part->failures->mttf.mean > 0 && part->crews < part->members;
}

static double log_choose(uint32_t n, uint32_t k)
{
    return lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0);
}

/* Of `drawn` out of `all`, `of` of which are special, just `k` are. */
static double hypergeometric(uint32_t k, uint32_t of, uint32_t drawn, uint32_t all)
{
    if (k > of || k > drawn || drawn - k > all - of) return 0;
    return exp(log_choose(of, k) + log_choose(all - of, drawn - k) - log_choose(all, drawn));
}

/* One set, `failed` of whose members have. */
static struct updown_given set_given(const struct updown_part *part, uint32_t set, uint32_t failed,
                                     uint32_t zones_up)
{
    const uint32_t size = part->members / part->sets;
    const double mttf = part->failures->mttf.mean;
    struct updown_given given = { 0, 0 };
    uint32_t there = 0;
    for (uint32_t m = 0; m < size; m++) there += updown_lives(zones_up, (set * size + m) % part->zones);
    for (uint32_t gone = 0; gone + part->need <= there && gone <= failed; gone++) {
        const double p = hypergeometric(gone, there, failed, size);
        given.up += p;
        if (gone + part->need == there) given.failures += p * part->need / mttf;
    }
    if (part->outage > 0) {
        given.up *= updown_led(part);
        given.failures += (size - failed) / ((part->elects ? 1 : size) * mttf);
    }
    return given;
}

/* One more set, of `size` members, beside `before` others; `all` knows up to `most` failed ones. */
static void add_set(struct updown_given *all, const struct updown_given *one, uint32_t size, uint32_t before,
                    uint32_t most)
{
    for (uint32_t failed = most < before + size ? most : before + size;; failed--) {
        struct updown_given sum = { 0, 0 };
        for (uint32_t here = 0; here <= failed && here <= size; here++) {
            if (failed - here > before) continue;
            const double p = hypergeometric(here, size, failed, before + size);
            const struct updown_given rest = all[failed - here];
            sum.up += p * one[here].up * rest.up;
            sum.failures += p * (one[here].failures * rest.up + one[here].up * rest.failures);
        }
        all[failed] = sum;
        if (failed == 0) return;
    }
}

/* More failed members than that there are never. */
static uint32_t most_failed(const double *share, uint32_t members)
{
    static const double never = 1e-40;
    while (members > 0 && share[members] < never) members--;
    return members;
}

struct updown_given repairs_given(const struct updown_part *part, uint32_t zones_up)
{
    const uint32_t size = part->members / part->sets;
    double *share = calloc(part->members + 1, sizeof *share);
    struct updown_given *all = calloc(part->members + 1, sizeof *all), *one = calloc(size + 1, sizeof *one);
    if (!share || !all || !one) abort();
    availability_failed(part->members, part->failures->mttf.mean, part->failures->mttr.mean, part->crews,
                        share);
    const uint32_t most = most_failed(share, part->members);
    all[0].up = 1;
    for (uint32_t set = 0; set < part->sets; set++) {
        for (uint32_t f = 0; f <= size && f <= most; f++) one[f] = set_given(part, set, f, zones_up);
        add_set(all, one, size, set * size, most);
    }
    struct updown_given given = { 0, 0 };
    for (uint32_t f = 0; f <= most; f++) {
        given.up += share[f] * all[f].up;
        given.failures += share[f] * all[f].failures;
    }
    free(share);
    free(all);
    free(one);
    return given;
}
