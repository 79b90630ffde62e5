/*
 * Do the intervals cover? Every row of coverage.json is an ordinary scenario with what is known of it; it
 * goes through the reader, the engine and the default stopping rule once a seed, and what comes out is
 * compared with the truth: how often each 95 % interval holds it, the bias, how often the estimate is within
 * the precision, and how many requests it took beside an oracle that knows the variance.
 *
 *     study_coverage ROWS.json [--seeds N] [--first SEED] [--jobs N] [--fixed REQUESTS] [--detail] [ROW...]
 *     study_coverage ROWS.json --reference REQUESTS ROW
 *
 * A ROW is a name, the beginning of one, or "all"; without any, the rows that say "quick" run with their own
 * few seeds. The table is printed as it stands in COVERAGE.md. --fixed replaces the stopping rule by a
 * length, for the variance that the oracle would know; --reference makes one long run, for truths that no
 * formula gives.
 *
 * Fails when a figure is out of its bounds by more than three of its own standard errors. The results do not
 * depend on --jobs.
 */
#include "tests/property/coverage_row.h"

#include "sim/study/crew.h"
#include "sim/study/tally.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options {
    uint32_t seeds, first, jobs;
    double fixed, reference;
    bool detail;
    char **row;
    int rows;
};

struct trials {
    const struct coverage_row *row;
    struct coverage_sample *sample; /* a seed */
    uint32_t first;
    double fixed;
};

static const double errors_allowed = 3; /* standard errors of a figure beyond its bounds */
static const double least_covered = 0.93, most_covered = 0.97, least_within = 0.95, most_cost = 1.5;
static const double most_bias = 0.002; /* of a mean */

static void run_seed(void *context, uint32_t piece)
{
    struct trials *t = context;
    coverage_row_run(t->row, t->first + piece, t->fixed, &t->sample[piece]);
}

static void nothing_more(struct crew *crew, void *context)
{
    (void)crew;
    (void)context;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double percentile90(const struct coverage_sample *sample, uint32_t seeds)
{
    double *sorted = calloc(seeds, sizeof *sorted);
    if (!sorted) abort();
    for (uint32_t i = 0; i < seeds; i++) sorted[i] = sample[i].requests;
    qsort(sorted, seeds, sizeof *sorted, by_size);
    const double value = sorted[(seeds * 9 - 1) / 10];
    free(sorted);
    return value;
}

struct score {
    uint32_t seen, covered, missed_low, missed_high, open, within;
    struct tally error; /* estimate / truth - 1 */
    double halfwidth;   /* sum of the relative ones that are bounded */
};

static struct score score_of(const struct trials *t, uint32_t seeds, size_t q)
{
    struct score s = { 0 };
    const double truth = t->row->known[q].truth;
    for (uint32_t i = 0; i < seeds; i++) {
        const struct interval *in = &t->sample[i].interval[q];
        if (isnan(in->value)) continue;
        s.seen++;
        s.covered += in->low <= truth && truth <= in->high;
        s.missed_low += in->high < truth;
        s.missed_high += in->low > truth;
        s.within += fabs(in->value / truth - 1) <= t->row->precision;
        tally_add(&s.error, in->value / truth - 1);
        const double half = interval_relative_halfwidth(in);
        if (isfinite(half))
            s.halfwidth += half;
        else
            s.open++;
    }
    return s;
}

/* Beyond the bound by more than chance explains. */
static bool share_below(double share, double bound, double n)
{
    return share < bound - errors_allowed * sqrt(bound * (1 - bound) / n);
}

static bool share_above(double share, double bound, double n)
{
    return share > bound + errors_allowed * sqrt(bound * (1 - bound) / n);
}

static int print_quantity(const struct trials *t, uint32_t seeds, size_t q)
{
    const struct coverage_known *known = &t->row->known[q];
    const struct score s = score_of(t, seeds, q);
    if (s.seen == 0) {
        printf("| %s | %s | never seen **out** |\n", t->row->name, known->name);
        return 1;
    }
    const double n = s.seen, coverage = s.covered / n, within = s.within / n, bias = s.error.mean;
    const double bias_error = s.seen > 1 ? tally_deviation(&s.error) / sqrt(n) : INFINITY;
    const bool is_mean = strcmp(known->name, "mean") == 0,
               is_asked = is_mean || strcmp(known->name, "p99") == 0 || strcmp(known->name, "growth") == 0;
    int out = share_below(coverage, least_covered, n) || share_above(coverage, most_covered, n);
    if (known->wider_is_fine && coverage > most_covered) out = 0;
    if (is_asked && t->fixed == 0 && !t->row->cost_is_told && share_below(within, least_within, n)) out++;
    /* Of a mean that never has an interval, as one of infinite variance, nothing is promised. */
    if (is_mean && s.open < s.seen && fabs(bias) > most_bias + errors_allowed * bias_error) out++;
    printf("| %s | %s | %u | %.3f | %u / %u | %+.2f +- %.2f | %.2f | %.3f |%s\n", t->row->name, known->name,
           s.seen, coverage, s.missed_low, s.missed_high, 100 * bias, 100 * bias_error,
           s.seen > s.open ? 100 * s.halfwidth / (s.seen - s.open) : INFINITY, within, out ? " **out**" : "");
    if (s.open) printf("  (%u open)\n", s.open);
    if (t->fixed > 0) {
        const double sd = tally_deviation(&s.error), z = 1.959964;
        printf("  an oracle needs %.4g requests\n", t->fixed * pow(z * sd / t->row->precision, 2));
    }
    return out;
}

static int print_trials(const struct trials *t, uint32_t seeds)
{
    double requests = 0;
    uint32_t converged = 0, stable = 0;
    int out = 0;
    for (uint32_t i = 0; i < seeds; i++) {
        requests += t->sample[i].requests / seeds;
        converged += t->sample[i].converged;
        stable += t->sample[i].stable;
    }
    for (size_t q = 0; q < t->row->knowns; q++) out += print_quantity(t, seeds, q);
    printf("| %s | requests | %u | %.4g | p90 %.4g |", t->row->name, seeds, requests,
           percentile90(t->sample, seeds));
    if (t->row->oracle > 0) {
        const double cost = requests / t->row->oracle;
        const bool dear = cost > most_cost * (1 + errors_allowed * 0.5 / sqrt(seeds));
        printf(" %.2f / %.2f of an oracle's |%s", cost, percentile90(t->sample, seeds) / t->row->oracle,
               dear && !t->row->cost_is_told ? " **out**" : "");
        out += dear && !t->row->cost_is_told;
    }
    if (converged < seeds) printf(" %u of %u precise enough |", converged, seeds);
    if (stable < seeds) printf(" %u of %u stable |", stable, seeds);
    if (t->row->is_stable ? stable < seeds : stable > 0) {
        printf(" **out**");
        out++;
    }
    printf("\n");
    return out;
}

static void print_detail(const struct trials *t, uint32_t seeds)
{
    for (uint32_t i = 0; i < seeds; i++) {
        printf("%u %.0f", t->first + i, t->sample[i].requests);
        for (size_t q = 0; q < t->row->knowns; q++) {
            const struct interval *in = &t->sample[i].interval[q];
            printf("  %.6g %.6g %.6g", in->value, in->low, in->high);
        }
        printf("\n");
    }
}

static int study(const struct coverage_row *row, const struct options *o)
{
    const uint32_t seeds = o->seeds ? o->seeds : row->seeds;
    struct trials t = { row, calloc(seeds, sizeof *t.sample), o->first, o->fixed };
    struct crew *crew = crew_create(o->jobs);
    if (!t.sample || !crew) abort();
    const struct crew_batch batch = { run_seed, nothing_more, &t, seeds, 0 };
    crew_submit(crew, &batch);
    crew_run(crew);
    crew_destroy(crew);
    const int out = print_trials(&t, seeds);
    if (o->detail) print_detail(&t, seeds);
    fflush(stdout);
    free(t.sample);
    return out;
}

static int refer(const struct coverage_row *row, const struct options *o)
{
    struct coverage_sample sample;
    coverage_row_run(row, o->first, o->reference, &sample);
    for (size_t q = 0; q < row->knowns; q++)
        printf("\"%s\": %.8g  in [%.8g, %.8g]\n", row->known[q].name, sample.interval[q].value,
               sample.interval[q].low, sample.interval[q].high);
    return 0;
}

static bool is_wanted(const struct coverage_row *row, const struct options *o)
{
    for (int i = 0; i < o->rows; i++)
        if (strcmp(o->row[i], "all") == 0 || strncmp(row->name, o->row[i], strlen(o->row[i])) == 0)
            return true;
    return o->rows == 0 && row->quick;
}

static bool parse(int count, char **word, struct options *o)
{
    *o = (struct options){ .first = 1, .jobs = 1 };
    int i = 2;
    for (; i < count && strncmp(word[i], "--", 2) == 0; i++) {
        if (strcmp(word[i], "--detail") == 0) {
            o->detail = true;
            continue;
        }
        if (i + 1 == count) return false;
        const double value = atof(word[i + 1]);
        if (strcmp(word[i], "--seeds") == 0)
            o->seeds = (uint32_t)value;
        else if (strcmp(word[i], "--first") == 0)
            o->first = (uint32_t)value;
        else if (strcmp(word[i], "--jobs") == 0)
            o->jobs = (uint32_t)value;
        else if (strcmp(word[i], "--fixed") == 0)
            o->fixed = value;
        else if (strcmp(word[i], "--reference") == 0)
            o->reference = value;
        else
            return false;
        i++;
    }
    o->row = word + i;
    o->rows = count - i;
    return count > 1 && o->jobs > 0;
}

int main(int count, char **word)
{
    struct options o;
    size_t rows = 0, used = 0;
    struct coverage_row *row = parse(count, word, &o) ? coverage_rows_read(word[1], &rows) : NULL;
    if (!row) {
        fprintf(stderr, "usage: study_coverage ROWS.json [--seeds N] [--first SEED] [--jobs N]"
                        " [--fixed REQUESTS] [--reference REQUESTS] [--detail] [ROW...]\n");
        return 2;
    }
    int out = 0;
    printf("| model | quantity | seeds | coverage | too low / high | bias %% | half-width %% | within %% of "
           "precision |\n|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < rows; i++) {
        if (!is_wanted(&row[i], &o)) continue;
        out += o.reference > 0 ? refer(&row[i], &o) : study(&row[i], &o);
        used++;
    }
    coverage_rows_free(row, rows);
    return out > 0 || used == 0;
}
