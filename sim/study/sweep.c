#include "sim/study/sweep.h"

#include <math.h>

/* The automatic sweep, as shares of the analytic saturation; the last one shows what lies beyond it. */
static const double automatic_share[] = { 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.1 };
/* Where the scenario lists its own loads, these are enough to see knee and wall between them. */
static const double scout[] = { 0.1, 0.3, 0.5, 0.6, 0.7, 0.8 };
static const double near_enough = 0.03; /* a listed load this near makes a scout superfluous */
/* Loads to look at when the bottleneck law knows no limit, requests/s. */
static const double blind[] = { 1, 10, 100, 1000 };

static void add_closed(struct point_set *set, const struct load *load)
{
    for (uint32_t i = 0; i < load->points; i++)
        point_set_add(set, &(struct run_load){ .population = (uint32_t)load->point[i] }, true);
    if (load->points) return;
    /* By itself: to three times the population at which the asymptotes of throughput cross (Lazowska et al.).
     */
    const double think = load->think.mean,
                 star = set->network->saturation * (think + set->network->zero_load_latency);
    const double last = isfinite(star) ? 3 * star : 100;
    uint32_t before = 0;
    for (int i = 1; i <= 10; i++) {
        const uint32_t population = (uint32_t)fmin(fmax(1, round(last * i / 10)), UINT32_MAX);
        if (population != before) point_set_add(set, &(struct run_load){ .population = population }, true);
        before = population;
    }
}

static bool is_listed(const struct load *load, double rate)
{
    for (uint32_t i = 0; i < load->points; i++)
        if (fabs(load->point[i] - rate) <= near_enough * rate) return true;
    return false;
}

/* Two significant figures: loads that people can read. */
static double rounded(double rate)
{
    const double unit = pow(10, floor(log10(rate)) - 1);
    return round(rate / unit) * unit;
}

static void add_open(struct point_set *set, const struct load *load)
{
    const double saturation = set->network->saturation;
    const bool automatic = load->points == 0;
    for (uint32_t i = 0; i < load->points; i++)
        if (load->point[i] > 0) point_set_add(set, &(struct run_load){ .rate = load->point[i] }, true);
    const bool is_bounded = isfinite(saturation);
    const double *share = automatic ? automatic_share : scout;
    const size_t shares =
        automatic ? sizeof automatic_share / sizeof *automatic_share : sizeof scout / sizeof *scout;
    for (size_t i = 0; is_bounded && i < shares; i++)
        if (!is_listed(load, share[i] * saturation))
            point_set_add(set, &(struct run_load){ .rate = rounded(share[i] * saturation) }, automatic);
    for (size_t i = 0; !is_bounded && automatic && i < sizeof blind / sizeof *blind; i++)
        point_set_add(set, &(struct run_load){ .rate = blind[i] }, true);
}

void sweep_add(struct point_set *set, const struct load *load)
{
    if (load->arrivals == ARRIVALS_CLOSED)
        add_closed(set, load);
    else
        add_open(set, load);
}
