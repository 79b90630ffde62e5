#include "sim/input/reference.h"

#include <stdio.h>
#include <string.h>

enum { LETTERS = 63 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment: three rows of the table of prefixes' distances. */
size_t reference_distance(const char *a, const char *b)
{
    const size_t n = strnlen(a, LETTERS), m = strnlen(b, LETTERS);
    size_t row[3][LETTERS + 1];
    size_t *before = row[0], *above = row[1], *now = row[2];
    for (size_t j = 0; j <= m; j++) above[j] = j;
    for (size_t i = 1; i <= n; i++) {
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            now[j] = least(least(above[j], now[j - 1]) + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], before[j - 2] + 1);
        }
        size_t *oldest = before;
        before = above;
        above = now;
        now = oldest;
    }
    return above[m];
}

void nearest_try(struct nearest *nearest, const char *wanted, const char *candidate)
{
    const size_t distance = reference_distance(wanted, candidate);
    const size_t letters = strlen(wanted) > strlen(candidate) ? strlen(wanted) : strlen(candidate);
    if (distance > 3 || 2 * distance >= letters + (letters < 4)) return;
    if (*nearest->name && nearest->distance <= distance) return;
    snprintf(nearest->name, sizeof nearest->name, "%s", candidate);
    nearest->distance = distance;
}
