/* The steps are those of HdrHistogram's PercentileIterator: each halving of the rest has `TICKS` of them. */
#include "sim/report/hgrm.h"

#include "sim/report/wording.h"
#include "sim/report/writer.h"

#include <inttypes.h>
#include <math.h>

enum { TICKS = 5 };

static void print_steps(const struct histogram *h, FILE *file)
{
    size_t bucket = histogram_next(h, 0);
    uint64_t upto = bucket < HISTOGRAM_BUCKETS ? h->counts[bucket] : 0;
    double level = 0, value = 0; /* level in percent */
    if (h->count == 0) return;
    for (bool last = false; !last;) {
        while (upto < h->count && 100 * (double)upto / (double)h->count < level) {
            bucket = histogram_next(h, bucket + 1);
            upto += h->counts[bucket];
        }
        last = upto == h->count;
        value = 1e3 * fmin(histogram_edge(bucket + 1), h->max);
        fprintf(file, "%12.3f %2.12f %10" PRIu64 " %14.2f\n", value, level / 100, upto, 100 / (100 - level));
        level += 100 / (TICKS * exp2(floor(log2(100 / (100 - level))) + 1));
    }
    fprintf(file, "%12.3f %2.12f %10" PRIu64 "\n", value, 1.0, upto);
}

void hgrm_print(const struct histogram *h, FILE *file)
{
    bool empty = h->count == 0;
    double deviation = h->count > 1 ? sqrt(histogram_variance(h)) : 0;
    fprintf(file, "%12s %14s %10s %14s\n\n", "Value", "Percentile", "TotalCount", "1/(1-Percentile)");
    print_steps(h, file);
    fprintf(file, "#[Mean    = %12.3f, StdDeviation   = %12.3f]\n", empty ? 0 : 1e3 * histogram_mean(h),
            1e3 * deviation);
    fprintf(file, "#[Max     = %12.3f, Total count    = %12" PRIu64 "]\n", empty ? 0 : 1e3 * h->max,
            h->count);
    fprintf(file, "#[Buckets = %12d, SubBuckets     = %12d]\n",
            HISTOGRAM_MAX_EXPONENT - HISTOGRAM_MIN_EXPONENT, HISTOGRAM_OCTAVE);
}

static uint32_t kept(const struct study_result *study)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < study->scenarios; i++)
        for (uint32_t k = 0; k < study->scenario[i].points; k++)
            count += study->scenario[i].point[k].stable && study->scenario[i].point[k].histogram;
    return count;
}

void hgrm_print_study(const struct study_result *study, FILE *file)
{
    bool several = kept(study) > 1;
    for (uint32_t i = 0; i < study->scenarios; i++) {
        const struct scenario_result *s = &study->scenario[i];
        for (uint32_t k = 0; k < s->points; k++) {
            const struct point_result *p = &s->point[k];
            char name[2 * WORDING_NAME], load[32];
            if (!p->stable || !p->histogram) continue;
            wording_name(s, name, sizeof name);
            writer_shortest(p->population ? p->population : p->offered, load);
            if (several)
                fprintf(file, "#[Scenario = %s, Offered = %s %s]\n", name, load,
                        p->population ? "clients" : "req/s");
            hgrm_print(p->histogram, file);
        }
    }
}
