#include "sim/report/writer.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void writer_init(struct writer *writer, FILE *file)
{
    *writer = (struct writer){ .file = file };
}

void writer_shortest(double value, char text[32])
{
    if (value == rint(value) && fabs(value) < 1e15) {
        snprintf(text, 32, "%.0f", value);
        return;
    }
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, 32, "%.*g", digits, value);
        if (strtod(text, NULL) == value) return;
    }
}

static void put_string(FILE *file, const char *text)
{
    fputc('"', file);
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            fprintf(file, "\\%c", c);
        else if (c < ' ' || c == 127)
            fprintf(file, "\\u%04x", c);
        else
            fputc(c, file);
    }
    fputc('"', file);
}

/* Separator, line and key before a value. */
static void begin(struct writer *writer, const char *key)
{
    unsigned d = writer->depth;
    if (d > 0) {
        if (writer->filled[d]) fputc(',', writer->file);
        if (!writer->on_line[d])
            fprintf(writer->file, "\n%*s", (int)(2 * d), "");
        else if (writer->filled[d])
            fputc(' ', writer->file);
        writer->filled[d] = true;
    }
    if (key) {
        put_string(writer->file, key);
        fputs(": ", writer->file);
    }
}

static void open_container(struct writer *writer, const char *key, char bracket, bool on_line)
{
    assert(writer->depth + 1 < WRITER_DEPTH);
    begin(writer, key);
    fputc(bracket, writer->file);
    bool inside = writer->on_line[writer->depth];
    writer->depth++;
    writer->filled[writer->depth] = false;
    writer->on_line[writer->depth] = on_line || inside;
}

void writer_open(struct writer *writer, const char *key, char bracket)
{
    open_container(writer, key, bracket, false);
}

void writer_open_short(struct writer *writer, const char *key, char bracket)
{
    open_container(writer, key, bracket, true);
}

void writer_close(struct writer *writer, char bracket)
{
    assert(writer->depth > 0);
    unsigned d = writer->depth--;
    if (writer->filled[d] && !writer->on_line[d]) fprintf(writer->file, "\n%*s", (int)(2 * (d - 1)), "");
    fputc(bracket, writer->file);
    if (writer->depth == 0) fputc('\n', writer->file);
}

void writer_number(struct writer *writer, const char *key, double value)
{
    char text[32];
    if (!isfinite(value)) {
        writer_null(writer, key);
        return;
    }
    begin(writer, key);
    writer_shortest(value, text);
    fputs(text, writer->file);
}

void writer_integer(struct writer *writer, const char *key, uint64_t value)
{
    begin(writer, key);
    fprintf(writer->file, "%" PRIu64, value);
}

void writer_text(struct writer *writer, const char *key, const char *text)
{
    if (!text) {
        writer_null(writer, key);
        return;
    }
    begin(writer, key);
    put_string(writer->file, text);
}

void writer_bool(struct writer *writer, const char *key, bool value)
{
    begin(writer, key);
    fputs(value ? "true" : "false", writer->file);
}

void writer_null(struct writer *writer, const char *key)
{
    begin(writer, key);
    fputs("null", writer->file);
}
