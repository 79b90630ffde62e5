/* Cells are cut out of the text where it lies: a separator becomes the NUL of the cell before it. */
#include "sim/input/measured.h"

#include "sim/input/json_text.h"
#include "sim/input/units.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct cutter {
    char *at, *end; /* what is left of the text */
    char separator; /* ' ': any blanks */
    unsigned line;
};

static void *grown(void *array, size_t count, size_t size)
{
    /* Doubled at each power of two. */
    if (count & (count - 1)) return array;
    void *larger = realloc(array, (count ? 2 * count : 1) * size);
    if (!larger) abort();
    return larger;
}

/* The next line that says something, NUL at its end; NULL at the end of the text. */
static char *next_line(struct cutter *c)
{
    while (c->at < c->end) {
        char *line = c->at, *newline = memchr(line, '\n', (size_t)(c->end - line));
        c->at = newline ? newline + 1 : c->end;
        c->line++;
        char *last = newline ? newline : c->end;
        while (last > line && strchr(" \t\r", last[-1])) {
            /* A tab at the end parts an empty field from the others. */
            if (last[-1] == '\t' && c->separator == '\t') break;
            last--;
        }
        *last = '\0';
        const char *first = line + strspn(line, " \t");
        if (*first && *first != '#') return line;
    }
    return NULL;
}

static char separator_of(const char *line)
{
    bool quoted = false;
    char best = ' ';
    for (const char *c = line; *c; c++) {
        if (*c == '"') quoted = !quoted;
        if (quoted) continue;
        if (*c == '\t') return '\t';
        if (*c == ';' || (*c == ',' && best == ' ')) best = *c;
    }
    return best;
}

/* Cuts the next cell off the line; *line is NULL after the last one. */
static char *cut(char **line, char separator)
{
    char *c = *line, *cell, *end;
    while (*c == ' ' || (*c == '\t' && separator != '\t')) c++;
    if (*c == '"') {
        cell = ++c;
        while (*c && *c != '"') c++;
        end = c;
        if (*c) c++;
        while (*c && (separator == ' ' ? !isblank((unsigned char)*c) : *c != separator)) c++;
    } else {
        cell = c;
        while (*c && (separator == ' ' ? !isblank((unsigned char)*c) : *c != separator)) c++;
        end = c;
        while (end > cell && isblank((unsigned char)end[-1])) end--;
    }
    if (separator == ' ')
        while (isblank((unsigned char)*c) && isblank((unsigned char)c[1])) c++;
    *line = *c ? c + 1 : NULL;
    *end = '\0';
    return cell;
}

static bool is_missing(const char *cell)
{
    static const char *const words[] = { "", "-", "na", "n/a", "nan", "null" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(cell, words[i]) == 0) return true;
    return false;
}

static bool number(const char *cell, double *value)
{
    char *end;
    *value = NAN;
    if (is_missing(cell)) return true;
    if (strpbrk(cell, "xXnN")) return false; /* hexadecimal, inf, nan(...) */
    *value = strtod(cell, &end);
    if (*end == '%') end++;
    return end > cell && !*end && isfinite(*value);
}

/* The decimal commas of a table whose separator is a semicolon. */
static void point(char *cell)
{
    char *comma = strchr(cell, ',');
    double ignored;
    if (!comma) return;
    *comma = '.';
    if (!number(cell, &ignored)) *comma = ',';
}

char *measured_key(const char *title)
{
    char *key = malloc(strlen(title) * 8 + 1), *at = key;
    if (!key) abort();
    for (const char *c = title; *c; c++) {
        if (isalnum((unsigned char)*c) || *c == '.' || *c == ':')
            *at++ = (char)tolower((unsigned char)*c);
        else if (*c == '%')
            at += sprintf(at, "%spercent", at > key && at[-1] != '_' ? "_" : "");
        else if (at > key && at[-1] != '_')
            *at++ = '_';
    }
    while (at > key && at[-1] == '_') at--;
    *at = '\0';
    return key;
}

static void add_column(struct measured *m, const char *title)
{
    m->title = grown(m->title, m->columns, sizeof *m->title);
    m->key = grown(m->key, m->columns, sizeof *m->key);
    m->title[m->columns] = strdup(title);
    m->key[m->columns] = measured_key(title);
    if (!m->title[m->columns]) abort();
    m->columns++;
}

/* The first line: how many columns, and what they are called. */
static bool read_header(struct measured *m, char *line, char separator, struct input_error *error)
{
    bool numbers = true;
    double ignored;
    for (char *rest = line; rest;) {
        char *cell = cut(&rest, separator);
        if (separator == ';') point(cell);
        if (m->columns == MEASURED_COLUMNS) {
            input_error_set(error, "%s: found over %d columns", m->name, MEASURED_COLUMNS);
            return false;
        }
        add_column(m, cell);
        numbers = numbers && number(cell, &ignored);
    }
    m->has_header = !numbers;
    for (size_t i = 0; numbers && i < m->columns; i++) {
        free(m->title[i]);
        free(m->key[i]);
        if (asprintf(&m->title[i], "column %zu", i + 1) < 0) abort();
        m->key[i] = measured_key(m->title[i]);
    }
    return true;
}

static bool add_row(struct measured *m, char *line, const struct cutter *c, struct input_error *error)
{
    const char **cell = (const char **)(uintptr_t)m->cell;
    unsigned *lines = (unsigned *)(uintptr_t)m->line;
    size_t found = 0;
    lines = grown(lines, m->rows, sizeof *lines);
    m->line = lines;
    lines[m->rows] = c->line;
    for (char *rest = line; rest; found++) {
        char *text = cut(&rest, c->separator);
        if (c->separator == ';') point(text);
        if (found == m->columns && !*text && !rest) break; /* a separator at the end of the line */
        if (found >= m->columns) continue;
        cell = grown(cell, m->rows * m->columns + found, sizeof *cell);
        m->cell = cell;
        cell[m->rows * m->columns + found] = text;
    }
    if (found != m->columns) {
        input_error_set(error, "%s: line %u: found %zu fields, expected %zu", m->name, c->line, found,
                        m->columns);
        return false;
    }
    m->rows++;
    return true;
}

static bool read_rows(struct measured *m, struct cutter *c, struct input_error *error)
{
    char *line = next_line(c);
    if (!line) {
        input_error_set(error, "%s: found nothing, expected a header and rows of numbers", m->name);
        return false;
    }
    c->separator = separator_of(line);
    char *first = strdup(line);
    if (!first) abort();
    bool good = read_header(m, first, c->separator, error);
    free(first);
    if (good && !m->has_header) good = add_row(m, line, c, error);
    while (good && (line = next_line(c))) good = add_row(m, line, c, error);
    if (good && m->rows == 0) {
        input_error_set(error, "%s: found a header only, expected rows of numbers below it", m->name);
        good = false;
    }
    return good;
}

bool measured_parse(struct measured *m, char *text, size_t length, const char *name,
                    struct input_error *error)
{
    *m = (struct measured){ .name = strcmp(name, "-") == 0 ? "standard input" : name, .text = text };
    struct cutter c = { .at = text, .end = text + length };
    bool good = strlen(text) == length;
    if (!good) input_error_set(error, "%s: found a NUL character, expected text", m->name);
    if (good && strncmp(text, "\xef\xbb\xbf", 3) == 0) c.at += 3; /* the mark that spreadsheets put there */
    good = good && read_rows(m, &c, error);
    if (!good) measured_finish(m);
    return good;
}

bool measured_read(struct measured *m, const char *path, struct input_error *error)
{
    size_t length;
    char *text = json_text_load(path, &length, error);
    return text && measured_parse(m, text, length, path, error);
}

void measured_finish(struct measured *m)
{
    for (size_t i = 0; i < m->columns; i++) {
        free(m->title[i]);
        free(m->key[i]);
    }
    free(m->title);
    free(m->key);
    free((void *)(uintptr_t)m->cell);
    free((void *)(uintptr_t)m->line);
    free(m->text);
    *m = (struct measured){ 0 };
}

size_t measured_find(const struct measured *m, const char *name)
{
    for (size_t i = 0; i < m->columns; i++)
        if (strcmp(m->title[i], name) == 0) return i;
    for (size_t i = 0; i < m->columns; i++)
        if (strcmp(m->key[i], name) == 0) return i;
    return MEASURED_NONE;
}

size_t measured_find_any(const struct measured *m, const char *const *names)
{
    for (; *names; names++)
        for (size_t i = 0; i < m->columns; i++)
            if (strcmp(m->key[i], *names) == 0) return i;
    return MEASURED_NONE;
}

size_t measured_find_time(const struct measured *m, const char *const *stems, double *factor)
{
    for (; *stems; stems++)
        for (size_t i = 0; i < m->columns; i++)
            if (units_match(m->key[i], *stems, DIMENSION_TIME, factor)) return i;
    return MEASURED_NONE;
}

bool measured_values(const struct measured *m, size_t column, double *value, struct input_error *error)
{
    for (size_t row = 0; row < m->rows; row++) {
        const char *cell = m->cell[row * m->columns + column];
        if (number(cell, &value[row])) continue;
        input_error_set(error, "%s: line %u: %.60s: found \"%.60s\", expected a number", m->name,
                        m->line[row], m->title[column], cell);
        return false;
    }
    return true;
}

void measured_titles(const struct measured *m, char *text, size_t size)
{
    size_t used = 0;
    *text = '\0';
    for (size_t i = 0; i < m->columns; i++) {
        if (used + strlen(m->title[i]) + 8 > size) {
            snprintf(text + used, size - used, ", ...");
            return;
        }
        used += (size_t)snprintf(text + used, size - used, "%s%s", i ? ", " : "", m->title[i]);
    }
}
