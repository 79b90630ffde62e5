/* When requests come: a word, or an object whose key says which process. A batch may stand beside the
 * process. */
#include "sim/input/load_json.h"
#include "sim/input/trace.h"

#include <math.h>

struct bursty_words {
    double burst_factor, burst_s, calm_s;
};

struct words {
    double cv;
    cJSON *bursty;
    struct demand batch;
    const char *trace;
};

static bool keep_json(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                      double factor, void *field)
{
    (void)r, (void)at, (void)key, (void)factor;
    *(cJSON **)field = json;
    return true;
}

static const struct key bursty_keys[] = {
    { .stem = "burst_factor",
      .type = KEY_NUMBER,
      KEY_AT(bursty_words, burst_factor),
      .low = 1,
      .high = 1e6,
      .required = true,
      .text = "The rate in a burst over the mean rate." },
    { .stem = "burst",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(bursty_words, burst_s),
      .above = true,
      .required = true,
      .text = "Mean length of a burst." },
    { .stem = "calm",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(bursty_words, calm_s),
      .above = true,
      .required = true,
      .text = "Mean length of the calm between bursts." },
};

static const struct table bursty_table = { .name = "bursty", .what = "bursts", TABLE_KEYS(bursty_keys) };

static const struct key arrivals_keys[] = {
    { .stem = "cv",
      .type = KEY_NUMBER,
      KEY_AT(words, cv),
      .absent = NAN,
      .high = 1000,
      .silent = true,
      .text = "Renewal process of this coefficient of variation: gamma below 1, balanced hyperexponential "
              "above." },
    { .stem = "bursty",
      .type = KEY_CUSTOM,
      KEY_AT(words, bursty),
      .read = keep_json,
      .table = &bursty_table,
      .text = "Poisson with a rate that switches between burst and calm (MMPP)." },
    { .stem = "batch",
      .type = KEY_DEMAND,
      KEY_AT(words, batch),
      .absent = 1,
      .low = 1,
      .high = 1e5,
      .source = "by definition: one request an arrival",
      .text = "Requests that arrive together; the rate counts requests." },
    { .stem = "trace",
      .type = KEY_STRING,
      KEY_AT(words, trace),
      .text = "A CSV file with a column `time` in seconds; scaled to the offered rate. It comes round "
              "again and again, and each replication begins somewhere else in it." },
};

const struct table arrivals_table = { .name = "arrivals", .what = "arrivals", TABLE_KEYS(arrivals_keys) };

static const char *const names[] = { "poisson", "constant", "closed", NULL };

static bool read_bursty(struct reader *r, const struct place *at, cJSON *json, struct load *load)
{
    struct bursty_words b;
    const struct place here = { at, "bursty", 0 }, factor = { &here, "burst_factor", 0 };
    if (!reader_object(r, &here, &bursty_table, json, &b)) return false;
    const double most = (b.burst_s + b.calm_s) / b.burst_s;
    if (b.burst_factor > most)
        return reader_fail(r, &factor, "found %.6g, expected at most %.6g: no requests are left for the calm",
                           b.burst_factor, most);
    load->arrivals = ARRIVALS_BURSTY;
    load->bursty.burst_factor = b.burst_factor;
    load->bursty.burst_s = b.burst_s;
    load->bursty.calm_s = b.calm_s;
    return true;
}

bool arrivals_read(struct reader *r, const struct place *at, cJSON *json, struct load *load)
{
    static const enum arrivals kinds[] = { ARRIVALS_POISSON, ARRIVALS_CONSTANT, ARRIVALS_CLOSED };
    int word;
    struct words w = { 0 };
    load->cv = 1;
    if (!cJSON_IsObject(json)) {
        if (!cJSON_IsString(json))
            return reader_expected(r, at, json,
                                   "\"poisson\", \"constant\", \"closed\" or an object with \"cv\", "
                                   "\"bursty\", \"batch\" or \"trace\"");
        if (!reader_word(r, at, json, names, &word)) return false;
        load->arrivals = kinds[word];
        if (load->arrivals == ARRIVALS_CONSTANT) load->cv = 0;
        return true;
    }
    if (!reader_object(r, at, &arrivals_table, json, &w)) return false;
    if (!isnan(w.cv) + (w.bursty != NULL) + (w.trace != NULL) > 1)
        return reader_fail(r, at, "found several of \"cv\", \"bursty\" and \"trace\", expected one");
    load->batch = w.batch;
    if (!isnan(w.cv)) {
        load->arrivals = w.cv > 0 ? ARRIVALS_RENEWAL : ARRIVALS_CONSTANT;
        load->cv = w.cv;
    }
    if (w.bursty) return read_bursty(r, at, w.bursty, load);
    if (!w.trace) return true;
    const struct place trace = { at, "trace", 0 };
    load->arrivals = ARRIVALS_TRACE;
    return trace_read(r, &trace, w.trace, &load->trace.gap, &load->trace.gaps);
}
