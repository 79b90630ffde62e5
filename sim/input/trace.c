#include "sim/input/trace.h"

#include "sim/input/json_text.h"

#include <stdlib.h>
#include <string.h>

struct row {
    const char *at, *end; /* of one line */
};

static struct row field(struct row line, int column)
{
    for (; column > 0; column--) {
        const char *comma = memchr(line.at, ',', (size_t)(line.end - line.at));
        line.at = comma ? comma + 1 : line.end;
    }
    const char *comma = memchr(line.at, ',', (size_t)(line.end - line.at));
    if (comma) line.end = comma;
    while (line.at < line.end && strchr(" \t\r\"", *line.at)) line.at++;
    while (line.at < line.end && strchr(" \t\r\"", line.end[-1])) line.end--;
    return line;
}

static bool is(struct row text, const char *word)
{
    return (size_t)(text.end - text.at) == strlen(word) && memcmp(text.at, word, strlen(word)) == 0;
}

static bool number(struct row text, double *value)
{
    char digits[64], *end;
    const size_t length = (size_t)(text.end - text.at);
    if (length == 0 || length >= sizeof digits) return false;
    memcpy(digits, text.at, length);
    digits[length] = '\0';
    *value = strtod(digits, &end);
    return !*end && *value >= -1e15 && *value <= 1e15;
}

/* The column of times; false if the line is no header. */
static bool header(struct row line, int *column)
{
    static const char *const names[] = { "time", "time_s", "t", "t_s" };
    double ignored;
    *column = 0;
    if (number(field(line, 0), &ignored)) return false;
    int columns = 1;
    for (const char *c = line.at; c < line.end; c++) columns += *c == ',';
    for (int i = 0; i < columns; i++)
        for (size_t n = 0; n < sizeof names / sizeof *names; n++)
            if (is(field(line, i), names[n])) *column = i;
    return true;
}

static bool read_rows(struct reader *r, const struct place *at, const char *path, const char *text,
                      size_t length, double *gap, uint32_t *gaps)
{
    double last = 0, now;
    int column = 0, number_of_line = 0;
    bool first = true;
    const char *end = text + length;
    for (const char *start = text, *next; start < end; start = next) {
        const char *newline = memchr(start, '\n', (size_t)(end - start));
        next = newline ? newline + 1 : end;
        const struct row line = { start, newline ? newline : end };
        number_of_line++;
        if (line.at == line.end || is(field(line, 0), "") || *line.at == '#') continue;
        if (first && *gaps == 0 && number_of_line == 1 && header(line, &column)) continue;
        if (!number(field(line, column), &now))
            return reader_fail(r, at, "%.200s: line %d: expected a time in seconds", path, number_of_line);
        if (!first && now < last)
            return reader_fail(r, at,
                               "%.200s: line %d: found %.6g after %.6g, expected times that never fall", path,
                               number_of_line, now, last);
        if (!first) gap[(*gaps)++] = now - last;
        first = false;
        last = now;
    }
    return *gaps > 0 || reader_fail(r, at, "%.200s: found fewer than two times", path);
}

bool trace_read(struct reader *r, const struct place *at, const char *name, const double **gap,
                uint32_t *gaps)
{
    struct input_error why;
    size_t length;
    const char *path = reader_file(r, at, name);
    char *text = json_text_load(path, &length, &why);
    if (!text) return reader_fail(r, at, "%s", why.text);
    double *room = arena_alloc(r->arena, length / 2 + 1, sizeof *room), sum = 0;
    *gap = room;
    *gaps = 0;
    bool good = read_rows(r, at, path, text, length, room, gaps);
    free(text);
    for (uint32_t i = 0; i < *gaps; i++) sum += room[i];
    if (good && !(sum > 0)) good = reader_fail(r, at, "%.200s: found all requests at one time", path);
    return good;
}
