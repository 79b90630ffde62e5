/* One pass over the lines collects time, pattern and a hash of the path; then they are sorted and spread. */
#include "sim/input/access_log.h"

#include "models/station/stream.h"
#include "sim/input/json_text.h"
#include "sim/input/profile_file.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum spread { SPREAD_RANDOM, SPREAD_EVEN, SPREAD_TOGETHER };

struct words {
    const char *file;
    int spread;
    cJSON *classes;
};

struct entry {
    double at; /* s since 1970 */
    bool is_exact;
    uint32_t line, class;
    uint64_t path; /* a hash */
    uint32_t rank;
};

struct log {
    struct reader *reader;
    const struct place *at;
    const char *name;
    cJSON *classes; /* pattern: name */
    struct entry *entry;
    uint32_t entries;
};

static bool keep_json(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                      double factor, void *field)
{
    (void)r, (void)at, (void)key, (void)factor;
    *(cJSON **)field = json;
    return true;
}

static const char *const spreads[] = { "random", "even", "together", NULL };

static const struct key log_keys[] = {
    { .stem = "file",
      .type = KEY_STRING,
      KEY_AT(words, file),
      .required = true,
      .text = "The log, in the Common or Combined Log Format." },
    { .stem = "spread",
      .type = KEY_ENUM,
      KEY_AT(words, spread),
      .words = spreads,
      .source = "by definition: arrivals of a Poisson process, given how many there are",
      .text = "Where in its second a request is: at a random moment, at equal distances, or all at the "
              "beginning." },
    { .stem = "classes",
      .type = KEY_CUSTOM,
      KEY_AT(words, classes),
      .read = keep_json,
      .shape = "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}",
      .text = "The class of the requests whose path, or method and path, begins with this: "
              "{\"/img/\": \"image\", \"POST /\": \"order\"}. The longest that fits; without one, by the "
              "classes' shares." },
};

const struct table access_log_table = { .name = "access_log", .what = "an access log", TABLE_KEYS(log_keys) };

/* Days since 1970-01-01 of the proleptic Gregorian calendar (Hinnant, "chrono-compatible low-level date
 * algorithms"). */
static double days_of(int year, int month, int day)
{
    year -= month <= 2;
    const int era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
    const int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097.0 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* "10/Oct/2000:13:55:36 -0700]"; the end is behind the bracket. NULL: it is no such time. */
static const char *read_time(const char *text, struct entry *entry)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int day, year, hour, minute, used = 0, offset;
    char month[4], sign;
    double second;
    if (sscanf(text, "%2d/%3[A-Za-z]/%4d:%2d:%2d:%lf %c%4d]%n", &day, month, &year, &hour, &minute, &second,
               &sign, &offset, &used) != 8 ||
        used == 0)
        return NULL;
    const char *found = strlen(month) == 3 ? strstr(months, month) : NULL;
    if (!found || (found - months) % 3 != 0 || day < 1 || day > 31 || hour > 23 || minute > 59 || hour < 0 ||
        minute < 0 || !(second >= 0 && second < 61) || (sign != '+' && sign != '-'))
        return NULL;
    const double east = (offset / 100 * 60.0 + offset % 100) * 60 * (sign == '-' ? -1 : 1);
    entry->at = days_of(year, (int)(found - months) / 3 + 1, day) * 86400 + hour * 3600.0 + minute * 60 +
                second - east;
    const char *point = strchr(text, '.');
    entry->is_exact = point && point < text + used;
    return text + used;
}

/* Behind the closing quote of a text that begins behind an opening one; a backslash hides a quote. */
static const char *read_quoted(const char *text)
{
    for (; *text && *text != '"'; text++)
        if (*text == '\\' && text[1]) text++;
    return *text ? text + 1 : NULL;
}

/* The longest pattern that "METHOD PATH" or "PATH" begins with. */
static bool find_class(const struct log *log, const char *request, size_t length, uint32_t *class)
{
    const char *space = memchr(request, ' ', length), *path = space ? space + 1 : request;
    size_t longest = 0;
    const cJSON *item;
    *class = SCENARIO_NONE;
    cJSON_ArrayForEach(item, log->classes)
    {
        const size_t n = strlen(item->string);
        if (reader_is_note(item->string) || n < longest || (n == longest && *class != SCENARIO_NONE))
            continue;
        const size_t left = length - (size_t)(path - request);
        if (!(n <= length && memcmp(request, item->string, n) == 0) &&
            !(n <= left && memcmp(path, item->string, n) == 0))
            continue;
        longest = n;
        *class = profile_file_class(log->reader->scenario, item->valuestring);
    }
    return true;
}

/* FNV-1a of the path without its query. */
static uint64_t hash_path(const char *request, size_t length)
{
    const char *space = memchr(request, ' ', length), *end = request + length;
    uint64_t hash = 0xcbf29ce484222325u;
    for (const char *c = space ? space + 1 : request; c < end && *c != ' ' && *c != '?'; c++)
        hash = (hash ^ (unsigned char)*c) * 0x100000001b3u;
    return hash;
}

static bool read_line(const struct log *log, const char *line, struct entry *entry)
{
    const char *bracket = strstr(line, " [");
    const char *after = bracket && bracket > line ? read_time(bracket + 2, entry) : NULL;
    if (!after || strncmp(after, " \"", 2) != 0) return false;
    const char *request = after + 2, *end = read_quoted(request);
    int status = 0;
    if (!end || sscanf(end, " %3d", &status) != 1 || status < 0) return false;
    const size_t length = (size_t)(end - request) - 1;
    entry->path = hash_path(request, length);
    return find_class(log, request, length, &entry->class);
}

static bool read_lines(struct log *log, char *text)
{
    uint32_t number = 0;
    for (char *line = text, *next; line; line = next) {
        next = strchr(line, '\n');
        if (next) *next++ = '\0';
        number++;
        while (isspace((unsigned char)*line)) line++;
        if (!*line) continue;
        struct entry entry = { .line = number };
        if (!read_line(log, line, &entry))
            return reader_fail(log->reader, log->at,
                               "%.200s: line %u: found \"%.60s\", expected the Common or Combined Log Format",
                               log->name, number, line);
        log->entry[log->entries++] = entry;
    }
    return log->entries > 0 || reader_fail(log->reader, log->at, "%.200s: found no request", log->name);
}

static int by_path(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->path != y->path) return x->path < y->path ? -1 : 1;
    return x->line < y->line ? -1 : 1;
}

static int by_time(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->at < y->at || x->at > y->at) return x->at < y->at ? -1 : 1;
    return x->line < y->line ? -1 : 1;
}

struct page {
    uint32_t first, count; /* among the entries by path */
    uint32_t line;         /* where it appears first */
};

static int by_count(const void *a, const void *b)
{
    const struct page *x = a, *y = b;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    return x->line < y->line ? -1 : 1;
}

/* The most frequent path is 0; of equals, the one that appears first. */
static void rank_paths(struct log *log)
{
    struct page *page = calloc(log->entries, sizeof *page);
    uint32_t pages = 0;
    if (!page) abort();
    qsort(log->entry, log->entries, sizeof *log->entry, by_path);
    for (uint32_t i = 0; i < log->entries; i++) {
        if (i == 0 || log->entry[i].path != log->entry[i - 1].path)
            page[pages++] = (struct page){ i, 0, log->entry[i].line };
        page[pages - 1].count++;
    }
    qsort(page, pages, sizeof *page, by_count);
    for (uint32_t p = 0; p < pages; p++)
        for (uint32_t i = 0; i < page[p].count; i++) log->entry[page[p].first + i].rank = p;
    free(page);
}

/* Entries [first, end) have one second. */
static void spread_second(struct entry *entry, uint32_t first, uint32_t end, enum spread spread,
                          struct stream *stream)
{
    for (uint32_t i = first; i < end; i++) {
        if (entry[i].is_exact) continue;
        if (spread == SPREAD_RANDOM) entry[i].at += stream_uniform(stream);
        if (spread == SPREAD_EVEN) entry[i].at += (i - first + 0.5) / (end - first);
    }
}

static void settle_times(struct log *log, enum spread spread)
{
    struct stream stream;
    stream_init(&stream, stream_key_name(0, "access log"));
    qsort(log->entry, log->entries, sizeof *log->entry, by_time);
    const double zero = floor(log->entry[0].at);
    for (uint32_t i = 0; i < log->entries; i++) log->entry[i].at -= zero;
    for (uint32_t first = 0, end; first < log->entries; first = end) {
        for (end = first + 1; end < log->entries && floor(log->entry[end].at) <= floor(log->entry[first].at);)
            end++;
        spread_second(log->entry, first, end, spread, &stream);
    }
    qsort(log->entry, log->entries, sizeof *log->entry, by_time);
}

static void take(const struct log *log, struct load_profile *profile)
{
    struct reader *r = log->reader;
    struct profile_request *request = arena_alloc(r->arena, log->entries, sizeof *request);
    for (uint32_t i = 0; i < log->entries; i++) {
        const struct entry *e = &log->entry[i];
        const double keys = profile_file_keys(r->scenario, e->class);
        request[i] = (struct profile_request){ e->at, e->class,
                                               keys > 0 ? (uint32_t)fmod(e->rank, keys) : SCENARIO_NONE };
    }
    profile->kind = PROFILE_REPLAY;
    profile->request = request;
    profile->requests = log->entries;
}

static bool check_classes(struct reader *r, const struct place *at, const cJSON *classes)
{
    const cJSON *item;
    if (classes && !cJSON_IsObject(classes)) return reader_expected(r, at, classes, "an object of classes");
    cJSON_ArrayForEach(item, classes)
    {
        const struct place here = { at, item->string, 0 };
        if (reader_is_note(item->string)) continue;
        if (!cJSON_IsString(item)) return reader_expected(r, &here, item, "the name of a class");
        if (profile_file_class(r->scenario, item->valuestring) == SCENARIO_NONE)
            return reader_fail(r, &here, "there is no class \"%.60s\"", item->valuestring);
    }
    return true;
}

bool access_log_read(struct reader *r, const struct place *at, cJSON *json, struct load_profile *profile)
{
    struct words w = { 0 };
    struct input_error why;
    const struct place file = { at, "file", 0 }, classes = { at, "classes", 0 };
    size_t length;
    if (!reader_object(r, at, &access_log_table, json, &w) || !check_classes(r, &classes, w.classes))
        return false;
    const char *name = reader_file(r, &file, w.file);
    char *text = json_text_load(name, &length, &why);
    if (!text) return reader_fail(r, &file, "%s", why.text);
    size_t lines = 1;
    for (size_t i = 0; i < length; i++) lines += text[i] == '\n';
    struct log log = { r, &file, name, w.classes, calloc(lines, sizeof *log.entry), 0 };
    if (!log.entry) abort();
    const bool good = read_lines(&log, text);
    if (good) {
        rank_paths(&log);
        settle_times(&log, (enum spread)w.spread);
        take(&log, profile);
    }
    free(log.entry);
    free(text);
    return good;
}
