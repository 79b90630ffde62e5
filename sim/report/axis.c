#include "sim/report/axis.h"

#include "sim/report/gnuplot.h"
#include "sim/report/number.h"

#include <assert.h>
#include <math.h>
#include <string.h>

struct axis axis_linear(double most)
{
    assert(most > 0 && isfinite(most));
    return (struct axis){ 0, most * 1.02, false };
}

/* The largest of 1, 2, 5 times a power of ten that is at most `value`; the smallest that is at least that. */
static double round_down(double value)
{
    double power = pow(10, floor(log10(value) + 1e-9)), lead = value / power;
    return power * (lead >= 5 - 1e-9 ? 5 : lead >= 2 - 1e-9 ? 2 : 1);
}

static double round_up(double value)
{
    double down = round_down(value);
    if (down >= value * (1 - 1e-9)) return down;
    double lead = down / pow(10, floor(log10(down) + 1e-9));
    return down * (lead > 1.5 && lead < 3 ? 2.5 : 2);
}

struct axis axis_log(double least, double most)
{
    assert(least > 0 && most >= least && isfinite(most));
    struct axis axis = { round_down(least), round_up(most), true };
    if (axis.high <= axis.low) axis.high = round_up(axis.low * 1.5);
    return axis;
}

double axis_fraction(const struct axis *axis, double value)
{
    if (axis->is_log) return log(value / axis->low) / log(axis->high / axis->low);
    return (value - axis->low) / (axis->high - axis->low);
}

void axis_label(double value, bool prefixes, char text[40])
{
    static const struct {
        double factor;
        const char *name;
    } prefix[] = { { 1e9, " G" }, { 1e6, " M" }, { 1e3, " k" }, { 1, "" } };
    int k = 3;
    if (prefixes)
        for (k = 0; k < 3 && value < prefix[k].factor * (1 - 1e-9); k++) continue;
    char figure[NUMBER_SIZE];
    number_rounded(value / prefix[k].factor, 6, figure);
    size_t end = strlen(figure);
    if (strchr(figure, '.') && !strchr(figure, 'e')) {
        while (figure[end - 1] == '0') end--;
        if (figure[end - 1] == '.') end--;
    }
    snprintf(text, 40, "%.*s%s", (int)end, figure, prefix[k].name);
}

struct ticks {
    double at[AXIS_TICKS];
    unsigned count;
};

static void add(struct ticks *ticks, double value)
{
    if (ticks->count < AXIS_TICKS) ticks->at[ticks->count++] = value;
}

static void linear_ticks(const struct axis *axis, unsigned count, struct ticks *ticks)
{
    double raw = (axis->high - axis->low) / count, power = pow(10, floor(log10(raw)));
    double lead = raw / power, step = power * (lead <= 1     ? 1
                                               : lead <= 2   ? 2
                                               : lead <= 2.5 ? 2.5
                                               : lead <= 5   ? 5
                                                             : 10);
    for (double k = ceil(axis->low / step); k * step <= axis->high * (1 + 1e-9); k++) add(ticks, k * step);
}

/* 1, 2, 5 where there is room for them, else powers of ten; every second or third power when there are too
 * many. */
static void log_ticks(const struct axis *axis, unsigned count, struct ticks *ticks)
{
    double decades = log10(axis->high / axis->low);
    bool fine = 3 * decades <= count + 3.5;
    int stride = fine ? 1 : (int)ceil(decades / count);
    for (int e = (int)floor(log10(axis->low) + 1e-9); e <= (int)ceil(log10(axis->high) - 1e-9); e++) {
        static const double lead[] = { 1, 2, 5 };
        for (int k = 0; k < (fine ? 3 : 1); k++) {
            double value = lead[k] * pow(10, e);
            if (value >= axis->low * (1 - 1e-9) && value <= axis->high * (1 + 1e-9) && e % stride == 0)
                add(ticks, value);
        }
    }
}

/* Returns the length of the longest label. */
static size_t print_ticks(const struct ticks *ticks, const char *name, bool bare, bool prefixes, FILE *file)
{
    size_t longest = 0;
    fprintf(file, "%s_%s = '(", name, bare ? "bare" : "tics");
    for (unsigned i = 0; i < ticks->count; i++) {
        char label[40] = "";
        if (!bare) axis_label(ticks->at[i], prefixes, label);
        if (strlen(label) > longest) longest = strlen(label);
        fprintf(file, "%s\"%s\" %.12g", i ? ", " : "", label, ticks->at[i]);
    }
    fputs(")'\n", file);
    return longest;
}

static struct ticks ticks_of(const struct axis *axis, unsigned count)
{
    struct ticks ticks = { .count = 0 };
    if (axis->is_log)
        log_ticks(axis, count, &ticks);
    else
        linear_ticks(axis, count, &ticks);
    return ticks;
}

unsigned axis_ticks(const struct axis *axis, unsigned count, double tick[AXIS_TICKS])
{
    const struct ticks ticks = ticks_of(axis, count);
    memcpy(tick, ticks.at, ticks.count * sizeof *tick);
    return ticks.count;
}

void axis_print(const struct axis *axis, const char *name, unsigned count, bool prefixes, FILE *file)
{
    const struct ticks ticks = ticks_of(axis, count);
    char bound[64];
    snprintf(bound, sizeof bound, "%s_low", name);
    gnuplot_number(bound, axis->low, file);
    snprintf(bound, sizeof bound, "%s_high", name);
    gnuplot_number(bound, axis->high, file);
    const size_t longest = print_ticks(&ticks, name, false, prefixes, file);
    print_ticks(&ticks, name, true, prefixes, file);
    fprintf(file, "%s_log = %d\n%s_width = %zu\n", name, axis->is_log, name, longest);
}

/* Neighbours that are too near become a block; a block moves as one and is centred on its members' wishes. */
void axis_spread(double *position, unsigned count, double distance, double low, double high)
{
    enum { MOST = 64 };
    unsigned order[MOST];
    double start[MOST], wish[MOST];
    unsigned size[MOST], blocks = 0;
    assert(count <= MOST);
    for (unsigned i = 0; i < count; i++) {
        unsigned k = i;
        for (; k > 0 && position[order[k - 1]] > position[i]; k--) order[k] = order[k - 1];
        order[k] = i;
    }
    for (unsigned i = 0; i < count; i++) {
        wish[blocks] = position[order[i]];
        size[blocks++] = 1;
        for (;; blocks--) {
            unsigned b = blocks - 1;
            double span = (size[b] - 1) * distance;
            start[b] = fmax(low, fmin(high - span, wish[b] / size[b] - span / 2));
            if (b == 0 || start[b - 1] + size[b - 1] * distance <= start[b]) break;
            wish[b - 1] += wish[b];
            size[b - 1] += size[b];
        }
    }
    for (unsigned b = 0, i = 0; b < blocks; b++)
        for (unsigned k = 0; k < size[b]; k++, i++) position[order[i]] = start[b] + k * distance;
}
