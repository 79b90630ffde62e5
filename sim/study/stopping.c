/* The rounds are numbered; the round's number alone fixes its length. */
#include "sim/study/stopping.h"
#include <assert.h>
#include <math.h>
#include <stdbool.h>

enum { FIRST_ROUND = 256, ROUNDS_TO_DOUBLE = 4 };

void stopping_init(struct stopping *s, double precision, double guard, uint64_t max_requests,
                   uint32_t replications)
{
    assert(precision > 0 && replications > 0);
    *s = (struct stopping){
        .precision = precision, .guard = guard, .max_requests = max_requests, .replications = replications
    };
}

uint64_t stopping_target(const struct stopping *s)
{
    const double length = ceil(FIRST_ROUND * exp2((double)s->round / ROUNDS_TO_DOUBLE));
    const uint64_t most = s->max_requests / s->replications;
    const double capped = fmax(1, fmin(length, (double)most));
    return (uint64_t)capped;
}

enum stopping_verdict stopping_judge(struct stopping *s, uint64_t requests, double mean_halfwidth,
                                     double quantile_halfwidth)
{
    const bool last = stopping_target(s) >= s->max_requests / s->replications;
    const bool good = mean_halfwidth <= s->precision && quantile_halfwidth <= s->precision;
    s->round++;
    if (good) {
        if (!s->first_good) s->first_good = requests;
        if (last || (double)requests >= fmin(s->guard, 2 * (double)s->first_good)) return STOPPING_DONE;
    }
    return last ? STOPPING_GIVE_UP : STOPPING_GO_ON;
}
