#include "sim/report/csv_field.h"

#include "sim/report/writer.h"

#include <math.h>
#include <string.h>

void csv_field_text(FILE *file, const char *prefix, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        fprintf(file, "%s%s", prefix, text);
        return;
    }
    fprintf(file, "\"%s", prefix);
    for (; *text; text++) {
        if (*text == '"') fputc('"', file);
        fputc(*text, file);
    }
    fputc('"', file);
}

void csv_field_number(FILE *file, double value)
{
    char text[32];
    fputc(',', file);
    if (!isfinite(value)) return;
    writer_shortest(value, text);
    fputs(text, file);
}
