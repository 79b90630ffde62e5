/*
 * The buffer pool of a database: how its hit ratio depends on the memory that it has. The keys of all the
 * classes that use the database share it, each key space weighted by the requests that ask for it.
 */
#include "models/architecture/buffer.h"

#include "models/architecture/builder.h"

#include "models/part/memory.h"
#include "models/theory/che.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIZES = 48 };
static const double smallest_share = 1e-6; /* of the data; below, hits are not worth a table entry */

/* weight[k]: the share of the requests to this tier that name a key of space k. Returns their sum. */
static double key_weights(const struct scenario *s, uint32_t tier, double *weight)
{
    double sum = 0;
    for (uint32_t c = 0; c < s->classes; c++) {
        if (s->class[c].key == SCENARIO_NONE || !path_uses(s->class[c].path, tier)) continue;
        weight[s->class[c].key] += s->class[c].share;
        sum += s->class[c].share;
    }
    return sum;
}

struct hit_table buffer_table(const struct scenario *s, uint32_t tier, double *room)
{
    const double page = s->tier[tier].database.page;
    double *weight = calloc(s->datas ? s->datas : 1, sizeof *weight);
    struct zipf_bin *bins = malloc((s->datas ? s->datas : 1) * ZIPF_BINS_MAX * sizeof *bins);
    if (!weight || !bins) abort();
    const double total = key_weights(s, tier, weight);
    size_t count = 0;
    double pages = 0;
    for (uint32_t k = 0; k < s->datas && total > 0; k++) {
        if (!(weight[k] > 0)) continue;
        struct zipf z;
        zipf_init(&z, (uint64_t)fmax(1, s->data[k].keys), s->data[k].zipf_s);
        const double rows = fmax(1, page / s->data[k].value), per_row = fmax(1, s->data[k].value / page);
        const size_t n = che_page_bins(&z, rows, &bins[count]);
        for (size_t i = count; i < count + n; i++) {
            bins[i].probability *= weight[k] / total / per_row;
            bins[i].count *= per_row;
            pages += bins[i].count;
        }
        count += n;
    }
    struct hit_table table = { 0 };
    if (pages > 0) {
        table = (struct hit_table){ .smallest = pages * page * smallest_share,
                                    .ratio_log = -log(smallest_share) / (SIZES - 1),
                                    .hit = room,
                                    .sizes = SIZES };
        for (int i = 0; i < SIZES; i++)
            room[i] = che_lru_bins(count, bins, pages * smallest_share * exp(i * table.ratio_log)).hit_ratio;
        room[SIZES - 1] = 1;
    }
    free(weight);
    free(bins);
    return table;
}

uint32_t buffer_sizes(void)
{
    return SIZES;
}

double buffer_hit_ratio(const struct buffer_def *buffer, double bytes)
{
    if (!isnan(buffer->hit_ratio)) return buffer->hit_ratio;
    return buffer->table.sizes ? memory_hit_ratio(&buffer->table, bytes * buffer->parts) : 1;
}
